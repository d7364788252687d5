import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  Committed,
  DeadLetterCommand,
  Ledger,
  Outcome,
  RecordCommand,
  RecordOrigin,
  Refused,
  UnconfirmedUpload,
} from '@libs/ledger';
import { isDownMessage, readItem } from '@libs/national-platform';
import type { ConsumedRecord } from '@libs/messaging';
import { RELATIONS } from '@libs/province-store';
import { readTraceparent, traceIdOf, whereOf, type Log, type Metrics } from '@libs/operations';
import { errCodeShown } from '../http/uploads/err-code-shown';
import { commandOf } from './command-of';

type Unreadable = NonNullable<ConsumedRecord['unreadable']>;

/** What becomes of an answer to an upload: nothing is amiss. */
const DONE = 'done' satisfies Outcome['kind'];

/** While requests come so many records are read in one go: whoever waits at a window has a turn of the loop in between. */
const SLICE = 100;

/** What the log says of an upload that the platform did not confirm. */
const UNCONFIRMED = {
  refused: 'the platform refused an upload; what was recorded stands, and POST /uploads/{msgid}/redrive sends it again',
  'sent again': 'the platform could not take an upload (E99); it is sent again by itself',
} as const;

/** Takes platform records into the ledger: read, turned into a command, decided, committed. */
export class RecordIntake {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly ledger: Ledger,
    private readonly province: string,
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {}

  /** Resolves once every record of the batch is committed with its answer; rejects where one is not. */
  async takeIn(records: readonly ConsumedRecord[]): Promise<void> {
    // One batch after the other: reading takes several turns of the loop, and they come in the order of their partition.
    const handedIn = this.last.then(() => this.handIn(records));
    this.last = handedIn.catch(() => undefined);
    const { commands, outcomes } = await handedIn;
    this.count(commands, (await Promise.all(outcomes)).flat());
  }

  /** The record of a dead letter, which its origin names, sent again by an operator; refused where that is not OPEN. */
  async redrive(origin: RecordOrigin, by: string): Promise<Refused | { readonly kind: 'redriven' }> {
    const message = this.commandOf(origin);
    const outcome = await this.ledger.submit({ kind: 'redrive', message, by });
    if (outcome.kind === 'redriven') this.count([message], [outcome.became]);
    return outcome;
  }

  /** Counts what had waited and was answered, whatever batch it was taken up in. */
  noteTakenUp(answered: Committed['takenUp']): void {
    for (const { msgid, infno, code } of answered) this.note(msgid, infno, code);
  }

  /** Resolves once all are handed in, which while requests come is done bit by bit. */
  private async handIn(
    records: readonly ConsumedRecord[],
  ): Promise<{ commands: RecordCommand[]; outcomes: Promise<Outcome[]>[] }> {
    const commands: RecordCommand[] = [];
    const outcomes: Promise<Outcome[]>[] = [];
    while (commands.length < records.length) {
      await this.ledger.needsMore();
      const end = this.ledger.hasRequests ? commands.length + SLICE : records.length;
      const some = records.slice(commands.length, end).map((record) => this.read(record));
      commands.push(...some);
      const told = this.ledger.submitAll(some);
      // Whoever handed them over hears of a failure once all are handed in.
      told.catch(() => undefined);
      outcomes.push(told);
      if (commands.length < records.length) await nextTurn();
    }
    return { commands, outcomes };
  }

  private read(record: ConsumedRecord): RecordCommand {
    const { unreadable } = record;
    return unreadable === undefined ? this.commandOf(originOf(record)) : setAside(record, unreadable);
  }

  /** What a record, or what was downloaded, comes to; reading it never throws. */
  commandOf(origin: RecordOrigin): RecordCommand {
    const trouble = (error: unknown): void =>
      this.log.error({ origin: origin.origin, reason: whereOf(error) }, 'a record could not be read and is set aside');
    return commandOf(origin, this.province, trouble, origin.topic === RELATIONS ? readItem : undefined);
  }

  /** Counts what became of commands, and tells of what was not confirmed. */
  count(commands: readonly RecordCommand[], outcomes: readonly Outcome[]): void {
    commands.forEach((command, index) => {
      const outcome = outcomes[index] as Outcome;
      const trace = traceIdOf(command.origin.traceparent);
      if (command.kind === 'dead-letter') this.noteUnreadable(command, trace);
      else this.note(command.msgid, numberOf(command), codeOf(outcome), trace);
      if (command.kind === 'acknowledge' && outcome.kind === 'done' && 'became' in outcome)
        this.noteUnconfirmed(command.refMsgid, outcome, trace);
    });
  }

  private noteUnreadable(command: DeadLetterCommand, trace_id: string | undefined): void {
    const { msgid, origin, reason } = command;
    this.metrics.countMessage(numberOf(command), 'kept');
    this.log.warn(
      { origin: origin.origin, msgid, reason, trace_id },
      'a record cannot be read and is kept as a dead letter; GET /dead-letters shows it',
    );
  }

  /** The platform's words are not for the log, and its code only where it is one. */
  private noteUnconfirmed(msgid: string, outcome: UnconfirmedUpload, trace_id: string | undefined): void {
    const { infno, errCode = '', became } = outcome;
    if (became === 'sent again') this.metrics.parts.answeredE99('upload');
    this.log.warn({ msgid, infno, code: errCodeShown(errCode), trace_id }, UNCONFIRMED[became]);
  }

  private note(msgid: string | undefined, infno: string, code: string, trace_id?: string): void {
    this.metrics.countMessage(infno, code);
    if (code === 'E99') this.metrics.parts.answeredE99('message');
    if (code !== '0' && code !== DONE && msgid !== undefined)
      this.log.info({ msgid, infno, code, trace_id }, 'message not confirmed');
  }
}

function originOf(record: ConsumedRecord): RecordOrigin {
  const { topic, partition, offset, topicId, value } = record;
  const traceparent = record.traceparent && readTraceparent(record.traceparent);
  return { origin: `${topic}/${partition}/${offset}`, topic, incarnation: topicId, record: value, traceparent };
}

/** A stretch of a partition that cannot be read although its neighbours can: one dead letter, for a person to look at. */
function setAside(stretch: ConsumedRecord, { lastOffset, reason }: Unreadable): RecordCommand {
  const { topic, partition, offset } = stretch;
  const where = `${topic}, partition ${partition}, offsets ${offset} to ${lastOffset}`;
  return { kind: 'dead-letter', origin: originOf(stretch), reason: `${where} cannot be read: ${reason}` };
}

// A refused record's infno may be anything, and a metric must not have a label for each.
function numberOf(command: RecordCommand): string {
  switch (command.kind) {
    case 'order':
      return command.infno;
    case 'verdict':
      return isDownMessage(command.infno) ? command.infno : 'unknown';
    case 'acknowledge':
      return 'M191';
    case 'dead-letter':
      return 'unknown';
  }
}

function codeOf(outcome: Outcome): string {
  return outcome.kind === 'answered' ? (outcome.answer.errCode ?? outcome.answer.infcode) : outcome.kind;
}
