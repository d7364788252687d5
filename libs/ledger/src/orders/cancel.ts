import { cancelTermination, type OrderOf } from '@libs/mutual-aid';
import type { OrderKind } from './order-kind';
import { recordedWhole, wantWhole } from './whole-relationship';

/** M303. Its limits are read too: what a payment of the same batch found in the wallet was without them. */
export const cancelTerminationOrder: OrderKind<OrderOf<'M303'>> = {
  concerns: ({ body }) => body.relationshipId,
  owner: () => undefined,
  want: ({ body }, files) => wantWhole(files, body.relationshipId),
  decide: ({ body }, files) => {
    const recorded = recordedWhole(files, body.relationshipId);
    return typeof recorded === 'string' ? recorded : cancelTermination(recorded);
  },
  waitsFor: () => undefined,
};
