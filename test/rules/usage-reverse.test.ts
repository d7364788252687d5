import {
  fen,
  payFromWallet,
  remaining,
  reverseUsage,
  revokeLimit,
  revokeRelationship,
  type InsuredPerson,
  type Limit,
  type LimitState,
  type RelationshipState,
  type WalletLimit,
} from '@libs/mutual-aid';
import { NOON, codeOf } from '../support/pure-people';
import { accepted, noonWith, payer, received, relationship, settlement } from '../support/pure-wallet';

const LATER = NOON + 5000;
const ACCOUNT_FIRST = noonWith('account', 'wallet');

/** Pays and gives what is in the books afterwards. */
function pay(person: InsuredPerson, wallet: readonly WalletLimit[], amount: bigint) {
  const paid = accepted(payFromWallet({ person, received: wallet }, settlement('1', amount), 'U1', ACCOUNT_FIRST));
  const limits = wallet.map(({ limit }) => paid.limits?.find((each) => each.limitId === limit.limitId) ?? limit);
  return { usage: paid.usage, person: paid.person as InsuredPerson, limits };
}

/** What M302 makes of a limit (R29): all that is left is returned. */
function closed(limit: Limit): Limit {
  return { ...limit, state: 'CLOSED', returned: fen(limit.returned + remaining(limit)) };
}

test('R21: exactly the limits it was drawn from and the account share come back', () => {
  const wallet = [received('L2', 200n), received('L1', 100n, { used: 30n }), received('L3', 50n)];
  const { usage, person, limits } = pay(payer(500n, 480n), wallet, 120n);
  const reversed = reverseUsage(usage, { person, limits }, 'U2', LATER);
  expect(reversed.reversal).toEqual({
    useId: 'U2',
    originalUseId: 'U1',
    settlementId: 'S1',
    useTime: LATER,
    accountPaid: 20n,
    walletPaid: 100n,
    cash: 0n,
    lines: [
      { lineNo: 1, relationshipId: 'R-L1', limitId: 'L1', amount: 70n, balanceAfter: 70n },
      { lineNo: 2, relationshipId: 'R-L2', limitId: 'L2', amount: 30n, balanceAfter: 200n },
    ],
  });
  expect(reversed.usage).toEqual({ ...usage, state: 'REVERSED' });
  expect(reversed.limits).toEqual([
    { ...wallet[1]?.limit, usedCount: 3, everUsed: true },
    { ...wallet[0]?.limit, usedCount: 2, everUsed: true },
  ]);
  expect(reversed.person?.account).toEqual({ opening: 500n, balance: 500n, frozen: 480n, moved: true });
  expect(reversed.money).toEqual({ amount: 20n, balance: 500n, frozen: 480n });
});

test('R21: what another usage drew from the same limit in between stays drawn; used_cnt counts three rows (§4)', () => {
  const first = pay(payer(), [received('L1', 100n)], 60n);
  const second = pay(
    payer(),
    first.limits.map((limit) => ({ ...received('L1', 100n), limit })),
    30n,
  );
  const { limits, reversal } = reverseUsage(first.usage, { person: payer(), limits: second.limits }, 'U2', LATER);
  expect(limits?.[0]).toMatchObject({ used: 30n, usedCount: 3, everUsed: true, returned: 0n });
  expect(reversal.lines[0]).toMatchObject({ amount: 60n, balanceAfter: 70n });
});

test('what a reversal brought back is drawn again in its old place', () => {
  const paid = pay(payer(), [received('L1', 100n), received('L2', 100n)], 100n);
  const back = reverseUsage(paid.usage, { person: payer(), limits: paid.limits }, 'U2', LATER).limits as Limit[];
  const wallet = [received('L2', 100n), { ...received('L1', 100n), limit: back[0] as Limit }];
  expect(pay(payer(), wallet, 10n).usage.lines).toMatchObject([{ limitId: 'L1', amount: 10n, balanceAfter: 90n }]);
});

test.each<[RelationshipState, LimitState, object, bigint, boolean]>([
  ['EFFECTIVE', 'EFFECTIVE', { used: 0n, returned: 0n, usedCount: 2, everUsed: true }, 100n, true],
  ['TERMINATING', 'EFFECTIVE', { used: 0n, returned: 0n, usedCount: 2, everUsed: true }, 100n, false],
  ['TERMINATED', 'CLOSED', { used: 0n, returned: 100n, usedCount: 2, everUsed: true }, 0n, false],
])('R21: reversed while %s, the limit %s', (relationshipState, state, figures, left, spendable) => {
  const paid = pay(payer(), [received('L1', 100n)], 60n);
  const now = paid.limits.map((limit) => (state === 'CLOSED' ? closed(limit) : limit));
  const { limits, reversal } = reverseUsage(paid.usage, { person: payer(), limits: now }, 'U2', LATER);
  const limit = limits?.[0] as Limit;
  expect(limit).toMatchObject({ ...figures, state, amount: 100n });
  expect([remaining(limit), reversal.lines[0]?.balanceAfter]).toEqual([left, left]);
  const wallet = [{ limit, relationship: relationship('R-L1', 'benef', relationshipState) }];
  expect(pay(payer(), wallet, 1n).usage.walletPaid).toBe(spendable ? 1n : 0n);
});

test('R21: one usage over a live, a terminating and a terminated relationship', () => {
  const paid = pay(payer(), [received('L1', 10n), received('L2', 20n), received('L3', 40n)], 65n);
  const [live, terminating, terminated] = paid.limits as [Limit, Limit, Limit];
  const { limits, reversal } = reverseUsage(
    paid.usage,
    { person: payer(), limits: [closed(terminated), live, terminating] },
    'U2',
    LATER,
  );
  expect(limits?.map(({ limitId, used, returned }) => [limitId, used, returned])).toEqual([
    ['L1', 0n, 0n],
    ['L2', 0n, 0n],
    ['L3', 0n, 40n],
  ]);
  expect(reversal.lines.map((line) => line.balanceAfter)).toEqual([10n, 20n, 0n]);
});

test('R18: a usage without lines is reversed too; nothing but the account moves', () => {
  const { usage, person, limits } = pay(payer(30n), [], 100n);
  const reversed = reverseUsage(usage, { person, limits }, 'U2', LATER);
  expect(reversed.limits).toEqual([]);
  expect(reversed.reversal).toMatchObject({ accountPaid: 30n, walletPaid: 0n, cash: 70n, lines: [] });
  expect(reversed.person?.account?.balance).toBe(30n);
});

test('the account share comes back also where the balance has been spent and frozen meanwhile', () => {
  const { usage, person } = pay(payer(30n), [], 30n);
  const spent = { ...person, account: { ...payer(7n, 7n).account, moved: true } as InsuredPerson['account'] };
  const reversed = reverseUsage(usage, { person: spent, limits: [] }, 'U2', LATER);
  expect(reversed.money).toEqual({ amount: 30n, balance: 37n, frozen: 7n });
});

test('a usage is never reversed twice, nor a line given back that was not read or not paid', () => {
  const { usage, person, limits } = pay(payer(), [received('L1', 100n)], 60n);
  const reversed = reverseUsage(usage, { person, limits }, 'U2', LATER);
  expect(() => reverseUsage(reversed.usage, { person, limits }, 'U3', LATER)).toThrow('reversed already');
  expect(() => reverseUsage(usage, { person, limits: [] }, 'U3', LATER)).toThrow('not read');
  expect(() => reverseUsage(usage, { person, limits: reversed.limits ?? [] }, 'U3', LATER)).toThrow('never paid');
});

test.each<[string, 'never used' | 'used' | 'reversed' | 'cash only', string]>([
  ['never used', 'never used', '0'],
  ['used', 'used', 'E40'],
  ['used and reversed: nothing is used and it stays E40', 'reversed', 'E40'],
  ['a usage that drew nothing from the wallet', 'cash only', '0'],
])('E40: M103 and M203 of a limit: %s', (_case, history, code) => {
  const untouched = received('L2', 50n, { relationshipId: 'R-L1' }).limit;
  const wallet = [received('L1', 100n)];
  const paid = pay(payer(), history === 'used' || history === 'reversed' ? wallet : [], 60n);
  const reversed =
    history === 'reversed'
      ? reverseUsage(paid.usage, { person: payer(), limits: paid.limits }, 'U2', LATER)
      : undefined;
  const limit = reversed?.limits?.[0] ?? paid.limits[0] ?? received('L1', 100n).limit;
  const tie = relationship('R-L1', 'benef', 'EFFECTIVE');
  expect(codeOf(revokeLimit(payer(), tie, limit))).toBe(code);
  expect(codeOf(revokeRelationship(payer(), tie, [untouched, limit]))).toBe(code);
  expect(codeOf(revokeLimit(payer(), tie, untouched))).toBe('0');
});
