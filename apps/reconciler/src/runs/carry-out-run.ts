import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fen, type Run, type RunFigures } from '@libs/mutual-aid';
import { applyDay } from '../applying/apply-day';
import { rowsOf } from '../applying/planned-lines';
import type { StageName, StageResults } from '../books/stage';
import type { Progress } from '../watching/progress';
import { foundDifferences } from './found-differences';
import type { RunParts } from './run-parts';

/** Differences that are written by one statement. */
const A_STATEMENT = 500;
/** Commands that are handed in together. */
const TOGETHER = 500;

/** Why a run cannot go on now. */
interface PutOffFor {
  readonly state: 'WAITING' | 'FAILED';
  readonly reason: string;
}

/**
 * One run, from its files to its end (R23 to R26), for whoever holds its claim. Begun anew after it was broken off
 * anywhere, it comes to the same end: files are kept, what was applied is left out of the plan, and what was found is
 * written once more. From the moment its figures are noted (the stage `uploads`) it goes on from there: what it uploads again
 * would else not be found missing the next time.
 */
export class DayRun {
  private readonly folder: string;

  constructor(
    private readonly run: Run,
    private readonly parts: RunParts,
    private readonly progress: Progress,
    private readonly signal: AbortSignal,
  ) {
    this.folder = parts.folderOf(run);
  }

  /** Carries it out as far as it goes; rejects where it was broken off. The day's folder goes when it has ended. */
  async carryOut(): Promise<void> {
    const { table, clock, retryAfter } = this.parts;
    const figures = this.figuresOfBefore() ?? (await this.compare());
    if ('state' in figures) {
      const now = clock.now();
      await table.putOff(this.run, { ...figures, now, dueAt: now + retryAfter });
      return;
    }
    await this.end(figures);
  }

  /** What was noted before it was broken off, where all that is still to be done for it is at hand. */
  private figuresOfBefore(): RunFigures | undefined {
    const { role, stage, figures } = this.run;
    const isAtHand = role === 'donor' || existsSync(join(this.folder, 'again.tsv'));
    return stage === 'uploads' && isAtHand ? figures : undefined;
  }

  private async compare(): Promise<RunFigures | PutOffFor> {
    const rows = await this.getFiles();
    if (typeof rows === 'object') return rows;
    const compared =
      this.run.role === 'donor' ? await this.compareDonor(rows) : await this.stage('compare-benef', rows);
    await this.keepDifferences(compared.listed);
    return figuresOf(compared);
  }

  /** The rows of the day, or why there are none. */
  private async getFiles(): Promise<number | PutOffFor> {
    await this.enter('download');
    const fetched = await this.parts.fetchDay(this.run, this.folder, this.signal);
    if (fetched.kind !== 'ready')
      return { state: fetched.kind === 'failed' ? 'FAILED' : 'WAITING', reason: fetched.reason };
    const checked = await this.stage('check', fetched.rows);
    return checked.ok ? checked.rows : { state: 'FAILED', reason: checked.reason };
  }

  private async compareDonor(rows: number): Promise<StageResults['compare-donor']> {
    const { ledger, table } = this.parts;
    const { toApply } = await this.stage('plan-donor', rows);
    await this.enter('apply', rows, rows - toApply);
    await table.forgetUnapplied(this.run.day);
    await applyDay(this.folder, {
      ledger,
      signal: this.signal,
      donorsWithUnapplied: (after, most) => table.donorsWithUnapplied(after, most),
      did: (some) => this.progress.did(some),
    });
    return this.stage('compare-donor', rows);
  }

  private async keepDifferences(listed: number): Promise<void> {
    const { table } = this.parts;
    await this.enter('differences', listed);
    await table.beginDifferences(this.run);
    for await (const found of foundDifferences(join(this.folder, 'discrepancies.tsv'), A_STATEMENT)) {
      this.signal.throwIfAborted();
      await table.keepDifferences(this.run, found);
      this.progress.did(found.length);
    }
    await table.endDifferences(this.run);
  }

  private async end(figures: RunFigures): Promise<void> {
    const { ledger, table } = this.parts;
    const { day, role, runNo } = this.run;
    this.progress.enter('uploads');
    await table.note(this.run, { stage: 'uploads', figures });
    if (role === 'benef') await this.mendUploads();
    await ledger.submit({ kind: 'end-run', day, role, runNo, figures });
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What the platform turned out to have is confirmed, and what it lacks is uploaded again (R24). */
  private async mendUploads(): Promise<void> {
    const { ledger } = this.parts;
    await this.eachOf('confirm.tsv', ([useId = '', uploadTime, psnNo = '']) =>
      ledger.submit({ kind: 'confirm-upload', useId, psnNo, uploadTime: Number(uploadTime) }),
    );
    await this.eachOf('again.tsv', ([useId = '', psnNo = '']) => ledger.submit({ kind: 'upload-again', useId, psnNo }));
  }

  private async eachOf(name: string, work: (cells: readonly string[]) => Promise<unknown>): Promise<void> {
    for await (const rows of rowsOf(join(this.folder, name))) {
      for (let from = 0; from < rows.length; from += TOGETHER) {
        this.signal.throwIfAborted();
        const some = rows.slice(from, from + TOGETHER);
        await Promise.all(some.map((row) => work(row.split('\t'))));
        this.progress.did(some.length);
      }
    }
  }

  private async stage<Name extends StageName>(name: Name, rows: number): Promise<StageResults[Name]> {
    await this.enter(name, rows);
    const { database } = this.parts;
    const { day, role } = this.run;
    const result = await this.parts.runStage(name, { folder: this.folder, database, day, role }, this.signal);
    this.progress.did(rows);
    return result;
  }

  private async enter(stage: string, rowsAll = 0, rowsDone = 0): Promise<void> {
    this.signal.throwIfAborted();
    this.progress.enter(stage, rowsAll, rowsDone);
    await this.parts.table.note(this.run, { stage, rowsAll, rowsDone });
  }
}

function figuresOf({ cnt, amt, diffCnt, diffAmt }: StageResults['compare-donor']): RunFigures {
  return {
    count: BigInt(cnt),
    amount: fen(BigInt(amt)),
    differences: BigInt(diffCnt),
    differenceAmount: fen(BigInt(diffAmt)),
  };
}
