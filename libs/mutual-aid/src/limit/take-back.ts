import type { Changes } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import { fen } from '../money';
import type { Role } from '../relationship/relationship';
import { remaining, takenBack, type Limit } from './limit';
import { uncountSetting } from './setting-tallies';

/**
 * Takes back unspent limits whole. In the donor region the frozen part of the account falls by what was left, and
 * the settings count no more for the caps; the beneficiary region only marks them. Where nothing was left no money moves.
 */
export function takeBackLimits(
  own: InsuredPerson,
  role: Role,
  limits: readonly Limit[],
  state: 'REVOKED' | 'REFUSED' = 'REVOKED',
): Changes & { person: InsuredPerson } {
  const taken = limits.map((limit) => takenBack(limit, state));
  if (role === 'benef') return { refused: false, person: own, limits: taken };
  if (own.account === undefined) throw new Error('a donor with limits has a personal account');
  let freed = 0n;
  let settings = own.settings;
  for (const limit of limits) {
    freed += remaining(limit);
    settings = uncountSetting(settings, limit.setTime, limit.amount);
  }
  const account = { ...own.account, frozen: fen(own.account.frozen - freed) };
  return {
    refused: false,
    person: { ...own, account, settings },
    limits: taken,
    money: freed === 0n ? undefined : { amount: fen(freed), balance: account.balance, frozen: account.frozen },
  };
}
