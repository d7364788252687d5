import { setTimeout as delay } from 'node:timers/promises';

/** Resolves as soon as a condition holds; throws where it does not within `seconds`. */
export async function until(condition: () => Promise<boolean> | boolean, seconds = 30): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await condition()); await delay(20)) {
    if (Date.now() > end) throw new Error(`does not hold within ${seconds} s: ${condition.toString()}`);
  }
}
