import { refuse, requestTermination } from '@libs/mutual-aid';
import { applyChanges } from '../files/apply-changes';
import { ownRelationship, wantRelationship } from '../orders/own-relationship';
import type { TerminateHereCommand } from './command';
import type { CommandKind } from './command-kind';
import { keepRequest, knownRequest } from './known-request';
import { recordUploads } from './record-uploads';

/** POST /relationships/{id}/termination (R27): blocks from this moment; the platform is told by an M311. */
export const terminateAtWindow: CommandKind<TerminateHereCommand> = {
  isRequest: true,
  relationshipOf: ({ request }) => request.relationshipId,
  owner: ({ request }, owners) => owners.get(request.relationshipId),
  want: ({ request, once }, files) => {
    files.ask('request', once.requestId);
    wantRelationship(files, request.relationshipId, {});
  },
  decide: ({ request, once, traceparent }, files, context) => {
    const { relationshipId } = request;
    const found = ownRelationship(files, relationshipId, {});
    if (typeof found === 'string') return found;
    const { relationship } = found;
    if (relationship === undefined) return { kind: 'refused', refusal: refuse('A05', 'mulaid_rel_id') };
    const known = knownRequest(files, once);
    if (known && !('kind' in known)) return { kind: 'asked before', made: known.made };
    const decision = requestTermination(relationship, request, context.now);
    // A01 of the request itself comes before A04, E31 after it (province-api.md, A-codes).
    if (decision.refused && decision.code === 'A01') return { kind: 'refused', refusal: decision };
    if (known) return known;
    if (decision.refused) return { kind: 'refused', refusal: decision };
    applyChanges(files, decision, { cause: 'M311', ref: request.id, at: context.now });
    keepRequest(files, once, [relationshipId], context.now);
    if (recordUploads(files, decision.uploads, { traceparent }, context) === 'unread') return 'unread';
    return { kind: 'terminating', relationshipId };
  },
};
