import { payFromWallet, quoteUsage, REFUSAL_TEXT, type UsageRequest } from '@libs/mutual-aid';
import { NOON } from '../support/pure-people';
import { accepted, noonWith, payer, received, settlement } from '../support/pure-wallet';

const ACCOUNT_FIRST = noonWith('account', 'wallet');
const WALLET_FIRST = noonWith('wallet', 'account');
const FIVE_MINUTES = 300_000;

test('one usage over several donors: lines from 1 in drawing order, each with what its limit has left', () => {
  const wallet = [
    received('L3', 500n, { relationshipId: 'R-B' }),
    received('L1', 100n, { relationshipId: 'R-B', used: 40n, usedCount: 2 }),
    received('L2', 200n, { relationshipId: 'R-A' }),
    received('L4', 900n, { relationshipId: 'R-C' }),
  ];
  const request = settlement('1', 300n, { medType: '11' });
  const { usage, limits, person, money } = accepted(
    payFromWallet({ person: payer(50n), received: wallet }, request, 'U1', WALLET_FIRST),
  );
  expect(usage).toEqual({
    ...request,
    useId: 'U1',
    state: 'PAID',
    accountPaid: 0n,
    walletPaid: 300n,
    cash: 0n,
    lines: [
      { lineNo: 1, relationshipId: 'R-B', limitId: 'L1', amount: 60n, balanceAfter: 0n },
      { lineNo: 2, relationshipId: 'R-A', limitId: 'L2', amount: 200n, balanceAfter: 0n },
      { lineNo: 3, relationshipId: 'R-B', limitId: 'L3', amount: 40n, balanceAfter: 460n },
    ],
  });
  expect(limits).toEqual([
    { ...wallet[1]?.limit, used: 100n, usedCount: 3, everUsed: true },
    { ...wallet[2]?.limit, used: 200n, usedCount: 1, everUsed: true },
    { ...wallet[0]?.limit, used: 40n, usedCount: 1, everUsed: true },
  ]);
  expect(person).toEqual(payer(50n));
  expect(money).toBeUndefined();
});

test('two hundred limits of equal set time are drawn one after the other, the last in part', () => {
  const ids = Array.from({ length: 200 }, (_, index) => `L${String(index).padStart(3, '0')}`);
  const wallet = ids.map((id) => received(id, 10n)).reverse();
  const { usage } = accepted(
    payFromWallet({ person: payer(), received: wallet }, settlement('3', 1995n), 'U1', WALLET_FIRST),
  );
  expect(usage.lines.map((line) => line.limitId)).toEqual(ids);
  expect(usage.lines.map((line) => line.lineNo)).toEqual(ids.map((_, index) => index + 1));
  expect(usage.lines.at(-1)).toMatchObject({ amount: 5n, balanceAfter: 5n });
});

test('a limit just used up is the last line: the next is not touched with 0.00', () => {
  const wallet = [received('L1', 100n), received('L2', 100n)];
  const { usage, limits } = accepted(
    payFromWallet({ person: payer(), received: wallet }, settlement('1', 100n), 'U1', WALLET_FIRST),
  );
  expect(usage.lines).toEqual([{ lineNo: 1, relationshipId: 'R-L1', limitId: 'L1', amount: 100n, balanceAfter: 0n }]);
  expect(limits).toHaveLength(1);
});

test('the own account: balance lowered, frozen and opening untouched, moved, and money for the trail', () => {
  const before = payer(500n, 300n);
  const { person, money, limits, usage } = accepted(
    payFromWallet({ person: before, received: [] }, settlement('1', 250n), 'U1', ACCOUNT_FIRST),
  );
  expect(person).toEqual({ ...before, account: { opening: 500n, balance: 300n, frozen: 300n, moved: true } });
  expect(money).toEqual({ amount: 200n, balance: 300n, frozen: 300n });
  expect(limits).toEqual([]);
  expect(usage).toMatchObject({ accountPaid: 200n, walletPaid: 0n, cash: 50n, lines: [] });
});

test.each([
  ['no account', payer()],
  ['an empty account', payer(0n)],
  ['everything frozen', payer(100n, 100n)],
])('R18: nothing but cash is recorded with lines [] and moves no money: %s', (_case, person) => {
  const paid = accepted(payFromWallet({ person, received: [] }, settlement('2', 999n), 'U1', ACCOUNT_FIRST));
  expect(paid.usage).toMatchObject({ accountPaid: 0n, walletPaid: 0n, cash: 999n, lines: [], state: 'PAID' });
  expect(paid.person).toBe(person);
  expect(paid.money).toBeUndefined();
});

test.each<[string, Partial<UsageRequest>, boolean, string]>([
  ['now', {}, true, '0'],
  ['five minutes ahead', { useTime: NOON + FIVE_MINUTES }, true, '0'],
  ['1 ms more', { useTime: NOON + FIVE_MINUTES + 1 }, true, 'A01 use_time'],
  ['a year ago', { useTime: NOON - 31_536_000_000 }, true, '0'],
  ['nothing to pay', { payAmount: settlement('1', 0n).payAmount }, true, 'A01 pay_amt'],
  ['scene 1 without a place', { institution: undefined }, true, 'A01 fixmedins_code'],
  ['scene 2 without a place', { scene: '2', institution: '' }, true, 'A01 fixmedins_code'],
  ['scene 3 without a place', { scene: '3', institution: undefined }, true, '0'],
  ['scene 4 without a place', { scene: '4', institution: undefined }, true, '0'],
  ['scene 3 with a place', { scene: '3' }, true, '0'],
  ['nobody registered', {}, false, 'A05 psn_no'],
  ['A01 before A05', { useTime: NOON + FIVE_MINUTES + 1 }, false, 'A01 use_time'],
  ['A05 before A10', { scene: '3', payAmount: settlement('3', 5000n).payAmount }, false, 'A05 psn_no'],
  ['a premium of 0.00 is A01, not A10', { scene: '3', payAmount: settlement('3', 0n).payAmount }, true, 'A01 pay_amt'],
])('requests: %s', (_case, change, isRegistered, code) => {
  const request = settlement('1', 500n, change);
  const person = isRegistered ? payer(900n) : undefined;
  const wallet = [received('L1', 900n)];
  const verdicts = [
    payFromWallet({ person, received: wallet }, request, 'U1', WALLET_FIRST),
    quoteUsage({ person, received: wallet }, request, WALLET_FIRST),
  ].map((answer) => (answer.refused ? `${answer.code} ${answer.message.split('：')[0]}` : '0'));
  expect(verdicts).toEqual([code, code]);
});

test('A10 has a text of its own', () => {
  expect(REFUSAL_TEXT.A10).toMatch(/全额/);
});
