import { fen, type Fen } from '../money';

/** A personal account (个人账户): balance, of which part is frozen (R9). Fen. */
export interface Account {
  readonly opening: Fen;
  readonly balance: Fen;
  readonly frozen: Fen;
  /** Whether the trail holds anything after the opening (province-api.md). */
  readonly moved: boolean;
}

/** What the donor can still spend or set aside: balance − frozen (R12). */
export function available(account: Account): Fen {
  return fen(account.balance - account.frozen);
}
