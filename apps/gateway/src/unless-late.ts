import { setTimeout as delay } from 'node:timers/promises';

/** Resolves once `work` is done, whatever came of it, or `within` ms are over. */
export async function unlessLate(within: number, work: Promise<unknown>): Promise<void> {
  const done = work.then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([done, delay(within, undefined, { ref: false })]);
}
