import type { Account } from '../account/account';
import type { SettingTallies } from '../limit/setting-tallies';
import type { StatedPerson } from '../platform-message';

/** One enrolment of the registry row. 310 employee, 390 resident basic medical insurance. */
export interface Enrolment {
  readonly insutype: string;
  readonly state: 'ACTIVE' | 'ENDED';
}

/** What the core system states of a person (PUT /insured-persons). */
export interface RegistryRow {
  readonly psnNo: string;
  readonly name: string;
  readonly certType: string;
  readonly certNo: string;
  readonly insuAdmdvs: string;
  readonly enrolments: readonly Enrolment[];
}

/** One insured person of this province: registry, account and the counters of the caps; one row, one lock. */
export interface InsuredPerson extends RegistryRow {
  readonly account?: Account | undefined;
  /** Live relationships that this person has given (R11, beneficiaries_max). */
  readonly liveGiven: number;
  readonly settings: SettingTallies;
  /** Of the row as it was read, which rises with every write; absent where the person is new. */
  readonly version?: number | undefined;
}

/** R1, R2 as §3 reads them: found, the certificate agrees, and the stated insurance is one allowed and ACTIVE. */
export function isEnrolled(own: RegistryRow | undefined, stated: StatedPerson, allowed: readonly string[]): boolean {
  if (own === undefined || !allowed.includes(stated.insuType)) return false;
  if (own.certNo !== stated.certNo && own.certNo.toUpperCase() !== stated.certNo.toUpperCase()) return false;
  return own.enrolments.some((each) => each.insutype === stated.insuType && each.state === 'ACTIVE');
}

/** R4: the province of a pooling region. */
export function provinceOf(admdvs: string): string {
  return admdvs.slice(0, 2);
}
