import { unreadPeriods, type InsuredPerson, type LimitTerms } from '@libs/mutual-aid';
import { tallyKey } from '@libs/province-store';
import type { FileSet } from '../files/file-set';

/** Whether caps of older periods must be read before these settings are judged (R11); asks for them. */
export function asksForTallies(
  files: FileSet,
  donor: InsuredPerson | undefined,
  limits: readonly LimitTerms[],
): boolean {
  if (donor === undefined) return false;
  const periods = limits.flatMap((limit) => unreadPeriods(donor.settings, limit.setTime));
  for (const period of periods) files.ask('tally', tallyKey(donor.psnNo, period));
  return periods.length > 0;
}
