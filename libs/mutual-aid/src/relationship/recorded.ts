import type { InsuredPerson } from '../insured-person/insured-person';
import type { Limit } from '../limit/limit';
import type { Relationship } from './relationship';

/** What is recorded here of a relationship that the platform ends: absent, and without limits, where it is unknown. */
export interface Recorded {
  /** This province's person of the relationship. */
  readonly own: InsuredPerson | undefined;
  readonly relationship: Relationship | undefined;
  /** All of them. */
  readonly limits: readonly Limit[];
}
