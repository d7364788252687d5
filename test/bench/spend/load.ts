import { setTimeout as delay } from 'node:timers/promises';

/** What a load gave between its two samples. */
export interface Loaded<Sample> {
  readonly before: Sample;
  readonly after: Sample;
  readonly requests: number;
  readonly seconds: number;
}

/**
 * Keeps `atOnce` requests in flight for a while: first to warm up, then measured, from one sample to the next, both taken
 * under the load. Rejects where a request fails.
 */
export async function closedLoad<Sample>(
  atOnce: number,
  send: (worker: number) => Promise<void>,
  ms: { warmUp: number; measured: number },
  sample: () => Promise<Sample>,
): Promise<Loaded<Sample>> {
  let answered = 0;
  let isOver = false;
  const worker = async (number: number): Promise<void> => {
    while (!isOver) {
      await send(number);
      answered++;
    }
  };
  const workers = Promise.all(Array.from({ length: atOnce }, (_, number) => worker(number)));
  const instant = async () => ({ sample: await sample(), answered, at: performance.now() });
  await Promise.race([workers, delay(ms.warmUp)]);
  const before = await instant();
  await Promise.race([workers, delay(ms.measured)]);
  const after = await instant();
  isOver = true;
  await workers;
  return {
    before: before.sample,
    after: after.sample,
    requests: after.answered - before.answered,
    seconds: (after.at - before.at) / 1000,
  };
}

/**
 * Sends at a fixed rate, whatever the answers do, for as long as `goesOn` says of the ms since the start; gives the times
 * to the answer in ms, sorted.
 */
export async function openLoad(
  rate: number,
  goesOn: (elapsed: number) => boolean,
  send: (worker: number) => Promise<void>,
): Promise<number[]> {
  const times: number[] = [];
  const sent: Promise<void>[] = [];
  const began = performance.now();
  for (let due = 0; goesOn(performance.now() - began); await delay(1)) {
    for (const now = performance.now() - began; due < (rate * now) / 1000; due++) {
      const at = performance.now();
      sent.push(send(due % 32).then(() => void times.push(performance.now() - at)));
    }
  }
  await Promise.all(sent);
  return times.sort((a, b) => a - b);
}
