import { WAITS, type DecisionOrWait } from '../decision';
import { refuse } from '../refusal';
import type { Recorded } from './recorded';
import { moveTo } from './relationship';

/**
 * M303 (R29): the relationship is effective again. E31 unless TERMINATING, and where the end or transfer of this
 * province's own person's insurance brought it about.
 */
export function cancelTermination({ own, relationship }: Omit<Recorded, 'limits'>): DecisionOrWait {
  if (relationship === undefined || own === undefined) return WAITS;
  if (relationship.state !== 'TERMINATING' || relationship.endedBy !== undefined) return refuse('E31');
  return {
    refused: false,
    relationships: [{ before: relationship, after: moveTo(relationship, 'EFFECTIVE') }],
  };
}
