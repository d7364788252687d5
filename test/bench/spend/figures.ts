import { median, type Figure } from '../report';
import { boundOf, type Load, type Run } from './measure';

/** A load and what each round gave of it. */
export interface Measured {
  readonly load: Load;
  readonly rounds: Run[];
}

const bench = 'spend';

/** Ratios and goals first, then what each load cost; `unloaded` are times to the answer at half the rate, ms, sorted. */
export function figuresOf(measured: readonly Measured[], unloaded: readonly number[]): Figure[] {
  const of = (name: string, spread: Load['spread'], atOnce?: number) =>
    measured.find(
      ({ load }) => load.by.name === name && load.spread === spread && (atOnce ?? load.atOnce) === load.atOnce,
    ) as Measured;
  const against = (one: Measured, other: Measured, goal?: string): Figure => ({
    ...plainly(nameOf(one), rateOf(one), 'requests/s'),
    baseline: nameOf(other),
    ratio: median(one.rounds.map(({ rate }, round) => rate / (other.rounds[round]?.rate ?? NaN))),
    ...(goal ? { goal } : {}),
  });
  const [plain, plainHot] = [of('plain (a)', 'spread'), of('plain (a)', 'hot')];
  const http = (atOnce: number) => of('HTTP', 'spread', atOnce);
  const hot = (atOnce: number) => of('HTTP', 'hot', atOnce);
  const idiomatic = of('idiomatic (b)', 'spread');
  const at = (share: number) => unloaded[Math.floor(unloaded.length * share)] ?? NaN;
  return [
    against(http(32), plain, '>= 1.6'),
    against(http(128), plain),
    against(http(512), plain, '>= 3.5'),
    against(http(512), idiomatic, '>= 8'),
    against(hot(32), plainHot, '>= 4'),
    against(hot(128), plainHot),
    against(hot(512), plainHot, '>= 8'),
    against(of('ledger alone', 'spread'), plain, '>= 4'),
    against(of('ledger alone', 'hot'), plainHot, '>= 10'),
    ...[plain, plainHot, idiomatic].map((each) => plainly(nameOf(each), rateOf(each), 'requests/s')),
    plainly('p50 at half the rate of 32', at(0.5), 'ms'),
    plainly('p99 at half the rate of 32', at(0.99), 'ms'),
    ...measured.flatMap(detailsOf),
  ];
}

function plainly(figure: string, value: number, unit: string): Figure {
  return { bench, figure, value, unit };
}

function rateOf({ rounds }: Measured): number {
  return median(rounds.map(({ rate }) => rate));
}

function nameOf({ load }: Measured): string {
  return `${load.by.name}, ${load.atOnce}${load.spread === 'hot' ? ', hot' : ''}`;
}

/** What a load cost, and what bound it: of the round in the middle, so that the figures belong together. */
function detailsOf(one: Measured): Figure[] {
  const rate = rateOf(one);
  const run = one.rounds.find((each) => each.rate === rate) as Run;
  const detail = (name: string, value: number, unit: string): Figure => plainly(`${nameOf(one)}: ${name}`, value, unit);
  const { batch, cpu } = run;
  return [
    ...(batch ? [detail('a batch holds', batch.commands, 'requests'), detail('a batch lasts', batch.lasts, 'ms')] : []),
    detail('statements', run.statements, 'a request'),
    detail('flushes', run.flushes, 'a request'),
    detail('CPU of its process', cpu.server, 'µs a request'),
    detail('CPU of MariaDB', cpu.mariadb, 'µs a request'),
    detail('CPU of Kafka', cpu.kafka, 'µs a request'),
    detail('CPU of the client', cpu.client, 'µs a request'),
    ...(run.loop > 0 ? [detail('its loop', run.loop * 100, '% used')] : []),
    detail('all cores', run.cores * 100, `% used; bound by ${boundOf(run)}`),
  ];
}
