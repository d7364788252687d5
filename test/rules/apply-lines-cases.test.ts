import {
  applyLine,
  applyTogether,
  fen,
  judgeLine,
  remaining,
  type AppliedLine,
  type Limit,
  type StatedLine,
} from '@libs/mutual-aid';
import { DONOR, NOON, recorded, recordedLimit, registered } from '../support/pure-people';

const DAY = 86_400_000;

const USAGE: StatedLine = {
  useId: 'U1',
  lineNo: 1,
  relationshipId: 'R1',
  limitId: 'L1',
  amount: fen(4000n),
  useTime: NOON,
  uploadTime: NOON,
};
const REVERSAL: StatedLine = { ...USAGE, useId: 'V1', originalUseId: 'U1', uploadTime: NOON + DAY };

interface Case {
  readonly line?: Partial<StatedLine>;
  /** Undefined where the limit is not known here. */
  readonly limit?: Partial<Limit> | undefined;
  readonly role?: 'donor' | 'benef';
  readonly known?: Partial<AppliedLine>;
  readonly undone?: Partial<AppliedLine>;
}

function verdictOf(base: StatedLine, { line, role = 'donor', known, undone, ...given }: Case) {
  const limit = 'limit' in given && given.limit === undefined ? undefined : recordedLimit('100.00', given.limit);
  const verdict = judgeLine(
    { ...base, ...line },
    {
      relationship: recorded(role, 'EFFECTIVE'),
      limit,
      known: known && { ...base, ...known },
      undone: undone && { ...USAGE, ...undone },
    },
  );
  if (typeof verdict === 'string') return verdict;
  return verdict.amountHere === undefined ? verdict.kind : `${verdict.kind} ${verdict.amountHere}`;
}

const FULL = { used: fen(7000n) };
const OTHER = { relationshipId: 'R2' };

test.each<[string, Case, string]>([
  ['a line that the limit can pay', {}, 'fits'],
  ['all that is left', { line: { amount: fen(10_000n) } }, 'fits'],
  ['0.00', { line: { amount: fen(0n) } }, 'fits'],
  ['a fen more than is left', { line: { amount: fen(10_001n) } }, 'OVER_LIMIT'],
  ['more than is left beside what was used', { limit: FULL }, 'OVER_LIMIT'],
  ['more than is left of a limit CLOSED', { limit: { state: 'CLOSED', returned: fen(10_000n) } }, 'OVER_LIMIT'],
  ['a limit not known here', { limit: undefined }, 'UNKNOWN_LIMIT'],
  ['a limit revoked', { limit: { state: 'REVOKED', returned: fen(10_000n) } }, 'UNKNOWN_LIMIT'],
  ['a limit refused', { limit: { state: 'REFUSED', returned: fen(10_000n) } }, 'UNKNOWN_LIMIT'],
  ['a limit of another relationship', { limit: OTHER }, 'UNKNOWN_LIMIT'],
  ['a limit that this province received', { role: 'benef' }, 'UNKNOWN_LIMIT'],
  ['applied for that day', { known: {} }, 'applied already'],
  ['applied for that day, the limit used up since', { known: {}, limit: FULL }, 'applied already'],
  ['applied for another day', { known: { uploadTime: NOON - DAY } }, 'DUPLICATE'],
  ['applied for another day with another amount', { known: { uploadTime: NOON - DAY, amount: fen(1n) } }, 'DUPLICATE'],
  ['applied for another day, the limit unknown', { known: { uploadTime: NOON - DAY }, limit: undefined }, 'DUPLICATE'],
  ['applied with another amount', { known: { amount: fen(1n) } }, 'AMOUNT_DIFFERS 1'],
  ['applied with another amount, beyond the limit', { known: { amount: fen(1n) }, limit: FULL }, 'AMOUNT_DIFFERS 1'],
  ['applied with another amount, the limit unknown', { known: { amount: fen(1n) }, limit: undefined }, 'UNKNOWN_LIMIT'],
  ['applied to another limit', { known: { limitId: 'L2' } }, 'AMOUNT_DIFFERS 4000'],
  ['applied as a reversal', { known: { originalUseId: 'U0' } }, 'AMOUNT_DIFFERS 4000'],
])('R25, a usage: %s', (_what, given, verdict) => {
  expect(verdictOf(USAGE, given)).toBe(verdict);
});

test.each<[string, Case, string]>([
  ['its usage is applied', { undone: {} }, 'fits'],
  ['its usage is applied, the limit closed', { undone: {}, limit: { state: 'CLOSED', used: fen(4000n) } }, 'fits'],
  ['its usage is not', {}, 'MISSING_HERE'],
  ['its usage is not, and no room either', { limit: FULL }, 'MISSING_HERE'],
  ['of another amount than its line', { undone: { amount: fen(1n) } }, 'AMOUNT_DIFFERS 1'],
  ['of another limit than its line', { undone: { limitId: 'L2' } }, 'AMOUNT_DIFFERS 4000'],
  ['of another relationship than its line', { undone: OTHER }, 'AMOUNT_DIFFERS 4000'],
  ['its usage was reversed by another one', { undone: { reversedBy: 'V0' } }, 'MISSING_HERE'],
  ['what it undoes is a reversal', { undone: { originalUseId: 'U0' } }, 'MISSING_HERE'],
  ['the limit unknown', { undone: {}, limit: undefined }, 'UNKNOWN_LIMIT'],
  ['the limit unknown, and unlike its line', { undone: { amount: fen(1n) }, limit: OTHER }, 'UNKNOWN_LIMIT'],
  ['applied for that day', { known: {}, undone: { reversedBy: 'V1' } }, 'applied already'],
  ['applied for another day', { known: { uploadTime: NOON }, undone: { reversedBy: 'V1' } }, 'DUPLICATE'],
  ['applied with another amount', { known: { amount: fen(1n) }, undone: {} }, 'AMOUNT_DIFFERS 1'],
])('R25, a reversal: %s', (_what, given, verdict) => {
  expect(verdictOf(REVERSAL, given)).toBe(verdict);
});

test('a day is that of upload_time in UTC+8', () => {
  const midnight = Date.parse('2026-06-11T00:00:00.000+08:00');
  const known = { uploadTime: midnight - 1 };
  expect(verdictOf(USAGE, { line: { uploadTime: midnight - DAY }, known })).toBe('applied already');
  expect(verdictOf(USAGE, { line: { uploadTime: midnight }, known })).toBe('DUPLICATE');
});

/** Applies one line to a limit of 100.00 of which so much is frozen in an account of 500.00; all in fen. */
function applied(line: StatedLine, limit: Limit) {
  const donor = registered(DONOR, '500.00', (Number(remaining(limit)) / 100).toFixed(2));
  const relationship = recorded('donor', 'TERMINATING');
  const { person, limits = [], money, relationships } = applyLine({ donor, relationship, limit }, line);
  expect(relationships).toEqual([{ before: relationship, after: relationship }]);
  const { used, usedCount, everUsed, returned } = limits[0] as Limit;
  const { balance, frozen, moved } = person?.account ?? {};
  return { used, usedCount, everUsed, returned, balance, frozen, moved, money };
}

test('R23: a usage: balance and frozen part fall together; used and used_cnt rise', () => {
  expect(applied(USAGE, recordedLimit('100.00', { used: fen(1000n), usedCount: 3 }))).toEqual({
    used: 5000n,
    usedCount: 4,
    everUsed: true,
    returned: 0n,
    balance: 46_000n,
    frozen: 5000n,
    moved: true,
    money: { amount: 4000n, balance: 46_000n, frozen: 5000n },
  });
});

test('R23: a reversal: the balance rises and used falls; the frozen part rises where the limit is live', () => {
  expect(applied(REVERSAL, recordedLimit('100.00', { used: fen(4000n), usedCount: 1, everUsed: true }))).toEqual({
    used: 0n,
    usedCount: 2,
    everUsed: true,
    returned: 0n,
    balance: 54_000n,
    frozen: 10_000n,
    moved: true,
    money: { amount: 4000n, balance: 54_000n, frozen: 10_000n },
  });
});

test('R21, R23: a reversal after M302: the money is the donor’s to spend, and returned rises', () => {
  const closed = recordedLimit('100.00', { state: 'CLOSED', used: fen(4000n), usedCount: 1, returned: fen(6000n) });
  expect(applied(REVERSAL, closed)).toMatchObject({ used: 0n, returned: 10_000n, balance: 54_000n, frozen: 0n });
});

test('R23: a usage and its reversal together: two rows, and nothing moves', () => {
  const limit = recordedLimit('100.00', { state: 'CLOSED', returned: fen(10_000n) });
  const given = { donor: registered(DONOR, '500.00'), relationship: recorded('donor', 'TERMINATED'), limit };
  const { person, money, limits } = applyTogether(given);
  expect([person, money]).toEqual([undefined, undefined]);
  expect(limits).toEqual([{ ...limit, usedCount: 2, everUsed: true }]);
});
