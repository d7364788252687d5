import { setTimeout as delay } from 'node:timers/promises';

/** Resolves after so many ms, or once stopped. */
export async function pause(ms: number, stopping: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: stopping }).catch(() => undefined);
}
