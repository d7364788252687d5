import type { StatedLine } from '@libs/mutual-aid';
import fc from 'fast-check';
import { A_DAY, daysOf, DonorProvince, line, LIMITS, reversalOf } from '../support/applied-lines';

test('R23: what has no room is tried again after each later row of its limit', () => {
  const given = new DonorProvince();
  const [first, second] = [line('U1', 8000), line('U2', 5000)];
  expect(given.words(first, second)).toEqual(['applied', 'OVER_LIMIT']);
  expect(given.apply([reversalOf(first, 'V1')])).toEqual([{ kind: 'applied', became: ['applied'], waited: [second] }]);
  expect(given.books).toMatchObject({ balance: 95_000n, frozen: 25_000n, waiting: [] });
  expect(given.words(first, second, reversalOf(first, 'V1'))).toEqual(Array(3).fill('applied already'));
});

test('R23: a reversal before its usage waits for it; on another day it is another row', () => {
  const given = new DonorProvince();
  const usage = line('U1', 8000);
  const reversal = reversalOf(usage, 'V1', A_DAY);
  expect(given.words(reversal)).toEqual(['MISSING_HERE']);
  expect(given.apply([usage])[0]).toMatchObject({ became: ['applied'], waited: [reversal] });
  expect(given.words({ ...usage, uploadTime: usage.uploadTime + A_DAY }, reversal)).toEqual([
    'DUPLICATE',
    'applied already',
  ]);
  expect(given.books).toMatchObject({ balance: 100_000n, frozen: 30_000n, waiting: [] });
});

test.each<[string, (usage: StatedLine, reversal: StatedLine) => StatedLine[]]>([
  ['the usage first', (usage, reversal) => [usage, reversal]],
  ['the reversal first', (usage, reversal) => [reversal, usage]],
])('R23: a usage and its reversal, neither applied, are applied together whatever remains: %s', (_order, inOrder) => {
  const given = new DonorProvince();
  const full = line('U0', 9000);
  expect(given.words(full)).toEqual(['applied']);
  const usage = line('U1', 8000);
  expect(given.words(...inOrder(usage, reversalOf(usage, 'V1')))).toEqual(['applied', 'applied']);
  expect(given.books).toMatchObject({ balance: 91_000n, frozen: 21_000n, waiting: [] });
  expect(given.books).toMatchObject({ figures: [['L1', 9000n, 3, 0n], ['L2', 0n, 0, 0n], expect.anything()] });
  expect(given.violations).toEqual([]);
});

test('R21, R23: after M302 a reversal is the donor’s money, a usage has no room, both together are two rows', () => {
  const given = new DonorProvince();
  const [usage, late] = [line('U1', 3000), line('U2', 1000)];
  given.apply([usage]);
  given.close();
  expect(given.words(late, reversalOf(usage, 'V1'))).toEqual(['OVER_LIMIT', 'applied']);
  expect(given.words(reversalOf(late, 'V2'))).toEqual(['applied']);
  expect(given.books).toMatchObject({ balance: 100_000n, frozen: 0n, waiting: [] });
  expect(given.books).toMatchObject({ figures: [['L1', 0n, 4, 10_000n], expect.anything(), expect.anything()] });
  expect(given.violations).toEqual([]);
});

test('R25: a reversal unlike its usage, which waits itself', () => {
  const given = new DonorProvince();
  const usage = line('U1', 20_000);
  const unlike = { ...reversalOf(usage, 'V1'), amount: line('', 1).amount };
  expect(given.apply([usage, unlike])[0]?.became).toEqual([
    { kind: 'OVER_LIMIT' },
    { kind: 'AMOUNT_DIFFERS', amountHere: 20_000n },
  ]);
});

test('a limit that comes later: what waited for it is tried in the next run, also without lines of its own', () => {
  const given = new DonorProvince();
  const { limits } = given.province;
  const l1 = limits.get('L1');
  limits.delete('L1');
  expect(given.words(line('U1', 100))).toEqual(['UNKNOWN_LIMIT']);
  if (l1) limits.set('L1', l1);
  expect(given.apply([])).toEqual([{ kind: 'applied', became: [], waited: [line('U1', 100)] }]);
  expect(given.violations).toEqual([]);
});

test('R23: a row naming a PENDING relationship confirms it with its limits, whatever becomes of the row', () => {
  const given = new DonorProvince({ state: 'PENDING', openSince: 1 }, { state: 'PENDING' });
  expect(given.words(line('U1', 20_000))).toEqual(['OVER_LIMIT']);
  const { relationships, limits } = given.province;
  const states = () => [relationships.get('R1')?.state, relationships.get('R2')?.state];
  expect(states()).toEqual(['EFFECTIVE', 'PENDING']);
  expect([...limits.values()].map(({ state }) => state)).toEqual(['EFFECTIVE', 'EFFECTIVE', 'PENDING']);
  expect(given.words(line('U2', 100, { ...LIMITS[2] }))).toEqual(['applied']);
  expect(states()).toEqual(['EFFECTIVE', 'EFFECTIVE']);
  expect(given.violations).toEqual([]);
});

test('R8, R23: confirmed by a row, a relationship whose donor’s insurance ended terminates, and its M312 is sent', () => {
  const endedBy = { kind: 'END', at: 1 } as const;
  const given = new DonorProvince({ state: 'PENDING', openSince: 1, endedBy }, { state: 'PENDING' });
  expect(given.words(line('U1', 100))).toEqual(['applied']);
  expect(given.province.relationships.get('R1')?.state).toBe('TERMINATING');
  expect([...given.province.uploads.values()].map(({ infno }) => infno)).toEqual(['M312']);
});

test('a PENDING limit of an effective relationship is confirmed by a row that names it', () => {
  const given = new DonorProvince({}, { state: 'PENDING' });
  expect(given.words(line('U1', 100))).toEqual(['applied']);
  expect([...given.province.limits.values()].map(({ state }) => state)).toEqual(['EFFECTIVE', 'PENDING', 'PENDING']);
});

const SEEDS = [1, 2, 3];
const limit = fc.nat(2);

/** What really happened: usages within what is left, and reversals, in their order, over three days. */
const history = fc
  .array(fc.record({ limit, amount: fc.integer({ min: 1, max: 6000 }), isReversal: fc.boolean(), which: fc.nat(50) }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((steps) => {
    const left = [10_000, 10_000, 10_000];
    const open: { usage: StatedLine; on: number }[] = [];
    return steps.flatMap(({ limit: on, amount, isReversal, which }, index): StatedLine[] => {
      const at = Math.floor(index / 5) * A_DAY + index;
      if (isReversal && open.length > 0) {
        const [undone] = open.splice(which % open.length, 1);
        if (undone === undefined) return [];
        left[undone.on] = (left[undone.on] ?? 0) + Number(undone.usage.amount);
        return [{ ...reversalOf(undone.usage, `V${index}`), uploadTime: line('', 0, { at }).uploadTime }];
      }
      if (amount > (left[on] ?? 0)) return [];
      left[on] = (left[on] ?? 0) - amount;
      const usage = line(`U${index}`, amount, { ...LIMITS[on], at });
      open.push({ usage, on });
      return [usage];
    });
  });

/** Cuts lines into commands and batches of at most so many. */
function inPieces(lines: readonly StatedLine[], sizes: readonly number[]): StatedLine[][] {
  const pieces: StatedLine[][] = [];
  for (let from = 0, i = 0; from < lines.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    pieces.push(lines.slice(from, from + size));
    from += size;
  }
  return pieces;
}

const sizes = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 5 });

test.each(SEEDS)(
  'the same rows in any order, in any pieces, end in the same books; again: nothing changes, seed %i',
  (seed) => {
    let days = 0;
    const property = fc.property(history, fc.infiniteStream(fc.nat()), sizes, (lines, keys, cuts) => {
      const shuffled = lines
        .map((each) => ({ each, key: keys.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ each }) => each);
      const inOrder = new DonorProvince();
      const anyOrder = new DonorProvince();
      for (const each of lines) expect(inOrder.words(each)).toEqual(['applied']);
      anyOrder.apply(...inPieces(shuffled, cuts));
      expect(anyOrder.books).toEqual({ ...inOrder.books, waiting: [] });
      expect([inOrder.violations, anyOrder.violations]).toEqual([[], []]);
      const { version } = anyOrder.donor;
      expect(anyOrder.words(...lines)).toEqual(lines.map(() => 'applied already'));
      expect(anyOrder.donor.version).toBe(version);
      days = Math.max(days, daysOf(lines).size);
    });
    fc.assert(property, { seed, numRuns: 300 });
    expect(days).toBeGreaterThan(2);
  },
);

/** Rows that no platform should send: few ids, so that they meet. */
const anyLine = fc
  .record({
    use: fc.nat(5),
    lineNo: fc.integer({ min: 1, max: 2 }),
    reverses: fc.option(fc.nat(5), { nil: undefined }),
    limitId: fc.constantFrom('L1', 'L2', 'L3', 'L4'),
    relationshipId: fc.constantFrom('R1', 'R1', 'R2', 'R3'),
    amount: fc.constantFrom(0, 1, 3000, 6000, 10_000, 10_001),
    day: fc.nat(1),
  })
  .map(({ use, lineNo, reverses, limitId, relationshipId, amount, day }) =>
    line(reverses === undefined ? `U${use}` : `V${use}`, amount, {
      originalUseId: reverses === undefined ? undefined : `U${reverses}`,
      lineNo,
      limitId,
      relationshipId,
      at: day * A_DAY,
    }),
  );

test.each(SEEDS)(
  'whatever comes: R31 holds, nothing waits that could be applied, again changes nothing, seed %i',
  (seed) => {
    const met = new Set<string>();
    const property = fc.property(
      fc.array(anyLine, { minLength: 1, maxLength: 30 }),
      sizes,
      fc.boolean(),
      (lines, cuts, isClosed) => {
        const given = new DonorProvince();
        for (const piece of inPieces(lines, cuts)) for (const word of given.words(...piece)) met.add(word);
        expect(given.violations).toEqual([]);
        if (isClosed) given.close();
        for (const word of given.words(...lines)) met.add(word);
        expect(given.violations).toEqual([]);
        const { books } = given;
        given.apply(...inPieces(lines, cuts));
        given.apply([]);
        expect(given.books).toEqual(books);
      },
    );
    fc.assert(property, { seed, numRuns: 300 });
    const words = [
      'AMOUNT_DIFFERS',
      'DUPLICATE',
      'MISSING_HERE',
      'OVER_LIMIT',
      'UNKNOWN_LIMIT',
      'applied',
      'applied already',
    ];
    expect([...met].sort()).toEqual(words);
  },
);
