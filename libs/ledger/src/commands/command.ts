import type {
  ContentHash,
  Fen,
  Movement,
  PlatformOrder,
  RegistryRow,
  UploadAnswer,
  UsageRequest,
} from '@libs/mutual-aid';
import type { DeadLetter } from '@libs/province-store';

/** Where a platform message came from: what a dead letter keeps of it. */
export interface RecordOrigin {
  /** topic/partition/offset */
  readonly origin: string;
  readonly topic: string;
  /** Kafka's id of the topic: a topic made anew counts its offsets from 0 again, and they are others. */
  readonly incarnation?: string | undefined;
  readonly record: Buffer | null;
  /** The operator who sends it again: failing once more lengthens the dead letter's history. */
  readonly redrivenBy?: string | undefined;
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
}

/**
 * A platform message refused before any rule: E01, E03, or E99 where this version does not know it yet. It takes the
 * same road, because a known msgid is decided before everything but E02 (§3).
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
  readonly letter: DeadLetter;
}

/** Takes up what waits for a relationship, and refuses with E30 what waited too long. */
export interface TakeUpWaitingCommand {
  readonly kind: 'take-up-waiting';
  readonly relationshipId: string;
}

/** PUT /insured-persons and each line of the import. */
export interface RegisterCommand {
  readonly kind: 'register';
  readonly row: RegistryRow;
  /** fen */
  readonly opening?: Fen | undefined;
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
}

/** POST /usages/{setl_id}/reversal; whose usage it is was looked up before, and never changes. */
export interface ReverseCommand {
  readonly kind: 'reverse';
  readonly settlementId: string;
  readonly psnNo: string;
  readonly useId: string;
  readonly msgid: string;
}

/** The platform's M191 to an upload of ours. */
export interface AcknowledgeCommand extends UploadAnswer {
  readonly kind: 'acknowledge';
  /** Of the M191 itself. */
  readonly msgid: string;
  readonly refMsgid: string;
  readonly origin: RecordOrigin;
}

/** What a record of the platform comes to. */
export type RecordCommand = OrderCommand | VerdictCommand | AcknowledgeCommand | DeadLetterCommand;

/** Everything that changes money, relationships or the registry takes the ledger's one road (architecture.md). */
export type Command =
  RecordCommand | TakeUpWaitingCommand | RegisterCommand | MoveCommand | PayCommand | ReverseCommand;

/** The name of a kind of command. */
export type CommandName = Command['kind'];

/** The command of one kind. */
export type CommandOf<Name extends CommandName> = Extract<Command, { readonly kind: Name }>;
