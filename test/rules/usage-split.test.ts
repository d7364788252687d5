import { payFromWallet, quoteUsage, type Payer, type Scene } from '@libs/mutual-aid';
import { NOON, codeOf } from '../support/pure-people';
import { accepted, noonWith, ordering, payer, received, settlement } from '../support/pure-wallet';

const A_W: readonly Payer[] = ['account', 'wallet'];
const W_A: readonly Payer[] = ['wallet', 'account'];

type Case = [string, Scene, readonly Payer[], [bigint, bigint] | undefined, bigint, bigint, bigint[] | string];

/** Name, scene, order, account [balance, frozen], wallet, to pay → [account, wallet, cash] or the code. Fen. */
const CASES: Case[] = [
  ['account first, account exactly enough', '1', A_W, [500n, 0n], 900n, 500n, [500n, 0n, 0n]],
  ['account first, account one fen short', '1', A_W, [499n, 0n], 900n, 500n, [499n, 1n, 0n]],
  ['account first, both exactly enough', '1', A_W, [200n, 0n], 300n, 500n, [200n, 300n, 0n]],
  ['account first, both one fen short', '1', A_W, [200n, 0n], 299n, 500n, [200n, 299n, 1n]],
  ['account first, frozen money stays', '1', A_W, [500n, 300n], 900n, 500n, [200n, 300n, 0n]],
  ['account first, one fen not frozen', '1', A_W, [500n, 499n], 900n, 500n, [1n, 499n, 0n]],
  ['account first, all of it frozen', '1', A_W, [500n, 500n], 900n, 500n, [0n, 500n, 0n]],
  ['account first, account empty', '1', A_W, [0n, 0n], 900n, 500n, [0n, 500n, 0n]],
  ['account first, no account', '1', A_W, undefined, 900n, 500n, [0n, 500n, 0n]],
  ['account first, no wallet', '1', A_W, [200n, 0n], 0n, 500n, [200n, 0n, 300n]],
  ['account first, neither', '1', A_W, undefined, 0n, 500n, [0n, 0n, 500n]],
  ['wallet first, wallet exactly enough', '1', W_A, [500n, 0n], 500n, 500n, [0n, 500n, 0n]],
  ['wallet first, wallet one fen short', '1', W_A, [500n, 0n], 499n, 500n, [1n, 499n, 0n]],
  ['wallet first, both one fen short', '1', W_A, [200n, 0n], 299n, 500n, [200n, 299n, 1n]],
  ['wallet first, frozen money stays', '1', W_A, [500n, 400n], 300n, 500n, [100n, 300n, 100n]],
  ['wallet first, no account', '1', W_A, undefined, 300n, 500n, [0n, 300n, 200n]],
  ['wallet first, no wallet', '1', W_A, [900n, 0n], 0n, 500n, [500n, 0n, 0n]],
  ['one fen', '1', W_A, [1n, 0n], 1n, 1n, [0n, 1n, 0n]],
  ['the wallet alone by policy', '1', ['wallet'], [900n, 0n], 300n, 500n, [0n, 300n, 200n]],
  ['the account alone by policy', '1', ['account'], [200n, 0n], 900n, 500n, [200n, 0n, 300n]],
  ['pharmacy, account first', '2', A_W, [200n, 0n], 299n, 500n, [200n, 299n, 1n]],
  ['pharmacy, wallet first', '2', W_A, [200n, 0n], 300n, 400n, [100n, 300n, 0n]],
  ['resident premium, exactly enough', '3', A_W, [900n, 0n], 500n, 500n, [0n, 500n, 0n]],
  ['resident premium, more than enough', '3', A_W, [900n, 0n], 501n, 500n, [0n, 500n, 0n]],
  ['resident premium, one fen short', '3', A_W, [900n, 0n], 499n, 500n, 'A10'],
  ['resident premium, no wallet', '3', A_W, [900n, 0n], 0n, 500n, 'A10'],
  ['care premium, exactly enough', '4', A_W, undefined, 500n, 500n, [0n, 500n, 0n]],
  ['care premium, one fen short', '4', W_A, [1n, 0n], 499n, 500n, 'A10'],
  ['the largest amount of the wire', '1', A_W, [1n, 0n], 5n, 999_999_999_999_999n, [1n, 5n, 999_999_999_999_993n]],
];

test.each(CASES)('R17, R18: %s', (_case, scene, order, account, wallet, payAmount, expected) => {
  const person = account ? payer(...account) : payer();
  const limits = wallet === 0n ? [] : [received('L1', wallet)];
  const request = settlement(scene, payAmount);
  const quote = quoteUsage({ person, received: limits }, request, noonWith(...order));
  const paid = payFromWallet({ person, received: limits }, request, 'U1', noonWith(...order));
  expect(codeOf(paid)).toBe(codeOf(quote));
  if (quote.refused || paid.refused) {
    expect(codeOf(quote)).toBe(expected);
    return;
  }
  const { usage } = paid;
  expect([usage.accountPaid, usage.walletPaid, usage.cash]).toEqual(expected);
  expect(usage.accountPaid + usage.walletPaid + usage.cash).toBe(payAmount);
  expect([quote.accountPaid, quote.walletPaid, quote.cash]).toEqual(expected);
  expect(quote.lines).toEqual(usage.lines);
  expect(usage.lines.map((line) => line.amount)).toEqual(usage.walletPaid === 0n ? [] : [usage.walletPaid]);
});

test('R17: the order is that of the scene, by the use time and the pooling region of the beneficiary', () => {
  const asked: [number, string][] = [];
  const useTime = NOON - 86_400_000;
  const policies: typeof ordinary = (at, region) => {
    asked.push([at, region]);
    const { kinship, caps } = ordinary(at, region);
    return { kinship, caps, paymentOrder: { 1: A_W, 2: W_A, 3: ['wallet'], 4: ['wallet'] } };
  };
  const ordinary = ordering(...A_W);
  const wallet = [received('L1', 900n)];
  const context = { now: NOON, policies };
  const walletPaid = (scene: Scene) =>
    accepted(quoteUsage({ person: payer(900n), received: wallet }, settlement(scene, 500n, { useTime }), context))
      .walletPaid;
  expect([walletPaid('1'), walletPaid('2')]).toEqual([0n, 500n]);
  expect(asked).toEqual([
    [useTime, '510100'],
    [useTime, '510100'],
  ]);
});

test('R18: a premium is the wallet’s alone also where a policy says otherwise', () => {
  const odd: ReturnType<typeof ordering> = (at, region) => {
    const { kinship, caps } = ordering(...A_W)(at, region);
    return { kinship, caps, paymentOrder: { 1: A_W, 2: A_W, 3: A_W, 4: A_W } };
  };
  const context = { now: NOON, policies: odd };
  const quote = (scene: Scene, wallet: bigint) =>
    quoteUsage({ person: payer(900n), received: [received('L1', wallet)] }, settlement(scene, 500n), context);
  expect(accepted(quote('3', 500n)).walletPaid).toBe(500n);
  expect(codeOf(quote('4', 499n))).toBe('A10');
});

test('A10 names both amounts', () => {
  const quote = quoteUsage(
    { person: payer(), received: [received('L1', 1230n)] },
    settlement('3', 40_000n),
    noonWith(...A_W),
  );
  expect(quote).toMatchObject({ refused: true, message: expect.stringContaining('12.30元，应缴400.00元') as string });
});
