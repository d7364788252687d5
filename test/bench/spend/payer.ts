import { PERSONS } from './prepare';

const HOT = 7;

/** Who pays next: anybody, or always the same wallet. */
export type Spread = 'spread' | 'hot';

/** The index of the person who pays next. */
export function payerOf(spread: Spread): number {
  return spread === 'hot' ? HOT : Math.floor(Math.random() * PERSONS);
}
