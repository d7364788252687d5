import { available, type Account } from '../account/account';
import type { InsuredPerson } from '../insured-person/insured-person';
import { fen, ZERO_FEN, type Fen } from '../money';
import { periodsOf, type Periods } from '../periods';
import type { LimitTerms } from '../platform-message';
import type { Caps, PolicyInForce } from '../policy/policy';
import type { RefusalCode } from '../refusal';
import { RunningTallies, type SettingTallies } from './setting-tallies';

/** The donor's figures while the limits of one message are judged one after the other. */
export interface SettingProgress {
  readonly settings: SettingTallies;
  /** fen set aside so far by this message */
  readonly frozen: Fen;
  readonly codes: readonly RefusalCode[];
}

/**
 * R11 and R12 for the limits of one message, in the message's order: each counts for the next, also where it is
 * refused (§3). The policy in force at each set time applies, for the donor's pooling region.
 */
export function judgeSettings(
  donor: InsuredPerson,
  limits: readonly LimitTerms[],
  policies: PolicyInForce,
): SettingProgress {
  const codes: RefusalCode[] = [];
  const running = new RunningTallies(donor.settings);
  let frozen = ZERO_FEN;
  for (const limit of limits) {
    const { caps } = policies(limit.setTime, donor.insuAdmdvs);
    codes.push(...judgeAmount(caps, limit.amount));
    const periods = periodsOf(limit.setTime);
    codes.push(...judgeFrequency(caps, running, periods, limit.amount));
    codes.push(...judgeBalance(caps, donor.account, frozen, limit.amount));
    running.count(periods, limit.amount);
    frozen = fen(frozen + limit.amount);
  }
  return { settings: running.settings, frozen, codes };
}

function judgeAmount(caps: Caps, amount: Fen): RefusalCode[] {
  const codes: RefusalCode[] = [];
  if (caps.amountMin !== undefined && amount < caps.amountMin) codes.push('E20');
  if (caps.amountMax !== undefined && amount > caps.amountMax) codes.push('E21');
  return codes;
}

function judgeFrequency(caps: Caps, running: RunningTallies, periods: Periods, amount: Fen): RefusalCode[] {
  const day = running.of(periods.day);
  const month = running.of(periods.month);
  const year = running.of(periods.year);
  const codes: RefusalCode[] = [];
  if (
    day.count >= (caps.settingsPerDay ?? Infinity) ||
    month.count >= (caps.settingsPerMonth ?? Infinity) ||
    year.count >= (caps.settingsPerYear ?? Infinity)
  ) {
    codes.push('E22');
  }
  if (isAbove(month.sum + amount, caps.amountPerMonth) || isAbove(year.sum + amount, caps.amountPerYear)) {
    codes.push('E23');
  }
  return codes;
}

function judgeBalance(caps: Caps, account: Account | undefined, pending: Fen, amount: Fen): RefusalCode[] {
  const codes: RefusalCode[] = [];
  // What is left in the donor's live limits is exactly what is frozen (R31).
  if (isAbove((account?.frozen ?? 0n) + pending + amount, caps.outstandingMax)) codes.push('E24');
  if (pending + amount > (account ? available(account) : 0n)) codes.push('E25');
  return codes;
}

function isAbove(figure: bigint, cap: Fen | undefined): boolean {
  return cap !== undefined && figure > cap;
}
