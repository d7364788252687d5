import { donorNo, linesOf, prepareDonors, usedInTheEnd } from '../bench/apply-lines/donors';
import { audit } from '../support/balance';
import { databaseOf, sql } from '../support/database';
import { ownFolders, usageRow, yuan, type UsageRow } from '../support/day-files';
import { newId } from '../support/platform';
import { PlatformHttp } from '../support/platform-http';
import { ReconcileCommand } from '../support/reconcile-command';
import { daysAgo, runsOf } from '../support/runs';
import { ServedDays } from '../support/served-days';
import { until } from '../support/until';

const GD = '440000';
const OF = { prefix: newId('K'), donors: 400, linesEach: 20 };
const UNKNOWN = 2000;
const http = new PlatformHttp();
const days = new ServedDays(http, GD);
const newFolder = ownFolders();
beforeAll(() => http.start());
afterAll(() => http.stop());

const day = { date: daysAgo(12), role: 'donor' as const };

/** The rows of every donor, and some of limits that nobody knows. */
function rows(): UsageRow[] {
  const at = (second: number) => `${day.date}T10:00:${String(second).padStart(2, '0')}.000+08:00`;
  const known = Array.from({ length: OF.donors }, (_, index) =>
    linesOf(OF, index).map((line, nth) =>
      usageRow({
        use_id: line.useId,
        orig_use_id: line.originalUseId ?? '',
        mulaid_rel_id: line.relationshipId,
        mulaid_lmt_id: line.limitId,
        donor_psn_no: donorNo(OF, index),
        amt: yuan(Number(line.amount)),
        use_time: at(0),
        upload_time: at(nth),
      }),
    ),
  ).flat();
  const unknown = Array.from({ length: UNKNOWN }, (_, index) =>
    usageRow({
      use_id: `${OF.prefix}X${index}`,
      mulaid_lmt_id: `${OF.prefix}X`,
      use_time: at(30),
      upload_time: at(30),
    }),
  );
  return [...known, ...unknown];
}

const books = async () =>
  (
    await sql<Record<string, string | null>>(
      GD,
      `SELECT (SELECT SUM(used_amt) FROM mulaid_limit WHERE mulaid_lmt_id LIKE ?) AS used,
              (SELECT SUM(used_cnt) FROM mulaid_limit WHERE mulaid_lmt_id LIKE ?) AS counted,
              (SELECT COUNT(*) FROM applied_line WHERE use_id LIKE ?) AS applied,
              (SELECT COUNT(*) FROM ledger_entry WHERE psn_no LIKE ? AND cause IN ('APPLIED', 'RESTORED')) AS entries,
              (SELECT COUNT(*) FROM discrepancy WHERE use_id LIKE ? AND status = 'OPEN') AS open`,
      Array(5).fill(`${OF.prefix}%`),
    )
  )[0];

test('killed in every stage and begun anew: the same end, and no line twice', async () => {
  await prepareDonors(databaseOf(GD), OF);
  const given = { url: http.url, dir: newFolder() };
  days.serve(day.date, 'donor', { usage: rows(), files: 3 });
  const stages = ['download', 'check', 'plan-donor', 'apply', 'compare-donor', 'differences'];
  const seen: string[] = [];
  for (const stage of stages) {
    const command = new ReconcileCommand(GD, day, given);
    let run = (await runsOf(GD, day.date, 'donor')).at(-1);
    const isOver = () => run !== undefined && ['BALANCED', 'UNBALANCED', 'FAILED'].includes(run.state);
    await until(async () => {
      run = (await runsOf(GD, day.date, 'donor')).at(-1);
      return isOver() || (run?.state === 'RUNNING' && run.stage === stage);
    });
    expect(run?.run_no).toBe(1);
    if (!isOver()) seen.push(stage);
    command.child.kill('SIGKILL');
    await command.ended;
  }
  // What passes in less than it takes to look may not be seen; the long ones are.
  expect(seen).toEqual(expect.arrayContaining(['check', 'plan-donor', 'apply', 'compare-donor']));
  const { status, run } = await new ReconcileCommand(GD, day, given).ended;
  expect([status, run?.state, run?.diff_cnt]).toEqual([0, 'UNBALANCED', UNKNOWN]);
  const lines = OF.donors * OF.linesEach;
  const inTheEnd = await books();
  expect(inTheEnd).toEqual({
    used: String(OF.donors * Number(usedInTheEnd(OF))),
    counted: String(lines),
    applied: expect.anything() as unknown,
    entries: expect.anything() as unknown,
    open: expect.anything() as unknown,
  });
  expect([inTheEnd?.['applied'], inTheEnd?.['entries'], inTheEnd?.['open']].map(Number)).toEqual([
    lines,
    lines,
    UNKNOWN,
  ]);
  expect(audit(GD)).toMatchObject({ status: 0, proof: { ok: true, violations: [] } });
});

test('two at once carry out one run, and both tell of it', async () => {
  const before = (await runsOf(GD, day.date, 'donor')).length;
  const given = { url: http.url, dir: newFolder() };
  const commands = [new ReconcileCommand(GD, day, given), new ReconcileCommand(GD, day, given)];
  const ends = await Promise.all(commands.map(({ ended }) => ended));
  expect(ends.map(({ status, run }) => [status, run?.state])).toEqual(Array(2).fill([0, 'UNBALANCED']));
  const numbers = ends.map(({ run }) => run?.run_no ?? 0);
  // Where one had come to its end before the other asked, that is another run.
  expect(await runsOf(GD, day.date, 'donor')).toHaveLength(Math.max(...numbers));
  expect(Math.min(...numbers)).toBe(before + 1);
});
