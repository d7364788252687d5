import { drawingOrder, payFromWallet, type WalletLimit } from '@libs/mutual-aid';
import { NOON } from '../support/pure-people';
import {
  accepted,
  noonWith,
  payer,
  received,
  relationship,
  settlement,
  type ReceivedCase,
} from '../support/pure-wallet';

const EARLIER = NOON - 1;
const WALLET_FIRST = noonWith('wallet', 'account');

const idsOf = (wallet: readonly WalletLimit[]) => drawingOrder(wallet).map(({ limit }) => limit.limitId);

test.each<[string, WalletLimit[], string[]]>([
  ['no limits', [], []],
  ['by set time', [received('L1', 1n), received('L2', 1n, { setTime: EARLIER })], ['L2', 'L1']],
  ['equal set times by id', [received('L2', 1n), received('L1', 1n)], ['L1', 'L2']],
  ['ids byte by byte, not as numbers', [received('L9', 1n), received('L10', 1n)], ['L10', 'L9']],
  [
    'digits before capitals before _ before small letters, - first',
    ['a', '_', 'Z', '9', '-', 'A'].map((id) => received(id, 1n)),
    ['-', '9', 'A', 'Z', '_', 'a'],
  ],
  ['a shorter id before the longer one that begins with it', [received('L10', 1n), received('L1', 1n)], ['L1', 'L10']],
  [
    'of several donors, one after the other by set time alone',
    [
      received('A2', 1n, { relationshipId: 'R-A', setTime: NOON }),
      received('A1', 1n, { relationshipId: 'R-A', setTime: NOON - 20 }),
      received('B1', 1n, { relationshipId: 'R-B', setTime: NOON - 10 }),
    ],
    ['A1', 'B1', 'A2'],
  ],
  [
    'a set time in the future is drawn last, but drawn',
    [received('L1', 1n, { setTime: NOON + 9e9 }), received('L2', 1n)],
    ['L2', 'L1'],
  ],
])('R17: %s', (_case, wallet, ids) => {
  expect(idsOf(wallet)).toEqual(ids);
  expect(idsOf([...wallet].reverse())).toEqual(ids);
});

test.each<[string, ReceivedCase, boolean]>([
  ['an EFFECTIVE limit of an EFFECTIVE relationship', {}, true],
  ['partly used', { used: 99n }, true],
  ['used up', { used: 100n }, false],
  ['all returned', { returned: 100n }, false],
  ['a PENDING relationship', { relationshipState: 'PENDING' }, false],
  ['a TERMINATING relationship', { relationshipState: 'TERMINATING' }, false],
  ['a TERMINATED relationship', { relationshipState: 'TERMINATED' }, false],
  ['a REFUSED relationship', { relationshipState: 'REFUSED' }, false],
  ['a REVOKED relationship', { relationshipState: 'REVOKED' }, false],
  ['a PENDING limit', { state: 'PENDING' }, false],
  ['a REFUSED limit', { state: 'REFUSED' }, false],
  ['a REVOKED limit', { state: 'REVOKED' }, false],
  ['a CLOSED limit', { state: 'CLOSED' }, false],
  ['a limit that this person gave (R10)', { role: 'donor' }, false],
])('R22: %s: spendable or not', (_case, change, spendable) => {
  const wallet = [received('L1', 100n, change)];
  expect(idsOf(wallet)).toEqual(spendable ? ['L1'] : []);
  const paid = accepted(payFromWallet({ person: payer(), received: wallet }, settlement('1', 1n), 'U1', WALLET_FIRST));
  expect(paid.usage.walletPaid).toBe(spendable ? 1n : 0n);
  const premium = payFromWallet({ person: payer(), received: wallet }, settlement('3', 1n), 'U1', WALLET_FIRST);
  expect(premium.refused).toBe(!spendable);
});

test('the order keeps the relationship beside its limit, and leaves what it was given as it was', () => {
  const given = [received('L2', 5n), received('L1', 7n), received('L0', 9n, { state: 'CLOSED' })];
  const [first, second] = drawingOrder(given);
  expect(first?.relationship).toEqual(relationship('R-L1', 'benef', 'EFFECTIVE'));
  expect(second?.relationship).toEqual(relationship('R-L2', 'benef', 'EFFECTIVE'));
  expect(given.map(({ limit }) => limit.limitId)).toEqual(['L2', 'L1', 'L0']);
});
