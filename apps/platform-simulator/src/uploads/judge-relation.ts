import { canonicalJson } from '@libs/national-platform';
import { isFinal, type BookedRelationship, type Books } from '../books';
import { provinceOf } from '../establishing';
import type { EstablishmentUpload, LimitUpload } from './relation-bodies';
import type { InsuranceChangeUpload, TerminationUpload } from './termination-bodies';
import type { UploadRefusal } from './upload-refusal';

/** Checks an M111 as the platform does: E10 another province's donor, E11 nobody's beneficiary, E13, E14, E16. */
export function judgeEstablishment(
  books: Books,
  { donor, benef }: EstablishmentUpload,
  province: string,
  provinces: readonly string[],
): UploadRefusal | undefined {
  if (provinceOf(donor) !== province) return { code: 'E10', field: 'donor.insu_admdvs' };
  if (!provinces.includes(provinceOf(benef))) return { code: 'E11', field: 'benef.insu_admdvs' };
  const isSelf =
    donor.psn_no === benef.psn_no || (donor.psn_cert_type === benef.psn_cert_type && donor.certno === benef.certno);
  if (isSelf) return { code: 'E13', field: 'benef' };
  if (provinceOf(benef) === province) return { code: 'E14', field: 'benef.insu_admdvs' };
  return books.liveOfPair(donor.psn_no, benef.psn_no) ? { code: 'E16', field: 'benef' } : undefined;
}

/** Checks an M211: E04 known with another amount, E30 no relationship of that donor region, E31 not in force any more. */
export function judgeLimit(
  relationship: BookedRelationship | undefined,
  { limit }: LimitUpload,
  province: string,
): UploadRefusal | undefined {
  if (relationship?.donorProvince !== province) return { code: 'E30', field: 'mulaid_rel_id' };
  const known = relationship.limits.find(({ mulaid_lmt_id }) => mulaid_lmt_id === limit.mulaid_lmt_id);
  const isSame = known?.lmt_amt === limit.lmt_amt && known.set_time === limit.set_time;
  if (known) return isSame ? undefined : { code: 'E04', field: 'limit.mulaid_lmt_id' };
  const isOver = isFinal(relationship) || relationship.state === 'TERMINATING';
  return isOver ? { code: 'E31', field: 'mulaid_rel_id' } : undefined;
}

/** Checks an M311: E30 no relationship in which the initiator is insured in that province, E31 where it has ended. */
export function judgeTermination(
  relationship: BookedRelationship | undefined,
  { initiator }: TerminationUpload,
  province: string,
): UploadRefusal | undefined {
  const place = initiator === 'donor' ? relationship?.donorProvince : relationship?.benefProvince;
  if (relationship === undefined) return { code: 'E30', field: 'mulaid_rel_id' };
  if (initiator === 'auto' || place !== province) return { code: 'E01', field: 'initiator' };
  return isFinal(relationship) ? { code: 'E31', field: 'mulaid_rel_id' } : undefined;
}

/** Checks an M312: E30 naming the first relationship that is not of that person. What has ended already is no fault. */
export function judgeInsuranceChange(
  books: Books,
  { psn_no, mulaid_rel_ids }: InsuranceChangeUpload,
  province: string,
): UploadRefusal | undefined {
  const isOfPerson = (id: string): boolean => {
    const found = books.relationships.get(id);
    const parties = [
      [found?.donor_psn_no, found?.donorProvince],
      [found?.benef_psn_no, found?.benefProvince],
    ];
    return parties.some((party) => canonicalJson(party) === canonicalJson([psn_no, province]));
  };
  const wrong = mulaid_rel_ids.findIndex((id) => !isOfPerson(id));
  return wrong >= 0 ? { code: 'E30', field: `mulaid_rel_ids[${wrong}]` } : undefined;
}
