import type { InsuredPerson, Refusal, Reversal, Usage } from '@libs/mutual-aid';
import type { MovementRow, StoredAnswer, UploadRow } from '@libs/province-store';
import type { Command, CommandName } from './command';

/** A request that was not carried out; it changed nothing. */
export interface Refused {
  readonly kind: 'refused';
  readonly refusal: Refusal<'A01' | 'A04' | 'A05' | 'A09' | 'A10' | 'A11' | 'E31' | 'E99'>;
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

/** What became of each message of a downloaded page; or nothing was done, because the cursor is another by now. */
type CaughtUp =
  | { readonly kind: 'caught up'; readonly became: readonly (MessageOutcome | Done | UnconfirmedUpload)[] }
  | { readonly kind: 'overtaken' };

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
  readonly redrive: Refused | { readonly kind: 'redriven'; readonly became: MessageOutcome | Done | UnconfirmedUpload };
  readonly discard: Refused | { readonly kind: 'discarded' };
  readonly 'redrive-upload': Refused | { readonly kind: 'sent again'; readonly upload: UploadRow };
}

/** What became of a command. */
export type OutcomeOf<Given extends Command> = Outcomes[Given['kind']];

/** What became of any command. */
export type Outcome = Outcomes[CommandName];
