import type { Refused } from '@libs/ledger';
import { Problem } from './problem';

/** What a request came to where it was carried out; a refusal is thrown as its problem. */
export function carriedOut<Outcome extends { readonly kind: string }>(outcome: Outcome | Refused): Outcome {
  if (isRefused(outcome)) throw new Problem(outcome.refusal.code, outcome.refusal.message);
  return outcome;
}

function isRefused(outcome: { readonly kind: string }): outcome is Refused {
  return outcome.kind === 'refused';
}
