import { available, fenToYuan, type Account } from '@libs/mutual-aid';
import { formatTime } from '@libs/national-platform';
import type { EntryRow } from '@libs/province-store';
import type { TrailEntryAnswer } from './account.answer';

/** An account's figures. */
export function accountShown(account: Account): { balance: string; frozen: string; available: string } {
  return {
    balance: fenToYuan(account.balance),
    frozen: fenToYuan(account.frozen),
    available: fenToYuan(available(account)),
  };
}

/** One change of an account. */
export function entryShown({ at, cause, ref, limitIds, amount, balance, frozen }: EntryRow): TrailEntryAnswer {
  const figures = { amt: fenToYuan(amount), balance: fenToYuan(balance), frozen: fenToYuan(frozen) };
  const limits = limitIds.length === 0 ? {} : { mulaid_lmt_ids: [...limitIds] };
  return { at: formatTime(at), cause, ref, ...limits, ...figures };
}
