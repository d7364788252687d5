import { moveShare } from '../account/move-share';
import type { Changes } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import { remaining, type Limit } from '../limit/limit';
import { restoreLimit } from '../limit/restore';
import type { PlatformUpload } from '../upload/platform-upload';
import type { Reversal, Usage, UsageLine } from './usage';

/** What a usage was paid from, as it stands now. */
export interface PaidFrom {
  readonly person: InsuredPerson;
  /** At least those that the usage's lines name. */
  readonly limits: readonly Limit[];
}

/**
 * R21: undoes a usage whole and is never refused. Exactly the limits it was drawn from and the account share come
 * back, also while TERMINATING; of a limit CLOSED since, the donor region pays its donor instead. `useId` is the
 * reversal's own. A usage is reversed once: the caller answers a repeat from what is stored.
 */
export function reverseUsage(
  usage: Usage,
  { person, limits }: PaidFrom,
  useId: string,
  now: number,
): Changes & { readonly usage: Usage; readonly reversal: Reversal } {
  if (usage.state !== 'PAID') throw new Error(`usage ${usage.useId} is reversed already`);
  const restored = usage.lines.map((line) => restoreLimit(limitOf(line, limits), line.amount));
  const lines = usage.lines.map((line, index) => ({ ...line, balanceAfter: remaining(restored[index] as Limit) }));
  const { settlementId, accountPaid, walletPaid, cash } = usage;
  const { psnNo } = usage;
  const reversal: Reversal = {
    useId,
    originalUseId: usage.useId,
    settlementId,
    useTime: now,
    accountPaid,
    walletPaid,
    cash,
    lines,
  };
  // R18: a usage that drew nothing was not uploaded, nor is its reversal.
  const uploads: PlatformUpload[] = lines.length === 0 ? [] : [{ infno: 'M412', reversal, psnNo }];
  return {
    refused: false,
    limits: restored,
    ...moveShare(person, accountPaid),
    usage: { ...usage, state: 'REVERSED' },
    reversal,
    uploads,
  };
}

function limitOf(line: UsageLine, limits: readonly Limit[]): Limit {
  const limit = limits.find((each) => each.limitId === line.limitId);
  if (limit === undefined) throw new Error(`limit ${line.limitId} of the usage was not read`);
  return limit;
}
