import type {
  InsuredPerson,
  Limit,
  LineDiscrepancy,
  Refusal,
  RefusalCode,
  Relationship,
  RequestRefusalCode,
  Reversal,
  Run,
  StatedLine,
  Usage,
} from '@libs/mutual-aid';
import type { MovementRow, StoredAnswer, UploadRow } from '@libs/province-store';
import type { Command, CommandName } from './command';

/** A request that was not carried out; it changed nothing. */
export interface Refused {
  readonly kind: 'refused';
  readonly refusal: Refusal<RefusalCode | RequestRefusalCode>;
}

/** A platform message: answered, waiting for what it names, or among the dead letters. */
export type MessageOutcome =
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'kept'; readonly reason: string };

/** Nobody waits for more than that it is done. */
interface Done {
  readonly kind: 'done';
}

/** An upload that the platform answered and did not confirm: refused for good, or to be sent again for an E99. */
export interface UnconfirmedUpload extends Done, Pick<UploadRow, 'infno' | 'errCode'> {
  readonly became: 'refused' | 'sent again';
}

/** What waited is taken up; `next` is the key of a message that may go, where only so many were taken up. */
interface TakenUpWaiting extends Done {
  readonly next?: string | undefined;
}

/** What became of a line: applied now, or before for that same day, or why it is not (R25). */
export type LineBecame = 'applied' | 'applied already' | LineDiscrepancy;

/** What became of lines, in their order, and of those that had waited and are applied now. */
export interface LinesApplied {
  readonly kind: 'applied';
  readonly became: readonly LineBecame[];
  readonly waited: readonly StatedLine[];
}
/** What became of each message of a downloaded page; or nothing was done, because the cursor is another by now. */
type CaughtUp =
  | { readonly kind: 'caught up'; readonly became: readonly (MessageOutcome | Done | UnconfirmedUpload)[] }
  | { readonly kind: 'overtaken' };

/** What a person did about a difference is written down, and done. */
interface Noted {
  readonly kind: 'noted';
}

/** A request that was carried out before: the ids of what it made. */
interface AskedBefore {
  readonly kind: 'asked before';
  readonly made: readonly string[];
}

/** What becomes of each kind of command, told only after its commit. */
interface Outcomes {
  readonly order: MessageOutcome;
  readonly verdict: MessageOutcome;
  readonly 'dead-letter': MessageOutcome;
  readonly acknowledge: MessageOutcome | Done | UnconfirmedUpload;
  readonly 'catch-up': CaughtUp;
  readonly 'take-up-waiting': TakenUpWaiting;
  readonly 'set-aside-waiting': Done;
  readonly register:
    Refused | { readonly kind: 'registered'; readonly created: boolean; readonly person: InsuredPerson };
  readonly move: Refused | { readonly kind: 'moved'; readonly repeated: boolean; readonly movement: MovementRow };
  readonly pay: Refused | { readonly kind: 'paid'; readonly repeated: boolean; readonly usage: Usage };
  readonly reverse: Refused | { readonly kind: 'reversed'; readonly repeated: boolean; readonly reversal: Reversal };
  readonly 'establish-here':
    | Refused
    | AskedBefore
    | { readonly kind: 'established'; readonly relationship: Relationship; readonly limits: readonly Limit[] };
  readonly 'set-limit-here': Refused | AskedBefore | { readonly kind: 'set'; readonly limit: Limit };
  readonly 'terminate-here': Refused | AskedBefore | { readonly kind: 'terminating'; readonly relationshipId: string };
  readonly 'end-insurance': Refused | { readonly kind: 'ended'; readonly relationshipIds: readonly string[] };
  readonly redrive: Refused | { readonly kind: 'redriven'; readonly became: MessageOutcome | Done | UnconfirmedUpload };
  readonly discard: Refused | { readonly kind: 'discarded' };
  readonly 'apply-lines': LinesApplied;
  readonly 'usages-fetched': Done;
  readonly 'propose-repair': Refused | Noted;
  readonly 'approve-repair': Refused | Noted;
  readonly 'close-discrepancy': Refused | Noted;
  readonly 'request-run': { readonly kind: 'requested'; readonly run: Run };
  readonly 'end-run': Done;
  readonly 'confirm-listed': Done;
  readonly 'confirm-upload': Done;
  /** Not sent where it is unanswered already. */
  readonly 'upload-again': { readonly kind: 'sent anew'; readonly isSent: boolean };
  readonly 'redrive-upload': Refused | { readonly kind: 'sent again'; readonly upload: UploadRow };
}

/** What became of a command. */
export type OutcomeOf<Given extends Command> = Outcomes[Given['kind']];

/** What became of any command. */
export type Outcome = Outcomes[CommandName];
