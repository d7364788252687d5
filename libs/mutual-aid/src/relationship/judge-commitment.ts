import { provinceOf } from '../insured-person/insured-person';
import { isFuture } from '../periods';
import type { Establishment, StatedPerson } from '../platform-message';
import type { RefusalCode } from '../refusal';

/**
 * R4 and R5, which both regions check alike: E13 the donor is the beneficiary, E14 the same province,
 * E15 no commitment letter or one from the future. `regions` are those that count: the registry's for the own person.
 */
export function judgeCommitment(
  establishment: Establishment,
  regions: { donor: string; benef: string },
  now: number,
  codes: RefusalCode[],
): void {
  const { donor, benef, commitNo, commitTime } = establishment;
  if (isSamePerson(donor, benef)) codes.push('E13');
  if (provinceOf(regions.donor) === provinceOf(regions.benef)) codes.push('E14');
  if (!commitNo || commitTime === undefined || isFuture(commitTime, now)) codes.push('E15');
}

function isSamePerson(donor: StatedPerson, benef: StatedPerson): boolean {
  if (donor.psnNo === benef.psnNo) return true;
  return donor.certType === benef.certType && donor.certNo.toUpperCase() === benef.certNo.toUpperCase();
}
