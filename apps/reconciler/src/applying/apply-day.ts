import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { join } from 'node:path';
import type { Ledger } from '@libs/ledger';
import { InFlight } from './in-flight';
import { donorLines, rowsOf, type DonorLines } from './planned-lines';

/** Lines that one command carries at most: a transaction must not last long, payments wait for it. */
const A_COMMAND = 500;
/** Lines that are handed in together, */
const A_PORTION = 250;
/** and so many are under way at once: two batches a lane. */
const UNDER_WAY = 2500;
/** Donors of whom something waits that are read at once. */
const DONORS = 500;

/** What applying a day is given. */
export interface ApplyingParts {
  readonly ledger: Pick<Ledger, 'submit' | 'submitAll'>;
  /** The donors of whom lines wait to be applied, after a psn_no, so many. */
  readonly donorsWithUnapplied: (after: string, most: number) => Promise<string[]>;
  /** Told how many rows are done. */
  readonly did: (rows: number) => void;
  readonly signal: AbortSignal;
}

/** A file's rows that could not be applied, written as they come. */
interface Refusals {
  readonly stream: WriteStream;
  count: number;
}

/**
 * Applies the lines of a day's plan through the ledger (R23): donor by donor, each donor's in order of receipt, then what
 * waits of earlier days, and last once more what could not be applied. Leaves `refused.tsv`. May be ended anywhere: what
 * was applied is not in the next plan.
 */
export async function applyDay(folder: string, parts: ApplyingParts): Promise<void> {
  const [plan, open, refused] = ['apply.tsv', 'open.tsv', 'refused.tsv'].map((name) => join(folder, name));
  await confirmListed(join(folder, 'confirm.tsv'), parts);
  await applyPlan(String(plan), String(open), parts, (row) => row);
  await tryWaiting(parts);
  // What was refused may have found its place since: by a later row, or by one of another donor's.
  const without = { ...parts, did: () => undefined };
  await applyPlan(String(open), String(refused), without, (row, became) => `${row.split('\t')[1]}\t${became}`);
  await rm(String(open), { force: true });
}

async function confirmListed(file: string, { ledger, signal }: ApplyingParts): Promise<void> {
  for await (const rows of rowsOf(file)) {
    signal.throwIfAborted();
    const pairs = rows.map((row) => row.split('\t'));
    await ledger.submitAll(
      pairs.map(([relationshipId = '', limitId = '']) => ({ kind: 'confirm-listed', relationshipId, limitId })),
    );
  }
}

/** Applies the lines of a file; writes those that cannot be applied to another, each as `written` says. */
async function applyPlan(
  plan: string,
  refused: string,
  parts: ApplyingParts,
  written: (row: string, became: string) => string,
): Promise<void> {
  const refusals: Refusals = { stream: createWriteStream(refused), count: 0 };
  const flight = new InFlight(UNDER_WAY);
  let portion: DonorLines[] = [];
  let size = 0;
  const handIn = async (): Promise<void> => {
    const some = portion;
    await flight.begin(size, () => apply(some, parts, refusals, written));
    [portion, size] = [[], 0];
  };
  try {
    for await (const some of donorLines(plan, A_COMMAND)) {
      parts.signal.throwIfAborted();
      portion.push(some);
      size += some.lines.length;
      if (size >= A_PORTION) await handIn();
    }
    if (size > 0) await handIn();
  } finally {
    await flight.end().finally(() => refusals.stream.end());
  }
  await finished(refusals.stream);
}

async function apply(
  portion: readonly DonorLines[],
  { ledger, did }: ApplyingParts,
  refusals: Refusals,
  written: (row: string, became: string) => string,
): Promise<void> {
  const outcomes = await ledger.submitAll(portion.map(({ psnNo, lines }) => ({ kind: 'apply-lines', psnNo, lines })));
  let text = '';
  for (const [index, { rows }] of portion.entries()) {
    const outcome = outcomes[index];
    if (outcome?.kind !== 'applied') throw new Error('lines of usage were neither applied nor refused');
    for (const [line, became] of outcome.became.entries()) {
      if (typeof became === 'string') continue;
      text += `${written(rows[line] ?? '', `${became.kind}\t${became.amountHere ?? ''}`)}\n`;
      refusals.count++;
    }
    did(rows.length);
  }
  if (text !== '' && !refusals.stream.write(text))
    await new Promise<void>((resolve) => refusals.stream.once('drain', resolve));
}

/** What waits of earlier days is tried for every donor, also those of whom this day has nothing. */
async function tryWaiting({ ledger, signal, donorsWithUnapplied }: ApplyingParts): Promise<void> {
  for (let after = ''; ;) {
    signal.throwIfAborted();
    const donors = await donorsWithUnapplied(after, DONORS);
    await ledger.submitAll(donors.map((psnNo) => ({ kind: 'apply-lines', psnNo, lines: [] })));
    after = donors.at(-1) ?? '';
    if (donors.length < DONORS) return;
  }
}
