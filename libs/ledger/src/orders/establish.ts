import {
  establishForBeneficiary,
  establishForDonor,
  recogniseEstablishment,
  type Decision,
  type Establishment,
  type InsuredPerson,
  type OrderOf,
  type Role,
} from '@libs/mutual-aid';
import { pairKey } from '@libs/province-store';
import type { FileSet } from '../files/file-set';
import type { OrderContext, OrderKind, OrderVerdict } from './order-kind';
import { areKnown } from './own-relationship';
import { asksForTallies } from './unread-tallies';

/** One region's side of an establishment: whose file it is, and the rule that judges. */
interface Side {
  readonly role: Role;
  judge(
    own: InsuredPerson | undefined,
    message: Establishment,
    context: OrderContext & { readonly pairIsLive: boolean },
  ): Decision;
}

/** M101 */
export const establishAsDonor: OrderKind<OrderOf<'M101'>> = establishment({
  role: 'donor',
  judge: (own, message, context) => establishForDonor(own, message, context.policies, context),
});

/** M102 */
export const establishAsBeneficiary: OrderKind<OrderOf<'M102'>> = establishment({
  role: 'benef',
  judge: establishForBeneficiary,
});

function establishment(side: Side): OrderKind<OrderOf<'M101'> | OrderOf<'M102'>> {
  return {
    concerns: ({ body }) => body.relationshipId,
    owner: ({ body }) => body[side.role].psnNo,
    want: ({ body }, files, newIds) => {
      if (newIds === 'look up') wantIds(files, body);
    },
    decide: ({ body }, files, context) => decide(side, body, files, context),
    waitsFor: () => undefined,
  };
}

function decide(side: Side, body: Establishment, files: FileSet, context: OrderContext): OrderVerdict {
  const { role } = side;
  const limitIds = body.limits.map((limit) => limit.limitId);
  const known = files.shelf.relationship.find(body.relationshipId);
  const anyLimitKnown = limitIds.some((id) => files.shelf.limit.find(id) !== undefined);
  const recognised = recogniseEstablishment(role, context.contentHash, known, anyLimitKnown);
  if (recognised) {
    // A limit that a neighbour's message had read says nothing yet of the relationship, which is decided first.
    return known || areKnown(files, body.relationshipId, []) ? recognised : unread(files, body);
  }
  const own = files.shelf.person.find(body[role].psnNo);
  if (role === 'donor' && asksForTallies(files, own, body.limits)) return 'unread';
  const pair = pairKey(body);
  const pairIsLive = files.isPairLive(pair);
  const decision = side.judge(own, body, { ...context, pairIsLive });
  // Its ids and its pair are not looked up: unique keys catch a repeat. A refusal writes none, so it must be sure first.
  const isSure = areKnown(files, body.relationshipId, limitIds) && (pairIsLive || files.isRead('pair', pair));
  return decision.refused && !isSure ? unread(files, body) : decision;
}

function unread(files: FileSet, body: Establishment): 'unread' {
  wantIds(files, body);
  return 'unread';
}

function wantIds(files: FileSet, body: Establishment): void {
  files.ask('pair', pairKey(body));
  files.ask('relationship', body.relationshipId);
  for (const { limitId } of body.limits) files.ask('limit', limitId);
}
