import { fen, type Fen } from '../money';
import { remaining, type Limit } from './limit';

/** One usage line spends part of a limit; never beyond what is left (R22). */
export function drawLimit(limit: Limit, amount: Fen): Limit {
  if (amount < 0n || amount > remaining(limit)) throw new Error(`limit ${limit.limitId} cannot pay this line`);
  return { ...limit, used: fen(limit.used + amount), usedCount: limit.usedCount + 1, everUsed: true };
}
