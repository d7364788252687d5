import type { Keys } from './key-ring';
import type { SealingTask, SealingTasks } from './in-hand';
import type { SealingRules } from './sealer';

/** What a sealing thread is started with. */
export interface ThreadStart {
  readonly rules: SealingRules;
  readonly keys: Keys;
}

/** The values of records in one piece of memory, which is handed over and not copied once more. */
interface Packed {
  readonly bytes: ArrayBuffer;
  readonly lengths: readonly number[];
}

/** What a sealing thread is told. */
export type ToThread =
  | { readonly keys: Keys }
  | { readonly task: SealingTask; readonly given: Packed | readonly string[]; readonly now: number };

/** What it says: what the task came to, in order, or why it could not be carried out. */
export type FromThread =
  { readonly came: SealingTasks[SealingTask]['came'] } | { readonly failed: string; readonly isSealing: boolean };

/** Packs values: sent as they are, each would bring along the whole fetch that it is a part of. */
export function pack(values: readonly Uint8Array[]): Packed {
  const lengths = values.map((value) => value.byteLength);
  const all = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const value of values) {
    all.set(value, at);
    at += value.byteLength;
  }
  return { bytes: all.buffer, lengths };
}

/** The values again. */
export function unpack({ bytes, lengths }: Packed): Uint8Array[] {
  let at = 0;
  return lengths.map((length) => new Uint8Array(bytes, (at += length) - length, length));
}
