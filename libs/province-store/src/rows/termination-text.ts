import { fen, type InsuranceEnd, type LimitFigures, type Relationship, type Termination } from '@libs/mutual-aid';

/** What the column `termination` keeps, as JSON; money as digits, which JSON's numbers may not have. */
interface Kept {
  readonly endedBy?: InsuranceEnd | undefined;
  readonly termination?:
    (Omit<Termination, 'matched'> & { readonly matched?: readonly KeptFigures[] | undefined }) | undefined;
}

interface KeptFigures {
  readonly limitId: string;
  readonly amount: string;
  readonly used: string;
  readonly usedCount: number;
}

/** What of a relationship the column `termination` keeps; undefined for almost every one. */
export function terminationText({ endedBy, termination }: Relationship): string | undefined {
  if (endedBy === undefined && termination === undefined) return undefined;
  const matched = termination?.matched?.map(({ limitId, amount, used, usedCount }): KeptFigures => ({
    limitId,
    amount: amount.toString(),
    used: used.toString(),
    usedCount,
  }));
  const kept: Kept = { endedBy, termination: termination && { ...termination, matched } };
  return JSON.stringify(kept);
}

/** The same read back. */
export function terminationOf(text: string | undefined): Pick<Relationship, 'endedBy' | 'termination'> {
  if (text === undefined) return {};
  const { endedBy, termination } = JSON.parse(text) as Kept;
  const matched = termination?.matched?.map(({ limitId, amount, used, usedCount }): LimitFigures => ({
    limitId,
    amount: fen(BigInt(amount)),
    used: fen(BigInt(used)),
    usedCount,
  }));
  return { endedBy, termination: termination && { ...termination, matched } };
}
