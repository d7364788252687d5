import { openRecord } from './open-envelope';
import type { Keys } from './key-ring';
import { sealEnvelope, signText } from './seal-envelope';
import type { Opening, SealingRules, Signature } from './sealer';

/** What is done with a batch in one go, by whatever thread. */
export interface SealingTasks {
  open: { readonly given: readonly Uint8Array[]; readonly came: Opening[] };
  seal: { readonly given: readonly string[]; readonly came: string[] };
  sign: { readonly given: readonly string[]; readonly came: Signature[] };
}

/** The name of such a task. */
export type SealingTask = keyof SealingTasks;

/** Under which settings, with which keys, and when (ms UTC). */
export interface Under {
  readonly rules: SealingRules;
  readonly keys: Keys;
  readonly now: number;
}

const TASKS: {
  readonly [Task in SealingTask]: (
    given: SealingTasks[Task]['given'][number],
    under: Under,
  ) => SealingTasks[Task]['came'][number];
} = {
  open: (value, { rules, keys, now }) => openRecord(value, rules, keys, now),
  seal: (envelope, { rules, keys, now }) => sealEnvelope(envelope, rules, keys, now),
  sign: (text, { rules, keys, now }) => signText(text, rules.self, keys, now),
};

/** Carries out a task on each of a batch, in order, here and now. Throws SealingError. */
export function carryOut<Task extends SealingTask>(
  task: Task,
  given: SealingTasks[Task]['given'],
  under: Under,
): SealingTasks[Task]['came'] {
  const each = TASKS[task] as (one: unknown, under: Under) => never;
  return given.map((one) => each(one, under));
}
