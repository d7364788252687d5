import type { MoneyMoved } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import { fen } from '../money';
import { available } from './account';

/**
 * A person's own account pays its share of a usage (a negative amount), or gets it back; frozen money stays untouched
 * (R9, R17). The trail gets a line only where money moved (R32).
 */
export function moveShare(person: InsuredPerson, amount: bigint): { person: InsuredPerson; money?: MoneyMoved } {
  if (amount === 0n) return { person };
  if (person.account === undefined) throw new Error('a share of an account that does not exist');
  const account = { ...person.account, balance: fen(person.account.balance + amount), moved: true };
  if (available(account) < 0n) throw new Error('a share beyond what is available');
  const { balance, frozen } = account;
  return { person: { ...person, account }, money: { amount: fen(amount < 0n ? -amount : amount), balance, frozen } };
}
