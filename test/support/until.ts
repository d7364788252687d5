import { once, type EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * How long a test waits for what it waits for, seconds: minutes, because machines differ threefold and are shared.
 * What never comes fails all the same, only later. Below the time that jest gives a test (jest.config.cjs).
 */
export const PATIENCE = 180;

/** Resolves as soon as a condition holds; throws where it does not within `seconds`. */
export async function until(condition: () => Promise<boolean> | boolean, seconds = PATIENCE): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await condition()); await delay(20)) {
    if (Date.now() > end) throw new Error(`does not hold within ${seconds} s: ${condition.toString()}`);
  }
}

/** What `find` gives as soon as it gives something; it looks whenever `event` is told. Throws, naming `what`, where it never does. */
export async function whenFound<Found>(
  { emitter, event, what }: { emitter: EventEmitter; event: string; what: string },
  find: () => Found | undefined,
): Promise<Found> {
  const signal = AbortSignal.timeout(PATIENCE * 1000);
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    await once(emitter, event, { signal }).catch(() => {
      throw new Error(`${what} did not come within ${PATIENCE} s`);
    });
  }
}
