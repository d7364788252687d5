import { revokeRelationship, type OrderOf } from '@libs/mutual-aid';
import type { OrderKind } from './order-kind';
import { ownRelationship, wantRelationship } from './own-relationship';

const NEEDS = { wholeRelationship: true };

/** M103 */
export const revokeRelationshipOrder: OrderKind<OrderOf<'M103'>> = {
  concerns: ({ body }) => body.relationshipId,
  owner: () => undefined,
  want: ({ body }, files) => wantRelationship(files, body.relationshipId, NEEDS),
  decide: ({ body }, files) => {
    const found = ownRelationship(files, body.relationshipId, NEEDS);
    if (typeof found === 'string') return found;
    return revokeRelationship(found.own, found.relationship, files.limitsOf(body.relationshipId));
  },
  waitsFor: () => undefined,
};
