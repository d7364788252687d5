import { AMOUNT_PATTERN, yuanToFen, type LimitTerms, type StatedPerson } from '@libs/mutual-aid';
import {
  ADMDVS_PATTERN,
  CERT_NO_LENGTH,
  ID_PATTERN,
  NAME_LENGTH,
  REASON_LENGTH,
  THREE_DIGITS_PATTERN,
  TWO_DIGITS_PATTERN,
} from '../conventions';
import { parseTime } from '../times';
import { object } from './wire-body';

/** An id (Conventions). */
export const id = { type: 'string', pattern: ID_PATTERN };

/** A time (Conventions), the days and hours real ones too. */
export const time = { type: 'string', format: 'time-of-the-interface' };

/** A date, a real one too. */
export const date = { type: 'string', format: 'date-of-the-interface' };

/** A code of the national dictionary. */
export const twoDigits = { type: 'string', pattern: TWO_DIGITS_PATTERN };

/** Why something is undone, for people. */
export const reason = { type: 'string', maxLength: REASON_LENGTH };

/** `person` of §4. */
export interface WirePerson {
  readonly psn_no: string;
  readonly psn_name: string;
  readonly psn_cert_type: string;
  readonly certno: string;
  readonly insutype: string;
  readonly insu_admdvs: string;
}

/** The schema of `person`. */
export const person = object({
  psn_no: id,
  psn_name: { type: 'string', minLength: 1, maxLength: NAME_LENGTH },
  psn_cert_type: twoDigits,
  certno: { type: 'string', minLength: 1, maxLength: CERT_NO_LENGTH },
  insutype: { type: 'string', pattern: THREE_DIGITS_PATTERN },
  insu_admdvs: { type: 'string', pattern: ADMDVS_PATTERN },
});

/** A person as a message states them. */
export function personOf(wire: WirePerson): StatedPerson {
  return {
    psnNo: wire.psn_no,
    name: wire.psn_name,
    certType: wire.psn_cert_type,
    certNo: wire.certno,
    insuType: wire.insutype,
    insuAdmdvs: wire.insu_admdvs,
  };
}

/** `limit` of §4. */
export interface WireLimit {
  readonly mulaid_lmt_id: string;
  readonly lmt_amt: string;
  readonly set_time: string;
}

/** An amount, 0.00 too. */
export const amount = { type: 'string', pattern: AMOUNT_PATTERN };

/** `lmt_amt`, which is never 0.00 (§3). */
export const limitAmount = { ...amount, not: { const: '0.00' } };

/** The schema of `limit`. */
export const limit = object({
  mulaid_lmt_id: id,
  lmt_amt: limitAmount,
  set_time: time,
});

/** An id twice in one message is E01 (§3): the path of the second. */
export function doubledLimit({
  limits,
}: {
  readonly limits: readonly { readonly mulaid_lmt_id: string }[];
}): string | undefined {
  if (limits.length < 2) return undefined;
  const seen = new Set<string>();
  for (const [index, each] of limits.entries()) {
    if (seen.has(each.mulaid_lmt_id)) return `limits[${index}].mulaid_lmt_id`;
    seen.add(each.mulaid_lmt_id);
  }
  return undefined;
}

/** One setting. */
export function limitOf(wire: WireLimit): LimitTerms {
  return { limitId: wire.mulaid_lmt_id, amount: yuanToFen(wire.lmt_amt), setTime: instantOf(wire.set_time) };
}

/** A time that passed its schema, ms UTC. */
export function instantOf(text: string): number {
  const instant = parseTime(text);
  if (instant === undefined) throw new Error('a time that passed its schema is a time');
  return instant;
}
