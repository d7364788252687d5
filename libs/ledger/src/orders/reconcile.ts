import { listUsages, reconcileRelationship, type OrderOf } from '@libs/mutual-aid';
import type { OrderKind } from './order-kind';
import { recordedWhole, wantWhole } from './whole-relationship';

/** M301 */
export const reconcileOrder: OrderKind<OrderOf<'M301'>> = {
  concerns: ({ body }) => body.relationshipId,
  owner: () => undefined,
  want: ({ body }, files) => wantWhole(files, body.relationshipId),
  confirms: () => true,
  decide: ({ body }, files, context) => {
    const { relationshipId } = body;
    const recorded = recordedWhole(files, relationshipId);
    if (typeof recorded === 'string') return recorded;
    const decision = reconcileRelationship(recorded, body, context.now);
    const { relationship } = recorded;
    if (relationship?.role !== 'benef' || decision.refused || decision.output?.result !== 'MISMATCH') return decision;
    if (!files.isRead('recordedLines', relationshipId)) {
      files.ask('recordedLines', relationshipId);
      return 'unread';
    }
    const lines = files.linesOf(relationshipId);
    return { ...decision, uploads: listUsages(relationship, lines, () => context.uploads.newMsgid()) };
  },
  waitsFor: () => undefined,
};
