import { revokeLimit, type OrderOf } from '@libs/mutual-aid';
import type { OrderKind } from './order-kind';
import { ownRelationship, wantRelationship, type Needs } from './own-relationship';

/** M203; once its relationship is here it waits for its limit alone. */
export const revokeLimitOrder: OrderKind<OrderOf<'M203'>> = {
  concerns: ({ body }) => body.relationshipId,
  owner: () => undefined,
  want: (order, files) => wantRelationship(files, order.body.relationshipId, needsOf(order)),
  confirms: () => true,
  decide: (order, files) => {
    const { relationshipId, limitId } = order.body;
    const found = ownRelationship(files, relationshipId, needsOf(order));
    if (typeof found === 'string') return found;
    return revokeLimit(found.own, found.relationship, files.shelf.limit.find(limitId));
  },
  waitsFor: ({ body }) => body.limitId,
};

function needsOf({ body }: OrderOf<'M203'>): Needs {
  return { limitIds: [body.limitId] };
}
