import { establishmentMisfit, limitMisfit, type EstablishmentUpload, type LimitUpload } from './relation-bodies';
import { reportMisfit, type RunReport } from './report-bodies';
import {
  insuranceChangeMisfit,
  terminationMisfit,
  type InsuranceChangeUpload,
  type TerminationUpload,
} from './termination-bodies';
import {
  reversalMisfit,
  usageMisfit,
  usagePageMisfit,
  type UploadedReversal,
  type UploadedUsage,
  type UsagePage,
} from './usage-bodies';

/** The body of each upload that the platform takes (§5). */
interface UploadBodies {
  readonly M111: EstablishmentUpload;
  readonly M211: LimitUpload;
  readonly M311: TerminationUpload;
  readonly M312: InsuranceChangeUpload;
  readonly M411: UploadedUsage;
  readonly M412: UploadedReversal;
  readonly M413: UsagePage;
  readonly M511: RunReport;
}

/** The number of an upload. */
export type UploadInfno = keyof UploadBodies;

/** The upload of one number. */
export interface UploadOf<Infno extends UploadInfno> {
  readonly infno: Infno;
  readonly body: UploadBodies[Infno];
}

/** An upload by its number. */
export type Upload = { [Infno in UploadInfno]: UploadOf<Infno> }[UploadInfno];

/** The first field of a body of each number that does not fit; one that is forgotten does not compile. */
const MISFIT: { readonly [Infno in UploadInfno]: (body: unknown, province: string) => string | undefined } = {
  M111: establishmentMisfit,
  M211: limitMisfit,
  M311: terminationMisfit,
  M312: insuranceChangeMisfit,
  M411: usageMisfit,
  M412: reversalMisfit,
  M413: usagePageMisfit,
  M511: reportMisfit,
};

/** Reads an upload of a province; the name of the first field that does not fit (E01) where it is none. */
export function readUpload(infno: string, body: unknown, province: string): Upload | string {
  if (!Object.hasOwn(MISFIT, infno)) return 'infno';
  const number = infno as UploadInfno;
  // The table's type holds that this is the body of that very number.
  return MISFIT[number](body, province) ?? ({ infno: number, body } as Upload);
}
