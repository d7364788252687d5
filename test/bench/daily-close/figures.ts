import type { Figure } from '../report';
import type { WatchedRun } from './watched-run';

/** What one round of one size took; baselines in seconds. */
export interface Round {
  readonly donor: WatchedRun;
  readonly benef: WatchedRun;
  readonly limits: number;
  readonly lines: number;
  readonly raw: number;
}

type Middle = (values: readonly number[]) => number;

/** What is compared with what: the reconciler's stages with a baseline. */
const COMPARED: readonly {
  readonly name: string;
  readonly seconds: (round: Round) => number;
  readonly baseline: string;
  readonly against: (round: Round) => number;
  readonly goal: string;
}[] = [
  {
    name: 'check and compare, benef',
    seconds: ({ benef }) => of(benef, 'check', 'compare-benef'),
    baseline: 'LOAD DATA, checks, anti-joins',
    against: ({ lines }) => lines,
    goal: '>= 2.2',
  },
  {
    name: 'check and compare, donor',
    seconds: ({ donor }) => of(donor, 'check', 'compare-donor'),
    baseline: 'LOAD DATA, sums by limit',
    against: ({ limits }) => limits,
    goal: '>= 3.5',
  },
  {
    name: 'apply',
    seconds: ({ donor }) => of(donor, 'apply'),
    baseline: 'raw rows',
    against: ({ raw }) => raw,
    goal: '>= 0.85',
  },
];
const GROWS = 1.1;

/** The table's rows: rates against baselines of the same round, memory, and how time grows from size to size. */
export function figuresOf(measured: ReadonlyMap<number, readonly Round[]>, middle: Middle): Figure[] {
  const bench = 'daily-close';
  const sizes = [...measured.keys()].sort((a, b) => a - b);
  const perSize = sizes.flatMap((rows): Figure[] => {
    const rounds = measured.get(rows) ?? [];
    const rates = COMPARED.map(({ name, seconds, baseline, against, goal }) => ({
      bench,
      figure: `${name}, ${rows} rows`,
      value: middle(rounds.map((round) => rows / seconds(round))),
      unit: 'rows/s',
      baseline,
      ratio: middle(rounds.map((round) => against(round) / seconds(round))),
      goal,
    }));
    const memory = Math.max(...rounds.flatMap(({ donor, benef }) => [donor.memory, benef.memory]));
    const plan = middle(rounds.map(({ donor }) => rows / of(donor, 'plan-donor')));
    return [
      ...rates,
      { bench, figure: `plan of what is applied, ${rows} rows`, value: plan, unit: 'rows/s' },
      { bench, figure: `memory of all processes, peak, ${rows} rows`, value: memory, unit: 'MB', goal: '<= 700' },
    ];
  });
  const growth = sizes.slice(1).flatMap((rows, index): Figure[] => {
    const smaller = sizes[index] ?? rows;
    const whole = (size: number) =>
      middle((measured.get(size) ?? []).map((round) => all(round.donor) + all(round.benef)));
    const value = whole(rows) / whole(smaller) / (rows / smaller);
    return [
      { bench, figure: `time for ${rows / smaller} times the rows`, value, unit: 'times that', goal: `<= ${GROWS}` },
    ];
  });
  return [...perSize, ...growth];
}

function of({ seconds }: WatchedRun, ...stages: readonly string[]): number {
  return stages.reduce((sum, stage) => sum + (seconds[stage] ?? NaN), 0);
}

function all({ seconds }: WatchedRun): number {
  return Object.values(seconds).reduce((sum, each) => sum + each, 0);
}
