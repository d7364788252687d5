import {
  ALL_KINSHIP,
  fen,
  type InsuredPerson,
  type Limit,
  type Payer,
  type PolicyInForce,
  type Relationship,
  type RelationshipState,
  type Role,
  type Scene,
  type UsageRequest,
  type WalletLimit,
} from '@libs/mutual-aid';
import { BENEF, NOON, recorded, registered } from './pure-people';

/** The person whose wallet it is; without a balance, without an account. Fen. */
export function payer(balance?: bigint, frozen = 0n): InsuredPerson {
  const account =
    balance === undefined
      ? undefined
      : { opening: fen(balance), balance: fen(balance), frozen: fen(frozen), moved: false };
  return { ...registered(BENEF), account };
}

/** What a case says of a limit and its relationship; the rest is usual. */
export interface ReceivedCase extends Partial<Omit<Limit, 'amount' | 'used' | 'returned'>> {
  readonly used?: bigint;
  readonly returned?: bigint;
  readonly role?: Role;
  readonly relationshipState?: RelationshipState;
}

/** A limit of `amount` fen that the payer received, by default from a donor of its own. */
export function received(
  limitId: string,
  amount: bigint,
  change: ReceivedCase = {},
): WalletLimit & { readonly relationship: Relationship } {
  const { role = 'benef', relationshipState = 'EFFECTIVE', used = 0n, returned = 0n, ...ofLimit } = change;
  const relationshipId = ofLimit.relationshipId ?? `R-${limitId}`;
  const limit: Limit = {
    limitId,
    amount: fen(amount),
    setTime: NOON,
    state: 'EFFECTIVE',
    used: fen(used),
    usedCount: used > 0n ? 1 : 0,
    everUsed: used > 0n,
    returned: fen(returned),
    ...ofLimit,
    relationshipId,
  };
  return { limit, relationship: relationship(relationshipId, role, relationshipState) };
}

/** A relationship as recorded; the payer is its beneficiary, or with the role `donor` its donor. */
export function relationship(relationshipId: string, role: Role, state: RelationshipState): Relationship {
  const other = { ...BENEF, psnNo: `D-${relationshipId}`, certNo: relationshipId, insuAdmdvs: '440100' };
  const parties = role === 'benef' ? { donor: other, benef: BENEF } : { donor: BENEF, benef: other };
  return { ...recorded(role, state, relationshipId), ...parties };
}

/** A settlement of `payAmount` fen. */
export function settlement(scene: Scene, payAmount: bigint, change: Partial<UsageRequest> = {}): UsageRequest {
  const institution = 'H51010000001';
  return { settlementId: 'S1', psnNo: 'B1', scene, institution, useTime: NOON, payAmount: fen(payAmount), ...change };
}

/** A policy with this order in scenes 1 and 2, at all times and in all pooling regions. */
export function ordering(...order: readonly Payer[]): PolicyInForce {
  const paymentOrder = { 1: order, 2: order, 3: ['wallet'], 4: ['wallet'] } as const;
  return () => ({ kinship: ALL_KINSHIP, caps: {}, paymentOrder });
}

/** What a payment at noon is judged by, with this order in scenes 1 and 2. */
export function noonWith(...order: readonly Payer[]): { readonly now: number; readonly policies: PolicyInForce } {
  return { now: NOON, policies: ordering(...order) };
}

/** Fails where a rule refused: for cases in which it must not. */
export function accepted<Result extends { refused: boolean }>(result: Result): Extract<Result, { refused: false }> {
  if (result.refused) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result as Extract<Result, { refused: false }>;
}
