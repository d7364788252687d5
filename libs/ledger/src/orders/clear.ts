import { compareClearing, type OrderOf } from '@libs/mutual-aid';
import type { OrderKind } from './order-kind';

/** M601 (R30): compared at once with own figures, which whoever hands it in has read, and kept for later runs. */
export const clearingOrder: OrderKind<OrderOf<'M601'>> = {
  concerns: () => undefined,
  owner: () => undefined,
  want: () => undefined,
  decide: ({ body, own }) => {
    if (own === undefined) throw new Error('a clearing statement is compared with figures that nobody read');
    return { refused: false, output: compareClearing(own, body), statement: body };
  },
  waitsFor: () => undefined,
};
