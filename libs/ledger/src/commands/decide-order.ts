import type { Changes, ContentHash, PlatformOrder } from '@libs/mutual-aid';
import type { DecideContext } from '../decide-context';
import { applyChanges } from '../files/apply-changes';
import type { FileSet } from '../files/file-set';
import type { OrderVerdict } from '../orders/order-kind';
import { orderKindOf } from '../orders/registry';
import { confirmPending } from './confirm-pending';
import { recordUploads } from './record-uploads';

/** An order that is decided, new or out of the waiting room. */
export interface DecidedOrder {
  readonly order: PlatformOrder;
  readonly contentHash: ContentHash;
  /** Of its inbox row, by which the trail names it. */
  readonly key: string;
  readonly traceparent: string | undefined;
}

/** What becomes of an order. What proves that the platform has our M111 confirms the relationship first (§4). */
export function decideOrder(files: FileSet, decided: DecidedOrder, context: DecideContext): OrderVerdict {
  const { order, contentHash, key: ref, traceparent } = decided;
  const kind = orderKindOf(order);
  const proof = { cause: order.infno, ref, traceparent };
  const relationshipId = kind.concerns(order);
  if (relationshipId !== undefined && kind.confirms?.(order, files))
    if (confirmPending(files, relationshipId, proof, context) === 'unread') return 'unread';
  return kind.decide(order, files, { ...context, contentHash });
}

/** Carries out what an order changes; `unread` where its uploads need more to be read. */
export function carryOut(
  files: FileSet,
  { order, key, traceparent }: DecidedOrder,
  changes: Changes,
  context: DecideContext,
): 'unread' | undefined {
  applyChanges(files, changes, { cause: order.infno, ref: key, at: context.now });
  return recordUploads(files, changes.uploads, { traceparent }, context);
}
