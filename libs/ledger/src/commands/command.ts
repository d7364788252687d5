import type {
  ContentHash,
  Establishment,
  Fen,
  InsuranceEnd,
  Movement,
  PlatformOrder,
  RegistryRow,
  RepairAction,
  RunCause,
  RunDay,
  RunFigures,
  StatedLine,
  TerminationRequest,
  UploadAnswer,
  UsageRequest,
} from '@libs/mutual-aid';
import type { WaitingOrigin } from '@libs/province-store';
import type { AskedOnce } from './asked-once';

/** Where a platform message came from: what a dead letter keeps of it. */
export interface RecordOrigin extends WaitingOrigin {
  /** The key of the dead letter from which an operator sends it again. */
  readonly redriven?: string | undefined;
}

interface PlatformMessage {
  readonly msgid: string;
  readonly infno: string;
  /** SHA-256 over infno and canonical input: same msgid and same hash is the same message (§3). */
  readonly contentHash: ContentHash;
  readonly origin: RecordOrigin;
}

/** A platform message that the rules decide. */
export interface OrderCommand extends PlatformMessage {
  readonly kind: 'order';
  readonly order: PlatformOrder;
  /** It failed together with what waits for its relationship, and is now tried without that. */
  readonly alone?: true;
}

/**
 * A platform message refused before any rule, with E99 also where this version does not know it yet, or it fails alone.
 * It takes the same road, because a known msgid is decided before everything but E02 (§3).
 */
export interface VerdictCommand extends PlatformMessage {
  readonly kind: 'verdict';
  readonly verdict: {
    readonly code: 'E01' | 'E02' | 'E03' | 'E99';
    readonly message: string;
    readonly stored: boolean;
  };
}

/** A record nobody can answer. */
export interface DeadLetterCommand {
  readonly kind: 'dead-letter';
  readonly origin: RecordOrigin;
  readonly reason: string;
  /** Where it could be read. */
  readonly msgid?: string | undefined;
}

/** Takes up what waits for a relationship, and refuses with E30 what waited too long. */
export interface TakeUpWaitingCommand {
  readonly kind: 'take-up-waiting';
  readonly relationshipId: string;
  /** As many as are taken up at most, where all of them together fail. */
  readonly most?: number;
  /** The key of the only message that is taken up, if it is the next. */
  readonly only?: string;
}

/** Makes a dead letter of a waiting message that fails alone; without a key, of the one that arrived first. */
export interface SetAsideWaitingCommand {
  readonly kind: 'set-aside-waiting';
  readonly relationshipId: string;
  readonly key?: string | undefined;
  /** Where not even E99 can be written. */
  readonly unanswered?: true;
}

/** PUT /insured-persons and each line of the import. */
export interface RegisterCommand {
  readonly kind: 'register';
  readonly row: RegistryRow;
  /** fen */
  readonly opening?: Fen | undefined;
  /** Of the request: what it ends is told in that trace (R8). */
  readonly traceparent?: string | undefined;
}

/** POST /personal-accounts/{psn_no}/movements. */
export interface MoveCommand {
  readonly kind: 'move';
  readonly movement: Movement;
  /** SHA-256 of the canonical body and the psn_no. */
  readonly contentHash: ContentHash;
}

/** POST /usages. The ids come in with it: use id of the usage, msgid of its upload. */
export interface PayCommand {
  readonly kind: 'pay';
  readonly request: UsageRequest;
  readonly contentHash: ContentHash;
  readonly useId: string;
  readonly msgid: string;
  /** Of the request: its upload is sent on in that trace. */
  readonly traceparent?: string | undefined;
}

/** POST /usages/{setl_id}/reversal; whose usage it is was looked up before, and never changes. */
export interface ReverseCommand {
  readonly kind: 'reverse';
  readonly settlementId: string;
  readonly psnNo: string;
  readonly useId: string;
  readonly msgid: string;
  /** Of the request: its upload is sent on in that trace. */
  readonly traceparent?: string | undefined;
}

/** What a window asks to be established: as an M101 says it, without the ids and times that the gateway gives. */
export interface AskedEstablishment extends Omit<Establishment, 'relationshipId' | 'estabTime' | 'limits'> {
  /** fen, a limit each */
  readonly amounts: readonly Fen[];
}

/** What a window asks for goes once, and its upload under a msgid that comes in with it. */
interface WindowCommand {
  readonly once: AskedOnce;
  /** Of the request: its upload is sent on in that trace. */
  readonly traceparent?: string | undefined;
}

/** POST /relationships. The ids come in with it. */
export interface EstablishHereCommand extends WindowCommand {
  readonly kind: 'establish-here';
  readonly asked: AskedEstablishment;
  readonly relationshipId: string;
  /** Ascending, one an amount. */
  readonly limitIds: readonly string[];
  readonly msgid: string;
}

/** POST /relationships/{id}/limits. */
export interface SetLimitHereCommand extends WindowCommand {
  readonly kind: 'set-limit-here';
  readonly relationshipId: string;
  readonly limitId: string;
  /** fen */
  readonly amount: Fen;
  readonly msgid: string;
}

/** POST /relationships/{id}/termination; the request's id is its msgid. */
export interface TerminateHereCommand extends WindowCommand {
  readonly kind: 'terminate-here';
  readonly request: TerminationRequest;
}

/** POST /insured-persons/{psn_no}/changes. */
export interface EndInsuranceCommand extends WindowCommand {
  readonly kind: 'end-insurance';
  readonly psnNo: string;
  readonly end: InsuranceEnd;
}

/** The platform's M191 to an upload of ours. */
export interface AcknowledgeCommand extends UploadAnswer {
  readonly kind: 'acknowledge';
  /** Of the M191 itself. */
  readonly msgid: string;
  readonly refMsgid: string;
  readonly origin: RecordOrigin;
}

/** Lines of usage that the platform has, for one donor of this province: of a day's files (R23), or fetched (R28). */
export interface ApplyLinesCommand {
  readonly kind: 'apply-lines';
  /** The donor: as the file says, or of the relationship whose lines were fetched. */
  readonly psnNo: string;
  /** In order of receipt. Without any, what waits for this donor is tried again. */
  readonly lines: readonly StatedLine[];
}

/** A day's reconciliation is asked for: by the schedule, an operator or the command line (R25). The day is over. */
export interface RequestRunCommand extends RunDay {
  readonly kind: 'request-run';
  readonly cause: RunCause;
}

/** A run came to BALANCED or UNBALANCED. */
export interface EndRunCommand extends RunDay {
  readonly kind: 'end-run';
  readonly runNo: number;
  readonly figures: RunFigures;
}

/** A line of a day's limit file names a relationship or limit that is PENDING here (R23). */
export interface ConfirmListedCommand {
  readonly kind: 'confirm-listed';
  readonly relationshipId: string;
  readonly limitId: string;
}

/** A row of a day's file is of a usage or reversal whose upload is unanswered or was refused (R24). */
export interface ConfirmUploadCommand {
  readonly kind: 'confirm-upload';
  /** Of the usage, or of the reversal itself. */
  readonly useId: string;
  /** The beneficiary. */
  readonly psnNo: string;
  /** As the file has it, ms UTC. */
  readonly uploadTime: number;
}

/** A usage or reversal that was answered is not on the platform: it is uploaded again (R24). */
export interface UploadAgainCommand {
  readonly kind: 'upload-again';
  /** Of the usage, or of the reversal itself. */
  readonly useId: string;
  /** The beneficiary. */
  readonly psnNo: string;
}

/** The usages of a relationship were got and applied (R28). */
export interface UsagesFetchedCommand {
  readonly kind: 'usages-fetched';
  readonly relationshipId: string;
  /** The M301 that asked for them when they were got: a later one is not answered by them. */
  readonly askedBy: string;
}

/** What a record comes to. */
export type RecordCommand = OrderCommand | VerdictCommand | DeadLetterCommand | AcknowledgeCommand;

/** A page of `/relations`, or a part of one (§6): what it brought, in the platform's order, and the cursor that moves with it. */
export interface CatchUpCommand {
  readonly kind: 'catch-up';
  readonly messages: readonly RecordCommand[];
  /** The cursor that the page was asked for with. Where somebody has moved it since, nothing is done. */
  readonly since: string | undefined;
  readonly next: string | undefined;
}

/** Who deals with a dead letter, and how many steps its history had when that was asked for. */
export interface Hand {
  /** The operator. */
  readonly by: string;
  /** Of two hands at once the second finds more, also where the first has left the letter OPEN. */
  readonly seen: number;
}

/** POST /dead-letters/{id}/redrive of a record; its origin names the letter. */
export interface RedriveCommand {
  readonly kind: 'redrive';
  readonly message: RecordCommand;
  readonly hand: Hand;
}

/** POST /dead-letters/{id}/discard */
export interface DiscardCommand {
  readonly kind: 'discard';
  /** The letter's key. */
  readonly letter: string;
  readonly hand: Hand;
}

/** POST /uploads/{msgid}/redrive; a refused one goes under `newMsgid`. */
export interface RedriveUploadCommand {
  readonly kind: 'redrive-upload';
  readonly msgid: string;
  readonly newMsgid: string;
  readonly by: string;
  /** Asked for as a dead letter, which then has to be OPEN and as the operator's request found it, with so many steps. */
  readonly letterSeen?: number;
  /** Of the request. */
  readonly traceparent?: string | undefined;
}

/** POST /discrepancies/{id}/proposals */
export interface ProposeRepairCommand {
  readonly kind: 'propose-repair';
  readonly id: string;
  readonly action: RepairAction;
  readonly note: string;
  /** The operator. */
  readonly by: string;
}

/** POST /discrepancies/{id}/approval */
export interface ApproveRepairCommand {
  readonly kind: 'approve-repair';
  readonly id: string;
  readonly by: string;
}

/** POST /discrepancies/{id}/closing */
export interface CloseDiscrepancyCommand {
  readonly kind: 'close-discrepancy';
  readonly id: string;
  readonly note: string;
  readonly by: string;
}

/** Everything that changes money, relationships or the registry takes the ledger's one road (architecture.md). */
export type Command =
  | RecordCommand
  | CatchUpCommand
  | TakeUpWaitingCommand
  | SetAsideWaitingCommand
  | RegisterCommand
  | MoveCommand
  | PayCommand
  | EstablishHereCommand
  | SetLimitHereCommand
  | TerminateHereCommand
  | EndInsuranceCommand
  | ReverseCommand
  | RedriveCommand
  | DiscardCommand
  | RedriveUploadCommand
  | ApplyLinesCommand
  | UsagesFetchedCommand
  | RequestRunCommand
  | EndRunCommand
  | ConfirmListedCommand
  | ConfirmUploadCommand
  | UploadAgainCommand
  | ProposeRepairCommand
  | ApproveRepairCommand
  | CloseDiscrepancyCommand;

/** The name of a kind of command. */
export type CommandName = Command['kind'];

/** The command of one kind. */
export type CommandOf<Name extends CommandName> = Extract<Command, { readonly kind: Name }>;
