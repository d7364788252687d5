import { ownRelationship, wantRelationship } from '../orders/own-relationship';
import type { ConfirmListedCommand } from './command';
import type { CommandKind } from './command-kind';
import { confirmPending, confirmPendingLimit } from './confirm-pending';

/** A line of a day's limit file names a relationship or a limit that is PENDING here: it confirms it, as M301 does (R23). */
export const confirmListed: CommandKind<ConfirmListedCommand> = {
  isRequest: false,
  relationshipOf: ({ relationshipId }) => relationshipId,
  owner: ({ relationshipId }, owners) => owners.get(relationshipId),
  want: ({ relationshipId, limitId }, files) => wantRelationship(files, relationshipId, { limitIds: [limitId] }),
  decide: ({ relationshipId, limitId }, files, context) => {
    const found = ownRelationship(files, relationshipId, { limitIds: [limitId] });
    if (typeof found === 'string') return found;
    const proof = { cause: 'LISTED', ref: limitId } as const;
    if (confirmPending(files, relationshipId, proof, context) === 'unread') return 'unread';
    confirmPendingLimit(files, { relationshipId, limitId }, { ...proof, at: context.now });
    return { kind: 'done' };
  },
};
