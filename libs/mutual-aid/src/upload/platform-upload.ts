import type { Establishment, LimitSetting } from '../platform-message';
import type { EndKind, Initiator } from '../relationship/termination';
import type { Fen } from '../money';
import type { RunReport } from '../reconciliation/run';
import type { Reversal, Usage } from '../usage/usage';

/** A party of this province asked for a termination here (M311, R27). */
export interface TerminationRequest {
  /** By which its answer is known as that to the newest (§5): the msgid under which it was first sent. */
  readonly id: string;
  readonly relationshipId: string;
  readonly initiator: Exclude<Initiator, 'auto'>;
  readonly reason: string;
  readonly channel: '2' | '3';
}

/** A person's insurance ended, and with it these relationships (M312, R8). */
export interface EndNotice {
  /** Its own: the msgid under which it was first sent. */
  readonly id: string;
  readonly psnNo: string;
  readonly kind: EndKind;
  /** ms UTC */
  readonly at: number;
  readonly relationshipIds: readonly string[];
}

/** One line of all the usage of a relationship (M413, R28). */
export interface ListedLine {
  readonly useId: string;
  /** Of a reversal. */
  readonly originalUseId?: string | undefined;
  readonly lineNo: number;
  readonly limitId: string;
  readonly amount: Fen;
  /** ms UTC */
  readonly useTime: number;
}

/** A page of all the usage of a relationship, in the order of recording (M413, R28). */
export interface UsageList {
  /** Its own: the msgid under which it was first sent. */
  readonly id: string;
  readonly relationshipId: string;
  /** The beneficiary, whose reversals that wait go before it (§5). */
  readonly psnNo: string;
  /** from 1 */
  readonly page: number;
  readonly pages: number;
  readonly lines: readonly ListedLine[];
}

/** What this province tells the platform (§5), as a value: the wire's names come in where it is written. */
export type PlatformUpload =
  | { readonly infno: 'M111'; readonly establishment: Establishment }
  | { readonly infno: 'M211'; readonly setting: LimitSetting }
  | { readonly infno: 'M311'; readonly request: TerminationRequest }
  | { readonly infno: 'M312'; readonly end: EndNotice }
  | { readonly infno: 'M411'; readonly usage: Usage }
  | { readonly infno: 'M412'; readonly reversal: Reversal; readonly psnNo: string }
  | { readonly infno: 'M413'; readonly list: UsageList }
  | { readonly infno: 'M511'; readonly report: RunReport };

/** The message number of an upload. */
export type UploadInfno = PlatformUpload['infno'];

/** The upload of one message number. */
export type UploadOf<Infno extends UploadInfno> = Extract<PlatformUpload, { readonly infno: Infno }>;
