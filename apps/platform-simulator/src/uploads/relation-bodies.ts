import { id, limit, misfitOf, object, person, provinceChannel, time, twoDigits } from './schema';

/** A person as a province states them. */
interface UploadedPerson {
  readonly psn_no: string;
  readonly psn_cert_type: string;
  readonly certno: string;
  readonly insu_admdvs: string;
}

/** `limit` of §4. */
interface UploadedLimit {
  readonly mulaid_lmt_id: string;
  readonly lmt_amt: string;
  readonly set_time: string;
}

/** The body of an M111. */
export interface EstablishmentUpload {
  readonly mulaid_rel_id: string;
  readonly donor: UploadedPerson;
  readonly benef: UploadedPerson;
  readonly limits: readonly UploadedLimit[];
}

/** The body of an M211. */
export interface LimitUpload {
  readonly mulaid_rel_id: string;
  readonly limit: UploadedLimit;
}

const misfitOfEstablishment = misfitOf(
  object({
    mulaid_rel_id: id,
    donor: person,
    benef: person,
    rel_type: twoDigits,
    commit_no: { type: 'string', minLength: 1, maxLength: 64 },
    commit_time: time,
    chnl: provinceChannel,
    estab_time: time,
    limits: { type: 'array', minItems: 1, maxItems: 20, items: limit },
  }),
);
const misfitOfLimit = misfitOf(object({ mulaid_rel_id: id, limit }));

/** The first field of an M111 that does not fit. */
export function establishmentMisfit(body: unknown, province: string): string | undefined {
  const misfit = misfitOfEstablishment(body);
  if (misfit !== undefined) return misfit;
  const { mulaid_rel_id, limits } = body as EstablishmentUpload;
  if (!mulaid_rel_id.startsWith(province)) return 'mulaid_rel_id';
  const ids = limits.map(({ mulaid_lmt_id }) => mulaid_lmt_id);
  const wrong = ids.findIndex((each, index) => !each.startsWith(province) || ids.indexOf(each) !== index);
  return wrong >= 0 ? `limits[${wrong}].mulaid_lmt_id` : undefined;
}

/** The first field of an M211 that does not fit. */
export function limitMisfit(body: unknown, province: string): string | undefined {
  const misfit = misfitOfLimit(body);
  if (misfit !== undefined) return misfit;
  return (body as LimitUpload).limit.mulaid_lmt_id.startsWith(province) ? undefined : 'limit.mulaid_lmt_id';
}
