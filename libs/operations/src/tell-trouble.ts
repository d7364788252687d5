import type { Log } from './log';
import { reasonOf } from './reasons';
import { Repeats } from './repeats';

/** Tells the log of what goes wrong and is no outage; the same once in five minutes, with how often it was left out. */
export function tellTrouble(log: Log): (message: string, error: unknown) => void {
  const repeats = new Repeats();
  return (message, error) => {
    const reason = reasonOf(error);
    const leftOut = repeats.leftOut(`${message}: ${reason}`);
    if (leftOut !== undefined) log.warn({ reason, leftOut: leftOut || undefined }, message);
  };
}
