import { setLimitForBeneficiary, setLimitForDonor, type OrderOf } from '@libs/mutual-aid';
import type { FileSet } from '../files/file-set';
import type { OrderContext, OrderKind, OrderVerdict } from './order-kind';
import { ownRelationship, wantRelationship, type Needs, type OwnRelationship } from './own-relationship';
import { asksForTallies } from './unread-tallies';

type Setting = OrderOf<'M201'> | OrderOf<'M202'>;

type Judge = (found: OwnRelationship, order: Setting, files: FileSet, context: OrderContext) => OrderVerdict;

/** M201; one whose limit is known is decided by that alone (§3), and confirms nothing. */
export const setLimitAsDonor: OrderKind<OrderOf<'M201'>> = {
  ...setting(setAsDonor),
  confirms: ({ body }, files) => files.shelf.limit.find(body.limit.limitId) === undefined,
};

/** M202 */
export const setLimitAsBeneficiary: OrderKind<OrderOf<'M202'>> = setting(({ own, relationship }, { body }, files) =>
  setLimitForBeneficiary(body, { own, relationship, limit: files.shelf.limit.find(body.limit.limitId) }),
);

function setAsDonor(
  { own, relationship }: OwnRelationship,
  { body }: Setting,
  files: FileSet,
  { policies }: OrderContext,
): OrderVerdict {
  if (relationship?.role === 'donor' && asksForTallies(files, own, [body.limit])) return 'unread';
  return setLimitForDonor(body, { own, relationship, limit: files.shelf.limit.find(body.limit.limitId) }, policies);
}

function setting(judge: Judge): OrderKind<Setting> {
  return {
    concerns: ({ body }) => body.relationshipId,
    owner: () => undefined,
    want: (order, files) => wantRelationship(files, order.body.relationshipId, needsOf(order)),
    decide: (order, files, context) => {
      const found = ownRelationship(files, order.body.relationshipId, needsOf(order));
      return typeof found === 'string' ? found : judge(found, order, files, context);
    },
    waitsFor: () => undefined,
  };
}

function needsOf({ body }: Setting): Needs {
  return { limitIds: [body.limit.limitId] };
}
