import {
  establishForBeneficiary,
  establishForDonor,
  ownPerson,
  recogniseEstablishment,
  revokeLimit,
  revokeRelationship,
  setLimitForBeneficiary,
  setLimitForDonor,
  unreadPeriods,
  type ContentHash,
  type DecisionOrWait,
  type Establishment,
  type LimitTerms,
  type PlatformOrder,
  type PolicyInForce,
  type Reversal,
  type Usage,
} from '@libs/mutual-aid';
import { pairKey, type WorkingSet } from './working-set';

/** What stands beside the files: the clock (ms UTC), the policies, and how long a message may wait (ms). */
export interface DecideContext {
  readonly now: number;
  readonly policies: PolicyInForce;
  readonly waitingTimeout: number;
  readonly uploads: UploadContext;
}

/** How usages are uploaded: their bodies in the names of the wire, and when they are sent again (ms). */
export interface UploadContext {
  readonly usageBody: (usage: Usage) => string;
  readonly reversalBody: (reversal: Reversal, psnNo: string) => string;
  readonly resendAfter: number;
}

/** What became of an order: decided, waiting, to be decided again with more read, or in another lane. */
export type OrderVerdict = DecisionOrWait | 'unread' | 'other lane';

/** Hands one platform order to the rule that decides it, with the files it concerns. */
export function decideOrder(
  set: WorkingSet,
  order: PlatformOrder,
  contentHash: ContentHash,
  context: DecideContext,
): OrderVerdict {
  if (order.infno === 'M101' || order.infno === 'M102') return decideEstablishment(set, order, contentHash, context);
  const { relationshipId } = order.body;
  const limitIds = namedLimits(order);
  // A revocation taken up from the waiting room stands beside messages that read only the limits they name.
  const isWhole = order.infno !== 'M103' || set.haveReadLimitsOf(relationshipId);
  if (!isWhole || !set.haveRead(relationshipId, limitIds)) return askForIds(set, relationshipId, limitIds);
  const relationship = set.relationships.get(relationshipId);
  const ownPsnNo = relationship && ownPerson(relationship).psnNo;
  if (ownPsnNo !== undefined && !set.isLocked(ownPsnNo)) return 'other lane';
  const own = ownPsnNo === undefined ? undefined : set.persons.get(ownPsnNo);
  switch (order.infno) {
    case 'M103':
      return revokeRelationship(own, relationship, set.limitsOf(relationshipId));
    case 'M201':
      if (relationship?.role === 'donor' && needsTallies(set, ownPsnNo, [order.body.limit])) return 'unread';
      return setLimitForDonor(
        own,
        order.body,
        relationship,
        set.limits.get(order.body.limit.limitId),
        context.policies,
      );
    case 'M202':
      return setLimitForBeneficiary(own, order.body, relationship, set.limits.get(order.body.limit.limitId));
    case 'M203':
      return revokeLimit(own, relationship, set.limits.get(order.body.limitId));
  }
}

function namedLimits(order: PlatformOrder): string[] {
  if (order.infno === 'M201' || order.infno === 'M202') return [order.body.limit.limitId];
  return order.infno === 'M203' ? [order.body.limitId] : [];
}

function decideEstablishment(
  set: WorkingSet,
  order: { infno: 'M101' | 'M102'; body: Establishment },
  contentHash: ContentHash,
  { now, policies }: DecideContext,
): OrderVerdict {
  const { body } = order;
  const role = order.infno === 'M101' ? 'donor' : 'benef';
  const limitIds = body.limits.map((limit) => limit.limitId);
  const known = set.relationships.get(body.relationshipId);
  const anyLimitKnown = limitIds.some((id) => set.limits.has(id));
  const recognised = recogniseEstablishment(role, contentHash, known, anyLimitKnown);
  if (recognised) {
    // A limit that a neighbour's message had read says nothing yet of the relationship, which is decided first.
    return known || set.haveRead(body.relationshipId, []) ? recognised : askForIds(set, body.relationshipId, limitIds);
  }
  if (role === 'donor' && needsTallies(set, body.donor.psnNo, body.limits)) return 'unread';
  const pair = { donor: body.donor.psnNo, benef: body.benef.psnNo };
  const pairIsLive = set.livePairs.has(pairKey(pair.donor, pair.benef));
  const judged = { now, contentHash, pairIsLive };
  const decision =
    role === 'donor'
      ? establishForDonor(set.persons.get(body.donor.psnNo), body, policies, judged)
      : establishForBeneficiary(set.persons.get(body.benef.psnNo), body, judged);
  // New ids and pairs are not looked up: unique keys catch them. A refusal writes none, so it must be sure of them first.
  if (decision.refused && !(set.haveRead(body.relationshipId, limitIds) && set.haveReadPair(pair))) {
    set.askForPair(pair);
    return askForIds(set, body.relationshipId, limitIds);
  }
  return decision;
}

function askForIds(set: WorkingSet, relationshipId: string, limitIds: readonly string[]): 'unread' {
  set.askFor(relationshipId, limitIds);
  return 'unread';
}

function needsTallies(set: WorkingSet, psnNo: string | undefined, limits: readonly LimitTerms[]): boolean {
  const person = psnNo === undefined ? undefined : set.persons.get(psnNo);
  if (person === undefined) return false;
  const periods = limits.flatMap((limit) => unreadPeriods(person.settings, limit.setTime));
  if (periods.length === 0) return false;
  const asked = set.unread.tallies.get(person.psnNo) ?? new Set<number>();
  for (const period of periods) asked.add(period);
  set.unread.tallies.set(person.psnNo, asked);
  return true;
}
