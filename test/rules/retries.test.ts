import { Backoff } from '../../apps/gateway/src/catch-up/backoff';
import { Retry } from '../../apps/gateway/src/catch-up/retry';

test('each thing that fails is tried again at intervals of its own, a minute at most', () => {
  let now = 0;
  const backoff = new Backoff(() => now);
  expect([backoff.isEmpty, backoff.isDue('a')]).toEqual([true, true]);
  const waited: number[] = [];
  for (let failure = 0; failure < 9; failure++) {
    backoff.failed('a');
    const from = now;
    while (!backoff.isDue('a')) now += 500;
    waited.push((now - from) / 1000);
  }
  expect(waited).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  backoff.failed('a');
  expect([backoff.isDue('a'), backoff.isDue('b'), backoff.isEmpty]).toEqual([false, true, false]);
  backoff.keep(new Set(['b']));
  expect([backoff.isDue('a'), backoff.isEmpty]).toEqual([true, true]);
});

describe('a retry', () => {
  const HOUR = 3_600_000;

  test('that is asked for while it is under way comes once more after that', async () => {
    const retry = new Retry(HOUR, new AbortController().signal);
    retry.begins();
    retry.soon();
    await retry.pause(false);
    retry.begins();
    const paused = retry.pause(false);
    retry.soon();
    await paused;
  });

  test('ends its pause at a stop, however long that is', async () => {
    const stop = new AbortController();
    const retry = new Retry(HOUR, stop.signal);
    const paused = retry.pause(false);
    stop.abort();
    await paused;
  });

  test('that fails never waits longer than where it does not', async () => {
    const retry = new Retry(1, new AbortController().signal);
    for (let failure = 0; failure < 8; failure++) await retry.pause(true);
  });
});
