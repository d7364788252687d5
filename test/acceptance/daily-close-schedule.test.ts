import { sql } from '../support/database';
import { killPart } from '../support/kill-part';
import { OwnStack, policiesOf } from '../support/own-stack';
import { establishment, register, someone } from '../support/people';
import { PlatformClient } from '../support/platform';
import { PlatformHttp } from '../support/platform-http';
import { daysAgo, runCame } from '../support/runs';
import { ServedDays, type DayRole } from '../support/served-days';
import { until } from '../support/until';

const GD = '440000';
const http = new PlatformHttp();
const days = new ServedDays(http, GD);
const platform = new PlatformClient();
let own: OwnStack;

beforeAll(async () => {
  await http.start();
  const set = { 'reconciliation.at': '00:00', 'reconciliation.retry_after': '1h' };
  own = new OwnStack({ provinces: [GD], policies: policiesOf(GD, {}), platformUrl: http.url, reconcilers: true, set });
  await own.start();
  await platform.start();
});
afterAll(async () => {
  await platform.stop();
  await own.wipe();
  await http.stop();
});

test('days that were missed run when it starts again, the oldest first, from that of the first relationship on', async () => {
  const donor = await register(GD, someone(GD), '1000.00');
  expect(await platform.ask(GD, 'M101', establishment(donor, someone('510000', '390')))).toBe('0');
  await killPart(own.dir, `${GD}-reconciler`);
  const [first, second, third] = [daysAgo(0), daysAgo(-1), daysAgo(-2)];
  const roles = ['donor', 'benef'] as const satisfies readonly DayRole[];
  for (const date of [first, third]) for (const role of roles) days.serve(date, role, {});
  days.serve(second, 'benef', {});
  // Three days later: that of the second is not ready for donors, and holds up nobody.
  await own.start({ 'clock.offset': '72h' });
  for (const date of [first, second, third])
    for (const role of roles) {
      const state = date === second && role === 'donor' ? 'WAITING' : 'BALANCED';
      if (state === 'WAITING') await until(() => days.asked(date, role) > 0);
      expect(await runCame(GD, { date, role }, state)).toMatchObject({ run_no: 1 });
    }
  const asked = http.asked.flatMap(({ path, query }) =>
    path === '/mulaid/v1/usage-files' ? [`${query.get('date')} ${query.get('role')}`] : [],
  );
  expect(asked).toEqual([first, second, third].flatMap((date) => roles.map((role) => `${date} ${role}`)));
  const [row] = await sql<{ runs: number }>(GD, 'SELECT COUNT(*) AS runs FROM reconciliation_run');
  expect(Number(row?.runs)).toBe(6);
});
