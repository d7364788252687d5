import type { Changes } from '../decision';
import { ZERO_FEN, type Fen } from '../money';
import { NO_SETTINGS } from '../limit/setting-tallies';
import { refuse, type Refusal } from '../refusal';
import type { InsuredPerson, RegistryRow } from './insured-person';

/**
 * PUT /insured-persons: the registry row as the core system states it; `opening` (fen) opens the personal account.
 * A09 where the account has moved, unless it is the opening figure again (province-api.md).
 */
export function registerPerson(
  known: InsuredPerson | undefined,
  row: RegistryRow,
  opening: Fen | undefined,
): (Changes & { readonly person: InsuredPerson }) | Refusal<'A09'> {
  const kept = known ?? { liveGiven: 0, settings: NO_SETTINGS };
  const person: InsuredPerson = { ...kept, ...row };
  if (opening === undefined || known?.account?.opening === opening) return { refused: false, person };
  if (known?.account?.moved) return refuse('A09', 'balance');
  const account = { opening, balance: opening, frozen: ZERO_FEN, moved: false };
  return {
    refused: false,
    person: { ...person, account },
    money: { amount: opening, balance: opening, frozen: ZERO_FEN },
  };
}
