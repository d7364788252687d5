import { Figures } from '../../libs/operations/src/figures';
import { Metrics } from '../../libs/operations/src/metrics';

/** A source that is answered, refused or left waiting by hand. */
function source() {
  const asked: PromiseWithResolvers<void>[] = [];
  const clock = { ms: 5000 };
  const fetch = () => {
    const one = Promise.withResolvers<void>();
    asked.push(one);
    return one.promise;
  };
  return { asked, clock, figures: new Figures(fetch, () => clock.ms) };
}

test('those who want figures at once share one fetch', async () => {
  const { asked, figures } = source();
  const wanted = [figures.refresh(60_000), figures.refresh(60_000)];
  asked[0]?.resolve();
  await Promise.all(wanted);
  expect(asked).toHaveLength(1);
  expect(figures.staleSince).toBe(0);
});

test('figures that do not come in time are stale since they were last fresh, until they come', async () => {
  const { asked, clock, figures } = source();
  const fresh = figures.refresh(60_000);
  clock.ms = 8000;
  asked[0]?.resolve();
  await fresh;
  clock.ms = 20_000;
  await figures.refresh(1);
  expect(figures.staleSince).toBe(8);
  await figures.refresh(1);
  expect(asked).toHaveLength(2);
  const late = figures.refresh(60_000);
  asked[1]?.resolve();
  await late;
  expect(figures.staleSince).toBe(0);
});

test('figures that were refused are stale; never had, since the start', async () => {
  const { asked, clock, figures } = source();
  clock.ms = 9000;
  const refused = figures.refresh(60_000);
  asked[0]?.reject(new Error('gone'));
  await refused;
  expect(figures.staleSince).toBe(5);
});

test('a figure that was never had is not shown, least of all as 0', async () => {
  const gone = () => Promise.reject(new Error('gone'));
  const metrics = new Metrics({ atHand: () => undefined, sources: { database: gone, kafka: gone } });
  const text = await metrics.scrape();
  expect(text).toMatch(/^mutual_aid_figures_stale_since_seconds\{source="kafka"\} [1-9]/m);
  const asked = /^mutual_aid_(consumer_lag|outbox_age|waiting_message|dead_letters|uploads?_)\S* .*$/gm;
  expect(text.match(asked)).toBeNull();
});
