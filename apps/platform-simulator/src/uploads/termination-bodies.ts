import { id, initiator, misfitOf, object, provinceChannel, reason, time } from './schema';

/** Who wants a relationship to end: a party, or nobody (R8). */
export type Initiator = 'donor' | 'benef' | 'auto';

/** The body of an M311. */
export interface TerminationUpload {
  readonly mulaid_rel_id: string;
  readonly initiator: Initiator;
  readonly reason: string;
}

/** The body of an M312. */
export interface InsuranceChangeUpload {
  readonly psn_no: string;
  readonly chg_type: 'END' | 'TRANSFER';
  readonly mulaid_rel_ids: readonly string[];
}

/** The first field of an M311 that does not fit. */
export const terminationMisfit = misfitOf(object({ mulaid_rel_id: id, initiator, reason, chnl: provinceChannel }));

/** The first field of an M312 that does not fit. */
export const insuranceChangeMisfit = misfitOf(
  object({
    psn_no: id,
    chg_type: { type: 'string', enum: ['END', 'TRANSFER'] },
    chg_time: time,
    // None is sent where it would name none (R8).
    mulaid_rel_ids: { type: 'array', minItems: 1, uniqueItems: true, items: id },
  }),
);
