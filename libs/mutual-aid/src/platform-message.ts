import type { ClearingFigures, ClearingStatement } from './clearing/clearing';
import type { Fen } from './money';
import type { RunDay } from './reconciliation/run';
import type { Initiator, LimitFigures } from './relationship/termination';

/** A person as a message states them; each region checks its own against the registry (§3). */
export interface StatedPerson {
  readonly psnNo: string;
  readonly name: string;
  readonly certType: string;
  readonly certNo: string;
  readonly insuType: string;
  /** Pooling region, six digits; the first two are the province. */
  readonly insuAdmdvs: string;
}

/** One setting: an amount that the donor sets aside for one beneficiary. */
export interface LimitTerms {
  readonly limitId: string;
  readonly amount: Fen;
  /** ms UTC */
  readonly setTime: number;
}

/** How a relationship came about: 1 national app, 2 provincial platform, 3 agency window (R7). */
export type Channel = '1' | '2' | '3';

/** The body of M101 and M102. */
export interface Establishment {
  readonly relationshipId: string;
  readonly donor: StatedPerson;
  readonly benef: StatedPerson;
  readonly relType: string;
  /** Absent where the message leaves it out, or gives null or ""; R5 then refuses with E15. */
  readonly commitNo?: string | undefined;
  /** ms UTC */
  readonly commitTime?: number | undefined;
  readonly channel: Channel;
  /** ms UTC */
  readonly estabTime: number;
  readonly limits: readonly LimitTerms[];
}

/** The body of M103. */
export interface Revocation {
  readonly relationshipId: string;
  readonly reason: string;
}

/** The body of M201 and M202. */
export interface LimitSetting {
  readonly relationshipId: string;
  readonly limit: LimitTerms;
}

/** The body of M203. */
export interface LimitRevocation {
  readonly relationshipId: string;
  readonly limitId: string;
  readonly reason: string;
}

/** The body of M301: what the platform has of the relationship. */
export interface Reconciliation {
  readonly relationshipId: string;
  readonly initiator: Initiator;
  readonly reason: string;
  readonly limits: readonly LimitFigures[];
}

/** What M302 says of one limit. Fen. */
export interface ClosingFigures {
  readonly limitId: string;
  readonly amount: Fen;
  readonly used: Fen;
  /** What goes back to the donor. */
  readonly returned: Fen;
}

/** The body of M302. */
export interface Closing {
  readonly relationshipId: string;
  /** ms UTC */
  readonly termTime: number;
  readonly limits: readonly ClosingFigures[];
}

/** The body of M303. */
export interface Cancellation {
  readonly relationshipId: string;
  readonly reason: string;
}

/** The body of M501: the files of a day are ready. */
export type FilesReady = RunDay;

/** The platform's messages that the rules decide, in English words. */
export type PlatformOrder =
  | { readonly infno: 'M101'; readonly body: Establishment }
  | { readonly infno: 'M102'; readonly body: Establishment }
  | { readonly infno: 'M103'; readonly body: Revocation }
  | { readonly infno: 'M201'; readonly body: LimitSetting }
  | { readonly infno: 'M202'; readonly body: LimitSetting }
  | { readonly infno: 'M203'; readonly body: LimitRevocation }
  | { readonly infno: 'M301'; readonly body: Reconciliation }
  | { readonly infno: 'M302'; readonly body: Closing }
  | { readonly infno: 'M303'; readonly body: Cancellation }
  | { readonly infno: 'M501'; readonly body: FilesReady }
  | {
      readonly infno: 'M601';
      readonly body: ClearingStatement;
      /** Own figures of its month: read before it is decided, because reading them takes as long as there are rows. */
      readonly own?: readonly ClearingFigures[];
    };

/** A message number of a platform order. */
export type OrderInfno = PlatformOrder['infno'];

/** The order of one message number. */
export type OrderOf<Infno extends OrderInfno> = Extract<PlatformOrder, { readonly infno: Infno }>;
