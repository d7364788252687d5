import type { Run } from '@libs/mutual-aid';
import {
  beginRun,
  forgetDifferences,
  keepDifferences,
  LedgerConnection,
  mendApplied,
  mendUnfound,
  noteProgress,
  putOffRun,
  runOf,
  selectDueRuns,
  selectRunsOf,
  text,
  type DatabaseAddress,
  type FoundDifference,
} from '@libs/province-store';

/** How a run that cannot go on is put off; ms UTC. */
export interface PutOff {
  readonly state: 'WAITING' | 'FAILED';
  readonly reason: string;
  readonly now: number;
  readonly dueAt: number;
}

/**
 * The runs and their differences as the database has them. Only who holds a run's claim writes to it. Everything rejects
 * where the database is away, and works again when it is back.
 */
export class RunTable {
  private connection: LedgerConnection | undefined;

  /** `address` with the time limit of what goes through many rows. */
  constructor(private readonly address: DatabaseAddress) {}

  /** Runs that are due, or under way, the oldest first. */
  async due(now: number): Promise<Run[]> {
    return this.runs(selectDueRuns(now));
  }

  /** A run as it stands. */
  async find(run: Run): Promise<Run | undefined> {
    return (await this.runs(selectRunsOf(run))).find(({ runNo }) => runNo === run.runNo);
  }

  /** It is carried out from now on. */
  async begin(run: Run, now: number): Promise<void> {
    await this.run(beginRun(run, now));
  }

  /** It is to be tried again. */
  async putOff(run: Run, putOff: PutOff): Promise<void> {
    await this.run(putOffRun(run, putOff));
  }

  /** What it is doing, and how far it has come. */
  async note(run: Run, progress: Partial<Run>): Promise<void> {
    await this.run(noteProgress(run, progress));
  }

  /** What is to be tried again of a day whose files are there anew: the files say it all. */
  async forgetUnapplied(day: number): Promise<void> {
    await this.run(`DELETE FROM unapplied_line WHERE day = ${day}`);
  }

  /** The donors of whom lines wait to be applied, after a psn_no, so many. */
  async donorsWithUnapplied(after: string, most: number): Promise<string[]> {
    const rows = await this.run(
      `SELECT DISTINCT psn_no FROM unapplied_line FORCE INDEX (donor) WHERE psn_no > ${text(after)} ORDER BY psn_no LIMIT ${most}`,
    );
    return (rows[0] ?? []).map(([psnNo]) => String(psnNo));
  }

  /** Begins the list of a run's differences, once what earlier days could not apply is settled that is applied by now. */
  async beginDifferences(run: Run): Promise<void> {
    await this.run(forgetDifferences(run));
    if (run.role === 'donor') await this.run(mendApplied(run.day));
  }

  /** Differences that the run found. */
  async keepDifferences(run: Run, found: readonly FoundDifference[]): Promise<void> {
    if (found.length > 0) await this.run(keepDifferences(run, found));
  }

  /** All that the run found is written: what else was open has mended itself. */
  async endDifferences(run: Run): Promise<void> {
    await this.run(mendUnfound(run));
  }

  /** Lets the connection go. */
  close(): void {
    this.connection?.close();
    this.connection = undefined;
  }

  private async runs(sql: string): Promise<Run[]> {
    const [rows = []] = await this.run(sql);
    return rows.map(runOf);
  }

  private async run(sql: string) {
    try {
      this.connection ??= await LedgerConnection.open(this.address);
      return await this.connection.run(sql);
    } catch (error) {
      this.close();
      throw error;
    }
  }
}
