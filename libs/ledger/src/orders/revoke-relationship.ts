import { revokeRelationship, type OrderOf } from '@libs/mutual-aid';
import type { OrderKind } from './order-kind';
import { recordedWhole, wantWhole } from './whole-relationship';

/** M103. A PENDING relationship is revoked as it is: nothing is told of a termination that it would have had. */
export const revokeRelationshipOrder: OrderKind<OrderOf<'M103'>> = {
  concerns: ({ body }) => body.relationshipId,
  owner: () => undefined,
  want: ({ body }, files) => wantWhole(files, body.relationshipId),
  decide: ({ body }, files) => {
    const recorded = recordedWhole(files, body.relationshipId);
    if (typeof recorded === 'string') return recorded;
    return revokeRelationship(recorded.own, recorded.relationship, recorded.limits);
  },
  waitsFor: () => undefined,
};
