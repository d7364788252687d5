import { setTimeout as delay } from 'node:timers/promises';

/** What a load gave. */
export interface LoadFigures {
  /** requests/s */
  readonly rate: number;
  readonly requests: number;
}

/** Keeps `atOnce` requests in flight for a while: first to warm up, then measured. Rejects where one fails. */
export async function closedLoad(
  atOnce: number,
  send: (worker: number) => Promise<void>,
  ms: { warmUp: number; measured: number },
  measuring: () => void = () => undefined,
): Promise<LoadFigures> {
  let requests = 0;
  let isOver = false;
  const worker = async (number: number): Promise<void> => {
    while (!isOver) {
      await send(number);
      requests++;
    }
  };
  const workers = Promise.all(Array.from({ length: atOnce }, (_, number) => worker(number)));
  await Promise.race([workers, delay(ms.warmUp)]);
  measuring();
  const [before, began] = [requests, performance.now()];
  await Promise.race([workers, delay(ms.measured)]);
  const seconds = (performance.now() - began) / 1000;
  const measured = requests - before;
  isOver = true;
  await workers;
  return { rate: measured / seconds, requests: measured };
}

/** Sends at a fixed rate, whatever the answers do, and gives the times to the answer in ms, sorted. */
export async function openLoad(rate: number, ms: number, send: (worker: number) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  const sent: Promise<void>[] = [];
  const began = performance.now();
  for (let due = 0; due < (rate * ms) / 1000;) {
    const now = performance.now() - began;
    for (; due < (rate * now) / 1000; due++) {
      const at = performance.now();
      sent.push(send(due % 32).then(() => void times.push(performance.now() - at)));
    }
    await delay(1);
  }
  await Promise.all(sent);
  return times.sort((a, b) => a - b);
}
