import { refuse, setLimitHere } from '@libs/mutual-aid';
import { applyChanges } from '../files/apply-changes';
import { ownRelationship, wantRelationship } from '../orders/own-relationship';
import { asksForTallies } from '../orders/unread-tallies';
import type { SetLimitHereCommand } from './command';
import type { CommandKind } from './command-kind';
import { keepRequest, knownRequest } from './known-request';
import { recordUploads } from './record-uploads';

/** POST /relationships/{id}/limits (R14): checked and frozen at once, PENDING until the platform answers its M211. */
export const setLimitAtWindow: CommandKind<SetLimitHereCommand> = {
  isRequest: true,
  relationshipOf: ({ relationshipId }) => relationshipId,
  owner: ({ relationshipId }, owners) => owners.get(relationshipId),
  want: ({ relationshipId, once }, files) => {
    files.ask('request', once.requestId);
    wantRelationship(files, relationshipId, {});
  },
  decide: ({ relationshipId, limitId, amount, once, msgid, traceparent }, files, context) => {
    const found = ownRelationship(files, relationshipId, {});
    if (typeof found === 'string') return found;
    const { relationship, own } = found;
    if (relationship === undefined) return { kind: 'refused', refusal: refuse('A05', 'mulaid_rel_id') };
    const known = knownRequest(files, once);
    if (known !== undefined && 'kind' in known) return known;
    if (known) return { kind: 'asked before', made: known.made };
    const limit = { limitId, amount, setTime: context.now };
    if (relationship.role === 'donor' && asksForTallies(files, own, [limit])) return 'unread';
    const decision = setLimitHere(own, relationship, { relationshipId, limit }, context.policies);
    if (decision.refused === 'waits') throw new Error(`the own person of ${relationshipId} is not registered`);
    if (decision.refused) return { kind: 'refused', refusal: decision };
    applyChanges(files, decision, { cause: 'M211', ref: msgid, at: context.now });
    keepRequest(files, once, [limitId], context.now);
    if (recordUploads(files, decision.uploads, { msgids: [msgid], traceparent }, context) === 'unread') return 'unread';
    const made = files.shelf.limit.find(limitId);
    if (made === undefined) throw new Error('a setting that made no limit');
    return { kind: 'set', limit: made };
  },
};
