import { setTimeout as delay } from 'node:timers/promises';

const WITHIN = 120_000;
const LOOK_EVERY = 50;

/** What `look` gives as soon as `isThere` says so of it. Throws, naming `what`, where that does not come. */
export async function waitFor<Seen>(
  what: string,
  look: () => Promise<Seen>,
  isThere: (seen: Seen) => boolean,
): Promise<Seen> {
  for (const end = Date.now() + WITHIN; ; await delay(LOOK_EVERY)) {
    const seen = await look();
    if (isThere(seen)) return seen;
    if (Date.now() > end) throw new Error(`${what} did not come within ${WITHIN / 1000} s: ${JSON.stringify(seen)}`);
  }
}
