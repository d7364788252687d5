import type { RefusalCode } from '@libs/mutual-aid';

/** Why the platform refuses an upload, and by which field. */
export interface UploadRefusal {
  readonly code: RefusalCode;
  readonly field: string;
}

/** Where several apply, the lowest code wins (§3). */
export function lowest(refusals: readonly (UploadRefusal | undefined)[]): UploadRefusal | undefined {
  return refusals.filter((each) => each !== undefined).sort((a, b) => (a.code < b.code ? -1 : 1))[0];
}

interface LineTerms {
  readonly mulaid_rel_id: string;
  readonly mulaid_lmt_id: string;
  readonly amt: string;
}

/** Whether a line of a usage says something else than the one known under its number. */
export function isUnlike(line: LineTerms | undefined, known: LineTerms): boolean {
  return (
    line?.mulaid_rel_id !== known.mulaid_rel_id || line.mulaid_lmt_id !== known.mulaid_lmt_id || line.amt !== known.amt
  );
}
