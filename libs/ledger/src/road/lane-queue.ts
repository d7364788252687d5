import type { OwnerHints } from '../commands/command-kind';
import { commandKindOf } from '../commands/registry';
import { SetApart } from './set-apart';
import type { Pending } from './submission';

/** The part of a batch that is kept for records where requests would fill it: neither starves. */
const KEPT_FOR_RECORDS = 0.1;

/**
 * The commands that wait in a lane, and how many of them its next batch may have. Requests go before records: what a
 * window asks and what the platform sends have no order before one of them is answered. A request about a relationship
 * goes with the records, whose order it must keep; records keep theirs, and requests theirs.
 */
export class LaneQueue {
  /** Those of people whose row is locked for long. */
  readonly apart: SetApart;
  private readonly waiting: Record<'requests' | 'records', Pending[]> = { requests: [], records: [] };
  /** One after a failure, and more again with each batch that was committed. */
  private most: number;
  private places = 0;
  /** Batches of one are a request's and a record's in turn. */
  private isRecordsTurn = false;

  constructor(
    private readonly batchMax: number,
    owners: OwnerHints,
  ) {
    this.most = batchMax;
    this.apart = new SetApart(owners);
  }

  /** All that wait, also those set apart. */
  get length(): number {
    return this.ready + this.apart.length;
  }

  /** Those that a batch can be made of. */
  get ready(): number {
    return this.waiting.requests.length + this.waiting.records.length;
  }

  /** Of these, those that go behind requests. */
  get records(): number {
    return this.waiting.records.length;
  }

  /** Whether a person at a window waits among them. */
  get hasRequest(): boolean {
    const { requests, records } = this.waiting;
    const isRequest = ({ command }: Pending): boolean => commandKindOf(command).isRequest;
    return requests.length > 0 || [...records, ...this.apart.all].some(isRequest);
  }

  push(pending: Pending): void {
    pending.place = ++this.places;
    for (const each of this.apart.takeIn([pending])) this.waiting[streamOf(each)].push(each);
  }

  /** The next batch, with no more than so many records. */
  take(recordsMost = this.batchMax): Pending[] {
    const { requests, records } = this.waiting;
    const kept = Math.min(this.keptForRecords(), recordsMost, records.length);
    const batch = requests.splice(0, this.most - kept);
    return batch.concat(records.splice(0, Math.min(recordsMost, this.most - batch.length)));
  }

  /** Everything that waits. */
  takeAll(): Pending[] {
    const { requests, records } = this.waiting;
    return [...this.apart.takeAll(), ...requests.splice(0), ...records.splice(0)];
  }

  /** A batch was committed: the next may be twice as large. */
  grow(): void {
    this.most = Math.min(this.most * 2, this.batchMax);
  }

  /** Puts back what was taken, each to its place; batches have no more than `most` for now. */
  putBack(batch: readonly Pending[], most = this.most): void {
    this.most = most;
    for (const pending of batch) this.waiting[streamOf(pending)].push(pending);
    for (const stream of Object.values(this.waiting)) stream.sort((a, b) => a.place - b.place);
  }

  /** Puts one back behind all that have another way: those of its own stay behind it. */
  postpone(pending: Pending): void {
    const stream = streamOf(pending);
    const isSame = (each: Pending): boolean => each.way.key === pending.way.key && streamOf(each) === stream;
    const behind = [...this.waiting[stream], ...this.apart.all].filter(isSame).sort((a, b) => a.place - b.place);
    for (const each of [pending, ...behind]) each.place = ++this.places;
    this.putBack([pending]);
  }

  /** Sets apart what concerns these people, whose rows are locked, and gives the rest of the batch. */
  setApart(psnNos: readonly string[], batch: readonly Pending[]): Pending[] {
    this.apart.begin(psnNos);
    const rest = this.apart.takeIn(batch);
    this.waiting.requests = this.apart.takeIn(this.waiting.requests);
    this.waiting.records = this.apart.takeIn(this.waiting.records);
    return rest;
  }

  /** This person's row is free again: what was set apart goes back to its place. */
  bringBack(psnNo: string): void {
    this.putBack(this.apart.release(psnNo));
  }

  /** Keeps of what waits only what this gives back. */
  sift(keep: (waiting: readonly Pending[]) => Pending[]): void {
    this.waiting.requests = keep(this.waiting.requests);
    this.waiting.records = keep(this.waiting.records);
    this.apart.sift(keep);
  }

  private keptForRecords(): number {
    if (this.most > 1) return Math.max(1, Math.floor(this.most * KEPT_FOR_RECORDS));
    this.isRecordsTurn = !this.isRecordsTurn;
    return this.isRecordsTurn ? 1 : 0;
  }
}

function streamOf({ command }: Pending): 'requests' | 'records' {
  const kind = commandKindOf(command);
  return kind.isRequest && kind.relationshipOf(command) === undefined ? 'requests' : 'records';
}
