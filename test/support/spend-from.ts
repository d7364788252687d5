import { fen } from '@libs/mutual-aid';
import type { MemoryProvince } from './memory-province';
import type { SimpleModel } from './simple-model';

/** A settlement spends from a limit, as later messages will: nothing else here makes E40. */
export function spendFrom(
  province: MemoryProvince,
  model: SimpleModel,
  { back, amount }: { readonly back: number; readonly amount: bigint },
): void {
  const limit = model.limits.at(-1 - back);
  const row = limit && province.limits.get(limit.id);
  const held = limit && model.relationships.find((each) => each.id === limit.relationship);
  if (
    !limit ||
    !row ||
    held?.state !== 'EFFECTIVE' ||
    limit.state !== 'EFFECTIVE' ||
    amount > limit.amount - limit.used
  )
    return;
  limit.used += amount;
  limit.rows++;
  province.limits.set(limit.id, { ...row, used: fen(limit.used), usedCount: limit.rows, everUsed: true });
  const donor = province.persons.get(held.donor);
  const inModel = model.persons.find((each) => each.psnNo === held.donor);
  if (held.role !== 'donor' || donor?.account === undefined || inModel?.balance === undefined) return;
  inModel.balance -= amount;
  const { balance, frozen } = donor.account;
  const account = { ...donor.account, balance: fen(balance - amount), frozen: fen(frozen - amount) };
  province.persons.set(held.donor, { ...donor, account });
}
