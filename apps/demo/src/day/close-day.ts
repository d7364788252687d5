import type { DemoProvince } from '../province';
import { say } from '../say';
import type { SimulatedPlatform } from '../simulated-platform';
import { waitFor } from '../wait-for';
import { endedRun, shownRun, type DayOf } from './runs';

/** Small, so that a day has several files. */
const ROWS_A_FILE = 2000;

/** Puts the platform's clock back a day: what it receives from now on it has received yesterday. Gives that day. */
export async function beginYesterday(platform: SimulatedPlatform): Promise<string> {
  await platform.post('/simulator/daily-files/size', { rows: ROWS_A_FILE });
  const { date } = await platform.post<{ date: string }>('/simulator/clock', { offset: '-24h' });
  return date;
}

/** Midnight passes at the platform; each province downloads its day, applies and compares it. Gives whether all balance. */
export async function closeDay(
  platform: SimulatedPlatform,
  provinces: Readonly<Record<string, DemoProvince>>,
  date: string,
): Promise<boolean> {
  say(
    `\n8. The day closes. On the platform it was ${date} until now; its clock passes midnight, and it tells both provinces`,
  );
  say(
    '   that their files are ready (M501). Each has a reconciler beside its gateway, which downloads manifest and files,',
  );
  say(
    '   checks all of them, and only then takes the first row. As donor region it takes each usage off the donor’s account,',
  );
  say('   once, and proves every limit; as beneficiary region it proves that the platform has all it paid.');
  await platform.post('/simulator/clock', { offset: '0s' });
  await platform.post(`/simulator/days/${date}/notices`, {});
  let isBalanced = true;
  for (const { code, of } of daysOf(provinces, date)) {
    const run = await endedRun(of, 1);
    say(shownRun(code, run));
    isBalanced &&= run.state === 'BALANCED';
  }
  const heard = () => platform.get<unknown[]>('/simulator/reconciliations');
  const reports = await waitFor(
    'M511 of every run',
    heard,
    ({ length }) => length >= 2 * Object.keys(provinces).length,
  );
  say(`   Each reports its end: the platform has heard of ${reports.length} runs (M511).`);
  return isBalanced;
}

function daysOf(provinces: Readonly<Record<string, DemoProvince>>, date: string): { code: string; of: DayOf }[] {
  return Object.entries(provinces).flatMap(([code, province]) =>
    (['donor', 'benef'] as const).map((role) => ({ code, of: { province, role, date } })),
  );
}
