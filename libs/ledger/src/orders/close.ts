import { closeRelationship, type OrderOf } from '@libs/mutual-aid';
import type { OrderKind } from './order-kind';
import { recordedWhole, wantWhole } from './whole-relationship';

/** M302 */
export const closeOrder: OrderKind<OrderOf<'M302'>> = {
  concerns: ({ body }) => body.relationshipId,
  owner: () => undefined,
  want: ({ body }, files) => wantWhole(files, body.relationshipId),
  decide: ({ body }, files) => {
    const recorded = recordedWhole(files, body.relationshipId);
    return typeof recorded === 'string' ? recorded : closeRelationship(recorded, body);
  },
  waitsFor: () => undefined,
};
