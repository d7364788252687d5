import { Figures } from '../../libs/operations/src/figures';
import { Metrics } from '../../libs/operations/src/metrics';
import { until } from '../support/until';

const stopping = new AbortController();
afterAll(() => stopping.abort());

/** A source that is answered, refused or left waiting by hand; it is asked again at once. */
function source() {
  const asked: PromiseWithResolvers<void>[] = [];
  const clock = { ms: 5000 };
  const fetch = () => {
    const one = Promise.withResolvers<void>();
    asked.push(one);
    return one.promise;
  };
  const figures = new Figures(fetch, () => clock.ms);
  void figures.keepFresh(stopping.signal, 0);
  return { asked, clock, figures };
}

test('figures that do not come in time are stale since they were last fresh, until they come', async () => {
  const { asked, clock, figures } = source();
  expect(asked).toHaveLength(1);
  expect(figures.staleSince).toBe(0);
  clock.ms = 6000;
  asked[0]?.resolve();
  await until(() => asked.length === 2);
  expect([figures.freshSince, figures.staleSince]).toEqual([5, 0]);
  clock.ms = 20_000;
  expect([figures.freshSince, figures.staleSince]).toEqual([5, 5]);
  asked[1]?.resolve();
  await until(() => asked.length > 2);
  expect(asked).toHaveLength(3);
  expect([figures.freshSince, figures.staleSince]).toEqual([6, 0]);
});

test('figures that were refused are stale; never had, since the start', async () => {
  const { asked, clock, figures } = source();
  clock.ms = 6000;
  asked[0]?.reject(new Error('gone'));
  await until(() => asked.length === 2);
  expect(figures.staleSince).toBe(5);
});

test('a source that is slow rests ten times as long as it took', async () => {
  const began: number[] = [];
  const fetch = async () => {
    const from = performance.now();
    began.push(from);
    await until(() => performance.now() - from > 30);
  };
  void new Figures(fetch).keepFresh(stopping.signal, 0);
  await until(() => began.length === 2);
  expect((began[1] ?? 0) - (began[0] ?? 0)).toBeGreaterThan(11 * 30 - 5);
});

test('a scrape asks nothing; a figure that was never had is not shown, least of all as 0', async () => {
  let asked = 0;
  const gone = () => {
    asked++;
    return Promise.reject(new Error('gone'));
  };
  const metrics = new Metrics({ atHand: () => undefined, sources: { database: gone, kafka: gone } });
  void metrics.keepFresh(stopping.signal);
  await until(() => asked === 2);
  for (let scrape = 0; scrape < 20; scrape++) await metrics.scrape();
  expect(asked).toBe(2);
  const text = await metrics.scrape();
  expect(text).toMatch(/^mutual_aid_figures_stale_since_seconds\{source="kafka"\} [1-9]/m);
  const figures = /^mutual_aid_(consumer_lag|outbox_age|waiting_message|dead_letters|uploads?_)\S* .*$/gm;
  expect(text.match(figures)).toBeNull();
});
