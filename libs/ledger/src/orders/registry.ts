import type { OrderInfno, OrderOf, PlatformOrder } from '@libs/mutual-aid';
import { cancelTerminationOrder } from './cancel';
import { clearingOrder } from './clear';
import { closeOrder } from './close';
import { establishAsBeneficiary, establishAsDonor } from './establish';
import { filesReadyOrder } from './files-ready';
import type { OrderKind } from './order-kind';
import { reconcileOrder } from './reconcile';
import { revokeLimitOrder } from './revoke-limit';
import { revokeRelationshipOrder } from './revoke-relationship';
import { setLimitAsBeneficiary, setLimitAsDonor } from './set-limit';

/** Every platform order; one that is forgotten here does not compile. */
const ORDERS: { readonly [Infno in OrderInfno]: OrderKind<OrderOf<Infno>> } = {
  M101: establishAsDonor,
  M102: establishAsBeneficiary,
  M103: revokeRelationshipOrder,
  M201: setLimitAsDonor,
  M202: setLimitAsBeneficiary,
  M203: revokeLimitOrder,
  M301: reconcileOrder,
  M302: closeOrder,
  M303: cancelTerminationOrder,
  M501: filesReadyOrder,
  M601: clearingOrder,
};

/** What the ledger knows of an order. */
export function orderKindOf<Order extends PlatformOrder>({ infno }: Order): OrderKind<Order> {
  // The table's type holds that this is the kind of that very message number.
  return ORDERS[infno] as unknown as OrderKind<Order>;
}
