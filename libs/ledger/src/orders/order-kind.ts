import type { ContentHash, DecisionOrWait, PlatformOrder } from '@libs/mutual-aid';
import type { DecideContext, NewIds, NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';

/** What became of an order: decided, waiting, or to be decided again with more read. */
export type OrderVerdict = DecisionOrWait | NotYet;

/** What stands beside an order while it is decided. */
export interface OrderContext extends DecideContext {
  /** Of the message: what makes another one the same (§3). */
  readonly contentHash: ContentHash;
}

/** Everything the ledger has to know of one kind of platform order. */
export interface OrderKind<Order extends PlatformOrder> {
  /** The relationship it concerns, for which it waits where that is not here; undefined where it concerns none. */
  concerns(order: Order): string | undefined;
  /** The person whose file and lock it needs, where the message itself says so. */
  owner(order: Order): string | undefined;
  /** Asks for what deciding needs, before anything is read. */
  want(order: Order, files: FileSet, newIds: NewIds): void;
  decide(order: Order, files: FileSet, context: OrderContext): OrderVerdict;
  /** Whether it proves that the platform has the M111 of a relationship that is PENDING ("confirms", §4); absent: never. */
  confirms?(order: Order, files: FileSet): boolean;
  /** The limit that it waits for once its relationship is here; undefined where it waits for none. */
  waitsFor(order: Order): string | undefined;
}
