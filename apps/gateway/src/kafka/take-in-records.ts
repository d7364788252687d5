import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  Committed,
  DeadLetterCommand,
  Hand,
  Ledger,
  Outcome,
  RecordCommand,
  RecordOrigin,
  Refused,
  UnconfirmedUpload,
} from '@libs/ledger';
import { isDownMessage, readItem, readRecord, readUnsealed, type Opened } from '@libs/national-platform';
import type { ConsumedRecord } from '@libs/messaging';
import { RELATIONS } from '@libs/province-store';
import { readTraceparent, traceIdOf, whereOf, type Log, type Metrics } from '@libs/operations';
import { errCodeShown } from '../http/uploads/err-code-shown';
import type { Sealing } from '../sealing';
import { commandOf } from './command-of';
import { needsFigures, withFigures, type ReadFigures } from './with-figures';

type Unreadable = NonNullable<ConsumedRecord['unreadable']>;

/** What becomes of an answer to an upload: nothing is amiss. */
const DONE = 'done' satisfies Outcome['kind'];

/**
 * While requests come so many records are read in one go: whoever waits at a window has a turn of the loop in between.
 * What has to be opened is handed in so many at a time, too: the lanes have work as soon as the first are open.
 */
const SLICE = 100;

/** What the log says of an upload that the platform did not confirm. */
const UNCONFIRMED = {
  refused: 'the platform refused an upload; what was recorded stands, and POST /uploads/{msgid}/redrive sends it again',
  'sent again': 'the platform could not take an upload (E99); it is sent again by itself',
} as const;

/** Takes platform records into the ledger: read, turned into a command, decided, committed. */
export class RecordIntake {
  private last: Promise<unknown> = Promise.resolve();
  private readonly metrics: Metrics;
  private readonly log: Log;
  private readonly readFigures: ReadFigures;

  constructor(
    private readonly ledger: Ledger,
    private readonly province: string,
    private readonly sealing: Pick<Sealing, 'isAsked' | 'open'>,
    { metrics, log, readFigures }: { metrics: Metrics; log: Log; readFigures: ReadFigures },
  ) {
    this.readFigures = readFigures;
    this.metrics = metrics;
    this.log = log;
  }

  /** Resolves once every record of the batch is committed with its answer; rejects where one is not. */
  async takeIn(records: readonly ConsumedRecord[]): Promise<void> {
    const opened = this.sealing.isAsked ? this.openAll(records) : undefined;
    // One batch after the other: reading takes several turns of the loop, and they come in the order of their partition.
    const handedIn = this.last.then(() => this.handIn(records, opened));
    this.last = handedIn.catch(() => undefined);
    const { commands, outcomes } = await handedIn;
    this.count(commands, (await Promise.all(outcomes)).flat());
  }

  /** The record of a dead letter, which its origin names, sent again by an operator; refused where that is not OPEN. */
  async redrive(origin: RecordOrigin, hand: Hand): Promise<Refused | { readonly kind: 'redriven' }> {
    const message = await this.withFigures(await this.opened(origin));
    const outcome = await this.ledger.submit({ kind: 'redrive', message, hand });
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
    opened: readonly Promise<Opened[]>[] | undefined,
  ): Promise<{ commands: RecordCommand[]; outcomes: Promise<Outcome[]>[] }> {
    const commands: RecordCommand[] = [];
    const outcomes: Promise<Outcome[]>[] = [];
    while (commands.length < records.length) {
      await this.ledger.needsMore();
      const end = opened || this.ledger.hasRequests ? commands.length + SLICE : records.length;
      const next = records.slice(commands.length, end);
      const some = opened
        ? await this.readOpened(next, opened[commands.length / SLICE])
        : await this.readUnsealed(next);
      commands.push(...some);
      const told = this.submit(some);
      // Whoever handed them over hears of a failure once all are handed in.
      told.catch(() => undefined);
      outcomes.push(told);
      if (commands.length < records.length) await nextTurn();
    }
    return { commands, outcomes };
  }

  /** What has to be compared with figures of a month is handed in once these are read; nothing waits for it. */
  private async submit(commands: readonly RecordCommand[]): Promise<Outcome[]> {
    if (!commands.some(needsFigures)) return this.ledger.submitAll(commands);
    const others = this.ledger.submitAll(commands.filter((each) => !needsFigures(each)));
    const compared = Promise.all(
      commands.filter(needsFigures).map(async (each) => this.ledger.submit(await this.withFigures(each))),
    );
    const [first, second] = await Promise.all([others, compared]);
    const outcomes = { first: first.values(), second: second.values() };
    return commands.map((each) => (needsFigures(each) ? outcomes.second : outcomes.first).next().value as Outcome);
  }

  /** The command with the figures of a month that it is compared with, where it is one of those. */
  withFigures(command: RecordCommand): Promise<RecordCommand> {
    return withFigures(command, this.readFigures);
  }

  /** Begins to open all of them, so many at a time: while some are handed in the next are worked on. */
  private openAll(records: readonly ConsumedRecord[]): Promise<Opened[]>[] {
    const opened: Promise<Opened[]>[] = [];
    for (let from = 0; from < records.length; from += SLICE) {
      const some = this.sealing.open(records.slice(from, from + SLICE).map(({ value }) => value));
      // Whoever hands them in hears of a failure.
      some.catch(() => undefined);
      opened.push(some);
    }
    return opened;
  }

  private async readOpened(
    records: readonly ConsumedRecord[],
    opening: Promise<Opened[]> | undefined,
  ): Promise<RecordCommand[]> {
    const opened = (await opening) ?? [];
    return records.map((record, index) => this.read(record, (origin) => this.commandOf(origin, opened[index])));
  }

  /** Reads them here and now; only where one is encrypted all the same it is waited for, and what comes behind it. */
  private readUnsealed(records: readonly ConsumedRecord[]): RecordCommand[] | Promise<RecordCommand[]> {
    const found = records.map((record) =>
      this.read<RecordCommand | Promise<RecordCommand>>(record, (origin) => {
        const command = this.unsealed(origin);
        return command === 'sealed' ? this.opened(origin) : command;
      }),
    );
    return found.some((command) => command instanceof Promise)
      ? Promise.all(found.map((command) => Promise.resolve(command)))
      : (found as RecordCommand[]);
  }

  private read<Command>(
    record: ConsumedRecord,
    commandOf: (origin: RecordOrigin) => Command,
  ): Command | DeadLetterCommand {
    const { unreadable } = record;
    return unreadable === undefined ? commandOf(originOf(record)) : setAside(record, unreadable);
  }

  private unsealed(origin: RecordOrigin): RecordCommand | 'sealed' {
    return commandOf(origin, (value) => readUnsealed(value, this.province), this.unread(origin));
  }

  private commandOf(origin: RecordOrigin, opened: Opened | undefined): RecordCommand {
    return commandOf(origin, (value) => readRecord(value, this.province, opened), this.unread(origin));
  }

  /** What an item that was downloaded comes to: it bears no signature of its own. Reading it never throws. */
  commandOfItem(origin: RecordOrigin): RecordCommand {
    return commandOf(origin, (value) => readItem(value, this.province), this.unread(origin));
  }

  /** What one record comes to, opened first; or what was downloaded. */
  private async opened(origin: RecordOrigin): Promise<RecordCommand> {
    if (origin.topic === RELATIONS) return this.commandOfItem(origin);
    const [opened] = await this.sealing.open([origin.record]);
    return this.commandOf(origin, opened);
  }

  private unread({ origin }: RecordOrigin): (error: unknown) => void {
    return (error) => this.log.error({ origin, reason: whereOf(error) }, 'a record could not be read and is set aside');
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
function setAside(stretch: ConsumedRecord, { lastOffset, reason }: Unreadable): DeadLetterCommand {
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
