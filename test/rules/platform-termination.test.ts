import type { LimitFigures } from '../../apps/platform-simulator/src/books';
import { Comparison, type Region } from '../../apps/platform-simulator/src/terminations/comparison';
import {
  GOES_ON_AT,
  isCancellable,
  isRunning,
  STEPS,
  type RunningState,
  type TerminationState,
} from '../../apps/platform-simulator/src/terminations/steps';

const figures: LimitFigures[] = [
  { mulaid_lmt_id: 'L1', lmt_amt: '50.00', used_amt: '30.00', used_cnt: 1 },
  { mulaid_lmt_id: 'L2', lmt_amt: '20.00', used_amt: '0.00', used_cnt: 0 },
];
const match = (limits = figures) => ({ infcode: '0' as const, output: { result: 'MATCH', limits } });
const mismatch = { infcode: '0' as const, output: { result: 'MISMATCH', limits: [] } };
const code = (err_code: string) => ({ infcode: '-1' as const, err_code });

function asked(donor: object, benef: object): Comparison {
  const comparison = new Comparison();
  for (const [region, answer] of [['donor', donor] as const, ['benef', benef] as const]) {
    comparison.asked(region, `M-${region}`, figures);
    comparison.answered(region, `M-${region}`, answer as ReturnType<typeof code>);
  }
  return comparison;
}

describe('what both answers to the newest M301 come to (R29)', () => {
  const others = [{ ...figures[0], used_cnt: 2 } as LimitFigures, figures[1] as LimitFigures];
  test.each<[string, object, object, string]>([
    ['both match', match(), match(), 'MATCH'],
    ['both match, the figures in another order', match([...figures].reverse()), match(), 'MATCH'],
    ['the beneficiary region differs', match(), mismatch, 'BENEF_DIFFERS'],
    ['the donor region differs', mismatch, match(), 'DONOR_DIFFERS'],
    ['both differ: the beneficiary region sends its usages first', mismatch, mismatch, 'BENEF_DIFFERS'],
    ['too early in the donor region', code('E30'), mismatch, 'UNKNOWN'],
    ['final in the beneficiary region', match(), code('E31'), 'REFUSED'],
    ['a match with other figures than were asked about', match(others), match(), 'REFUSED'],
    ['a match without figures', match(), { infcode: '0', output: { result: 'MATCH' } }, 'REFUSED'],
  ])('%s', (_case, donor, benef, verdict) => {
    expect(asked(donor, benef).verdict).toBe(verdict);
  });
});

test("the platform counts only each region's answer to its newest M301 since TERMINATING (R29)", () => {
  const comparison = new Comparison();
  const regions: Region[] = ['donor', 'benef'];
  for (const region of regions) comparison.asked(region, `first-${region}`, figures);
  expect(comparison.answered('donor', 'first-donor', match())).toBe(true);
  expect(comparison.verdict).toBeUndefined();
  for (const region of regions) comparison.asked(region, `second-${region}`, figures);
  expect(comparison.verdict).toBeUndefined();
  // Late answers to the first M301, and one to the other region's.
  expect(regions.map((region) => comparison.answered(region, `first-${region}`, match()))).toEqual([false, false]);
  expect(comparison.answered('donor', 'second-benef', match())).toBe(false);
  expect(comparison.verdict).toBeUndefined();
  expect(comparison.answered('donor', 'second-donor', match())).toBe(true);
  expect(comparison.verdict).toBeUndefined();
  expect(comparison.answered('benef', 'second-benef', mismatch)).toBe(true);
  expect(comparison.verdict).toBe('BENEF_DIFFERS');
});

test('two regions that match other figures than each other do not match', () => {
  const comparison = new Comparison();
  comparison.asked('donor', 'M1', figures);
  comparison.asked('benef', 'M2', figures.slice(1));
  comparison.answered('donor', 'M1', match());
  comparison.answered('benef', 'M2', match(figures.slice(1)));
  expect(comparison.verdict).toBe('REFUSED');
});

describe('the states of a termination, as the platform sees it', () => {
  const running = Object.keys(STEPS) as RunningState[];
  const after = (state: RunningState) => Object.values(STEPS[state]) as TerminationState[];

  test.each(running)('from %s the end can be reached', (from) => {
    const reached = new Set<TerminationState>([from]);
    for (const state of reached) if (isRunning(state)) for (const next of after(state)) reached.add(next);
    expect(reached).toContain('TERMINATED');
  });

  test('the donor region is asked to close only after the beneficiary region has (R29)', () => {
    expect(running.filter((state) => after(state).includes('CLOSING_DONOR'))).toEqual(['CLOSING_BENEF']);
    expect(running.filter((state) => after(state).includes('CLOSING_BENEF'))).toEqual(['ASKING']);
  });

  test('once the beneficiary region was asked to close, nothing is cancelled', () => {
    expect([...running, ...Object.keys(GOES_ON_AT)].filter((each) => isCancellable(each as TerminationState))).toEqual([
      'ASKING',
      'FETCHING',
      'PAUSING',
      'STUCK',
    ]);
  });

  test('a person can let go on whatever has not ended', () => {
    expect(GOES_ON_AT).toEqual({
      TERMINATED: undefined,
      CANCELLED: undefined,
      STUCK: 'ASKING',
      HALF_CLOSED: 'CLOSING_DONOR',
    });
  });
});
