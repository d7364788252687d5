import type { Changes } from '../decision';
import { refuse, type Refusal } from '../refusal';
import type { TerminationRequest } from '../upload/platform-upload';
import { beginTermination, moveTo, type Relationship } from './relationship';
import { TERMINATION_BEGINS } from './termination';

/** What A01 says of an initiator who is insured elsewhere. */
export const NOT_INSURED_HERE = '应为在本省参保的一方（共济人 donor，被共济人 benef），对方请在其参保省办理';

/**
 * POST /relationships/{id}/termination (R27): a party insured here (else A01) ends an EFFECTIVE relationship, which
 * blocks from now on. While TERMINATING the M311 is sent only where this termination has none of ours yet; E31 while
 * PENDING or final.
 */
export function requestTermination(
  relationship: Relationship,
  request: TerminationRequest,
  now: number,
): Changes | Refusal<'A01' | 'E31'> {
  const { state, role } = relationship;
  if (request.initiator !== role) return refuse('A01', 'initiator', NOT_INSURED_HERE);
  if (state !== 'EFFECTIVE' && state !== 'TERMINATING') return refuse('E31');
  if (relationship.termination?.requested !== undefined) return { refused: false };
  const terminating = state === 'EFFECTIVE' ? beginTermination(relationship, now) : relationship;
  const termination = { ...(terminating.termination ?? TERMINATION_BEGINS), requested: request.id };
  return {
    refused: false,
    relationships: [{ before: relationship, after: { ...terminating, termination } }],
    uploads: [{ infno: 'M311', request }],
  };
}

/**
 * The platform refused an M311 (§5): EFFECTIVE again, unless a newer one was recorded, or since TERMINATING began an
 * M301 came, or END or TRANSFER of this province's own person.
 */
export function refuseTermination(relationship: Relationship, requestId: string): Changes {
  const { termination, endedBy } = relationship;
  const isOurs = termination?.requested === requestId && !termination.reconciled && endedBy === undefined;
  if (!isOurs) return { refused: false };
  return { refused: false, relationships: [{ before: relationship, after: moveTo(relationship, 'EFFECTIVE') }] };
}
