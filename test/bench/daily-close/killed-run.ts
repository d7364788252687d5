import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseAddress } from '@libs/province-store';
import type { Connection } from 'mysql2/promise';
import type { Figure } from '../report';
import { booksOf, disagreements, type Books } from './books';
import { openConnection, resetDonors } from './day-data';
import type { Day } from './prepare-day';
import { ReconcileProcess } from './reconcile-process';
import { watchRun, type WatchedRun } from './watched-run';

const KILLS = 20;

/** What came of the kills. */
interface Killed {
  kills: number;
  /** Runs that came to their end after kills. */
  runs: number;
  twice: number;
  wrong: number;
  /** Kills by the stage that they fell into. */
  readonly stages: Map<string, number>;
}

/**
 * A donor day's run is killed at random twenty times, each time begun anew at once; in the end the books are those of the
 * run that nobody killed, to the row, and nothing is there twice.
 */
export async function killRun(day: Day, say: (text: string) => void): Promise<Figure[]> {
  await begin(day.database);
  const undisturbed = await watchRun(day.settings, day.database, 'donor');
  const connection = await openConnection(day.database);
  try {
    const expected = await booksOf(connection);
    const killed: Killed = { kills: 0, runs: 0, twice: 0, wrong: 0, stages: new Map() };
    while (killed.kills < KILLS) {
      await begin(day.database);
      await killUntilItEnds(day, { connection, undisturbed, lines: expected.lines }, killed);
      const books = await booksOf(connection);
      killed.runs++;
      killed.twice += books.twice;
      const wrong = disagreements(books, expected);
      killed.wrong += wrong.length;
      if (wrong.length > 0) say(`  not as without kills: ${wrong.join(', ')}`);
    }
    const where = [...killed.stages].map(([stage, times]) => `${stage} ${times}`).join(', ');
    say(`  killed ${killed.kills} times (${where}); ${killed.runs} run(s) to their end`);
    return figuresOf(killed, expected, day.rows);
  } finally {
    await connection.end();
  }
}

async function begin(database: DatabaseAddress): Promise<void> {
  await resetDonors(database);
  const connection = await openConnection(database);
  await connection.query("DELETE FROM upload WHERE infno = 'M511'");
  await connection.end();
}

/** Kills a run, each time within what it still has to do, until all kills are done or one came too late. */
async function killUntilItEnds(
  { settings }: Day,
  of: { connection: Connection; undisturbed: WatchedRun; lines: number },
  killed: Killed,
): Promise<void> {
  for (;;) {
    const reconcile = new ReconcileProcess(settings, 'donor');
    if (killed.kills < KILLS) {
      await Promise.race([reconcile.ended, delay(await killAfter(of))]);
      reconcile.kill();
    }
    if ((await reconcile.ended) !== undefined) return;
    killed.kills++;
    const stage = await stageOf(of.connection);
    killed.stages.set(stage, (killed.stages.get(stage) ?? 0) + 1);
  }
}

/** When it is killed, ms: anywhere from its first stage to its end, by how long it took undisturbed. */
async function killAfter({
  connection,
  undisturbed: { seconds, startup },
  lines,
}: {
  connection: Connection;
  undisturbed: WatchedRun;
  lines: number;
}): Promise<number> {
  const [[row]] = (await connection.query('SELECT COUNT(*) n FROM applied_line')) as unknown as [[{ n: number }]];
  const { apply = 0, ...others } = seconds;
  const remaining = Object.values(others).reduce((sum, each) => sum + each, apply * (1 - Number(row.n) / lines));
  return 1000 * (startup + Math.random() * remaining);
}

async function stageOf(connection: Connection): Promise<string> {
  const [[row]] = (await connection.query('SELECT state, stage FROM reconciliation_run')) as unknown as [
    [{ state: string; stage: string }?],
  ];
  return row?.state === 'RUNNING' ? row.stage : (row?.state ?? 'before it began');
}

function figuresOf({ kills, twice, wrong }: Killed, { lines }: Books, rows: number): Figure[] {
  const bench = 'daily-close';
  return [
    { bench, figure: `SIGKILLs of a run of ${rows} rows`, value: kills, unit: 'kills', goal: `>= ${KILLS}` },
    { bench, figure: `of its ${lines} lines applied twice`, value: twice, unit: 'lines', goal: '<= 0' },
    { bench, figure: 'tables and sums not as without kills', value: wrong, unit: 'of these', goal: '<= 0' },
  ];
}
