import type { Changes, MoneyMoved } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import { fen, LARGEST_FEN, ZERO_FEN, type Fen } from '../money';
import { refuse, type Refusal } from '../refusal';
import { available } from './account';

/** Money into or out of a personal account, at the core system's word. */
export interface Movement {
  readonly movementId: string;
  readonly psnNo: string;
  readonly amount: Fen;
  readonly direction: 'IN' | 'OUT';
  readonly reason: string;
}

/**
 * Carries out a movement: IN opens an account with 0.00 where there is none, OUT never touches frozen money (R9).
 * A05 without a person (or, for OUT, an account), A11 beyond what is available, A01 where the balance would no
 * longer fit the wire's thirteen digits.
 */
export function moveMoney(
  person: InsuredPerson | undefined,
  movement: Movement,
): (Changes & { readonly money: MoneyMoved }) | Refusal<'A01' | 'A05' | 'A11'> {
  if (person === undefined) return refuse('A05', 'psn_no');
  const isIn = movement.direction === 'IN';
  if (person.account === undefined && !isIn) return refuse('A05', '个人账户');
  const before = person.account ?? { opening: ZERO_FEN, balance: ZERO_FEN, frozen: ZERO_FEN, moved: true };
  if (!isIn && movement.amount > available(before)) return refuse('A11');
  const balance = fen(isIn ? before.balance + movement.amount : before.balance - movement.amount);
  if (balance > LARGEST_FEN) return refuse('A01', 'amt', '入账后账户余额将超过 9999999999999.99 元，请核对金额');
  const account = { ...before, balance, moved: true };
  return {
    refused: false,
    person: { ...person, account },
    money: { amount: movement.amount, balance, frozen: account.frozen },
  };
}
