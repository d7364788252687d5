import { fen, type Fen } from '../money';
import type { Limit } from './limit';

/**
 * One usage line is reversed (R21): the limit can pay it again. Where its relationship was terminated since (CLOSED),
 * the money goes to the donor and returned rises instead; what is left stays 0. A reversal's line is a row more (§4).
 */
export function restoreLimit(limit: Limit, amount: Fen): Limit {
  if (amount > limit.used || limit.usedCount < 1) throw new Error(`limit ${limit.limitId} never paid this line`);
  const returned = limit.state === 'CLOSED' ? fen(limit.returned + amount) : limit.returned;
  return { ...limit, used: fen(limit.used - amount), usedCount: limit.usedCount + 1, returned };
}
