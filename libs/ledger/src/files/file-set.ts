import {
  isLive,
  ownPerson,
  withTallies,
  type ListedLine,
  type Relationship,
  type Run,
  type WalletLimit,
} from '@libs/mutual-aid';
import {
  pairKey,
  runDayKey,
  runKey,
  TABLES,
  type Answers,
  type Asked,
  type ReadName,
  type ReadRows,
  type TableName,
  type TableRows,
  type UnappliedLine,
  type UploadRow,
  type WaitingOrigin,
} from '@libs/province-store';
import { DeskFor, type Desk } from './desk';
import { Listing } from './listing';
import { RecordedLines } from './recorded-lines';
import { noNotes } from './notes';
import { Shelf } from './shelf';
import type { WaitingQueue } from './waiting-queue';
import { WaitingQueues } from './waiting-queues';

const RECEIVED = { role: 'benef', state: 'EFFECTIVE' } as const;

/** The files of a batch while it is decided: every command sees what those before it changed. */
export class FileSet {
  readonly shelf: { readonly [Name in TableName]: Shelf<TableRows[Name]> };
  notes = noNotes();
  private readonly pairs: Listing<Relationship>;
  private readonly live: Listing<Relationship>;
  private readonly limits: Listing<TableRows['limit']>;
  private readonly wallets: Listing<TableRows['limit']>;
  private readonly waiting: WaitingQueues;
  private readonly held: Listing<UploadRow>;
  private readonly uploads: Listing<UploadRow>;
  private readonly unapplied: Listing<UnappliedLine>;
  private readonly runs: Listing<Run>;
  private readonly lines = new RecordedLines();
  private readonly desk: { readonly [Name in ReadName]: Desk<ReadRows[Name]> };
  /** Whose wallet a limit was read from: its relationship need not be read for that. */
  private readonly walletOwners = new Map<string, string>();
  private readonly waitingOrigins = new Map<string, WaitingOrigin | undefined>();
  private isAgain = false;

  constructor() {
    this.shelf = shelves();
    const { relationship, limit, upload } = this.shelf;
    this.pairs = new Listing(relationship, (each) => (isLive(each.state) ? pairKey(each) : undefined));
    this.live = new Listing(relationship, (each) => (isLive(each.state) ? ownPerson(each).psnNo : undefined));
    this.limits = new Listing(limit, (each) => each.relationshipId);
    this.wallets = new Listing(limit, (each) => this.walletOwnerOf(each));
    this.waiting = new WaitingQueues(this.shelf);
    this.held = new Listing(upload, (each) => (each.state === 'HELD' ? each.recordKey : undefined));
    this.uploads = new Listing(upload, (each) => each.subject);
    this.runs = new Listing(this.shelf.run, runDayKey);
    this.unapplied = new Listing(this.shelf.unapplied, (each) => each.psnNo);
    this.desk = {
      // Before what is read by msgid: these come in the order of recording, which their listing keeps.
      heldOf: this.held,
      heldBeside: new DeskFor((each) => upload.keep(each)),
      ...this.shelf,
      pair: this.pairs,
      liveOf: this.live,
      limitsOf: this.limits,
      waiting: this.waiting,
      unapplied: this.unapplied,
      waitingOrigin: new DeskFor(({ key, from }) => this.waitingOrigins.set(key, from)),
      wallet: new DeskFor(({ psnNo, limit: each }) => {
        this.walletOwners.set(each.limitId, psnNo);
        limit.keep(each);
      }),
      uploadsOf: this.uploads,
      recordedLines: this.lines,
      runsOf: this.runs,
      unbalancedAfter: new DeskFor((each) => this.shelf.run.keep(each)),
      tally: new DeskFor((each) => this.keepTally(each)),
    };
  }

  /** Asks for something to be read before the batch is decided (again). */
  ask(read: ReadName, key: string): void {
    this.desk[read].ask(key);
  }

  /** Whether that was read: what is not here then does not exist. */
  isRead(read: ReadName, key: string): boolean {
    return this.desk[read].isRead(key);
  }

  /** Everything asked for and not answered yet. */
  asked(): Asked {
    return Object.fromEntries(this.desks().map(([name, desk]) => [name, desk.asked()]));
  }

  /** Whether something is asked for: then what was decided does not count. */
  get isAsking(): boolean {
    return this.desks().some(([, desk]) => desk.asked().size > 0);
  }

  /** Whether somebody is to be locked of whom something may have been read already. */
  get asksForPersons(): boolean {
    return this.desk.person.asked().size > 0;
  }

  /** Has everything read once more: what was read of a person before the lock may be out of date under it. */
  readAnew(): void {
    for (const [, desk] of this.desks()) desk.askAgain();
    for (const shelf of Object.values(this.shelf)) shelf.askAgain();
    this.walletOwners.clear();
  }

  /** Takes the answers to everything asked. */
  take(answers: Answers): void {
    // The type of a read's rows is that of its desk, which a loop over the names cannot say.
    for (const [name, desk] of this.desks()) (desk as Desk<unknown>).take(answers[name] ?? []);
    // Which group a row is in may hang on another row that was read only now.
    if (this.isAgain) for (const shelf of Object.values(this.shelf)) shelf.listAgain();
  }

  /** Forgets every change, so that the batch can be decided again from what was read. */
  restart(): void {
    this.isAgain = true;
    for (const shelf of Object.values(this.shelf)) shelf.restart();
    this.notes = noNotes();
  }

  /** Whether the person's row is locked by this batch. */
  isLocked(psnNo: string): boolean {
    return this.shelf.person.isRead(psnNo);
  }

  /** Whether a pair has a live relationship (R6), as far as it was read or made here. */
  isPairLive(pair: string): boolean {
    return this.pairs.of(pair).length > 0;
  }

  /** The live relationships that this province's person gives or receives, as far as they were read or made here. */
  liveOf(psnNo: string): Relationship[] {
    return this.live.of(psnNo);
  }

  /** The limits of a relationship, in no order, as far as they were read or made here. */
  limitsOf(relationshipId: string): TableRows['limit'][] {
    return this.limits.of(relationshipId);
  }

  /** Whether limitsOf gives every limit of the relationship, and not only those that some message named. */
  haveAllLimitsOf(relationshipId: string): boolean {
    return this.shelf.relationship.isFresh(relationshipId) || this.limits.isRead(relationshipId);
  }

  /** What a person may spend from, as it stands now; in no order. */
  walletOf(psnNo: string): WalletLimit[] {
    return this.wallets.of(psnNo).map((limit) => ({
      limit,
      // What was read as spendable is of an effective relationship received, unless this batch says otherwise.
      relationship: this.shelf.relationship.find(limit.relationshipId) ?? RECEIVED,
    }));
  }

  /** What waits for a relationship and may have what it needs, in order of first arrival. */
  waitingFor(relationshipId: string): WaitingQueue {
    return this.waiting.of(relationshipId);
  }

  /** The record that brought what waits, as far as it was read, or came in this batch. */
  originOf({ key, from }: TableRows['waiting']): WaitingOrigin | undefined {
    return from ?? this.waitingOrigins.get(key);
  }

  /** What is held back under a record key, in the order of recording. */
  heldUnder(recordKey: string): UploadRow[] {
    return this.held.of(recordKey);
  }

  /** The uploads of a subject, as far as they were read or made here. */
  uploadsOf(subject: string): UploadRow[] {
    return this.uploads.of(subject);
  }

  /** The lines that wait to be applied to a donor's account, in the order of receipt. */
  unappliedOf(psnNo: string): UnappliedLine[] {
    return this.unapplied.of(psnNo);
  }

  /** The runs of a day in one role, by runDayKey, in the order of their numbers. */
  runsOf(key: string): Run[] {
    return this.runs.of(key).sort((one, other) => one.runNo - other.runNo);
  }

  /** The donors' runs of later days that were read as UNBALANCED and the latest, as they stand now, oldest first. */
  unbalancedAfter(day: number): Run[] {
    const runs = [...this.shelf.run.asWereRead()].flatMap((run) => this.shelf.run.find(runKey(run)) ?? []);
    const later = runs.filter((run) => run.role === 'donor' && run.day > day && run.state === 'UNBALANCED');
    return later.sort((one, other) => one.day - other.day);
  }

  /** Every line recorded for a relationship, this batch's too, in the order of recording; complete once they were read. */
  linesOf(relationshipId: string): ListedLine[] {
    return this.lines.of(relationshipId, this.notes.paid);
  }

  /** Keeps an upload as it is now; one that may go is sent once this batch is committed. */
  keepUpload(row: UploadRow): void {
    this.shelf.upload.put(row);
    if (row.state === 'PENDING') this.notes.toSend.push(row);
  }

  private walletOwnerOf({ limitId, relationshipId }: TableRows['limit']): string | undefined {
    const relationship = this.shelf.relationship.find(relationshipId);
    if (relationship === undefined) return this.walletOwners.get(limitId);
    return relationship.role === 'benef' ? relationship.benef.psnNo : undefined;
  }

  private keepTally({ psnNo, period, tally }: ReadRows['tally']): void {
    const person = this.shelf.person.find(psnNo);
    if (person) this.shelf.person.keep({ ...person, settings: withTallies(person.settings, [[period, tally]]) });
  }

  private desks(): [ReadName, Desk<ReadRows[ReadName]>][] {
    return Object.entries(this.desk) as unknown as [ReadName, Desk<ReadRows[ReadName]>][];
  }
}

function shelves(): FileSet['shelf'] {
  return {
    inbox: new Shelf(TABLES.inbox.keyOf),
    relationship: new Shelf(TABLES.relationship.keyOf),
    limit: new Shelf(TABLES.limit.keyOf),
    movement: new Shelf(TABLES.movement.keyOf),
    request: new Shelf(TABLES.request.keyOf),
    usage: new Shelf(TABLES.usage.keyOf),
    applied: new Shelf(TABLES.applied.keyOf),
    unapplied: new Shelf(TABLES.unapplied.keyOf),
    upload: new Shelf(TABLES.upload.keyOf),
    usageFetch: new Shelf(TABLES.usageFetch.keyOf),
    waiting: new Shelf(TABLES.waiting.keyOf),
    letter: new Shelf(TABLES.letter.keyOf),
    person: new Shelf(TABLES.person.keyOf),
    catchUp: new Shelf(TABLES.catchUp.keyOf),
    run: new Shelf(TABLES.run.keyOf),
    statement: new Shelf(TABLES.statement.keyOf),
    discrepancy: new Shelf(TABLES.discrepancy.keyOf),
  };
}
