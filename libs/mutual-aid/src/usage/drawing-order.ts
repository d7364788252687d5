import { remaining, type Limit } from '../limit/limit';
import type { Relationship } from '../relationship/relationship';

/** A limit a beneficiary received, with the relationship that decides whether it can be spent. */
export interface WalletLimit {
  readonly limit: Limit;
  readonly relationship: Pick<Relationship, 'role' | 'state'>;
}

/**
 * The wallet: the limits that can be spent now, in the order in which they are drawn (R17). Only an EFFECTIVE limit of an EFFECTIVE relationship that was received, and has something left (R22).
 */
export function drawingOrder(received: readonly WalletLimit[]): WalletLimit[] {
  return received.filter(isSpendable).sort((a, b) => bySetting(a.limit, b.limit));
}

function isSpendable({ limit, relationship }: WalletLimit): boolean {
  // A limit that this person gave is not theirs to spend (R10).
  const isReceived = relationship.role === 'benef';
  return isReceived && relationship.state === 'EFFECTIVE' && limit.state === 'EFFECTIVE' && remaining(limit) > 0n;
}

/** The drawing order (R17): set time, then limit id. */
export function bySetting(a: Limit, b: Limit): number {
  if (a.setTime !== b.setTime) return a.setTime - b.setTime;
  // Ids are ASCII, so code units compare as bytes do.
  return a.limitId < b.limitId ? -1 : 1;
}
