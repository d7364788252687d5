import { setTimeout as delay } from 'node:timers/promises';
import {
  LedgerConnection,
  noteSentAgain,
  selectDueUploads,
  textOf,
  uploadOf,
  type DatabaseAddress,
  type OutgoingAnswer,
  type UploadRow,
} from '@libs/province-store';
import type { KafkaAddress } from './kafka-connection';
import { Lease } from './lease';
import { readOutbox, type Outgoing } from './read-outbox';
import { RecordSender, type OutgoingRecord } from './record-sender';
import { inSends, isHuge } from './sends';

/** Signing them takes a while; else they are there at once. */
type ReadyRecords = readonly OutgoingRecord[] | Promise<readonly OutgoingRecord[]>;

/** What the relay is given. */
export interface PlatformRelayOptions {
  readonly address: DatabaseAddress;
  readonly topics: { readonly answers: string; readonly uploadsOf: (infno: UploadRow['infno']) => string };
  /** When an unanswered upload is sent again at first, and at the latest, ms. */
  readonly resend: { readonly after: number; readonly most: number };
  /** ms UTC */
  now(): number;
  /** Makes sure of msgids for as many answers. */
  reserve(count: number): Promise<void>;
  /** The records of answers in their order, under new msgids of those reserved. */
  answerRecords(answers: readonly OutgoingAnswer[]): ReadyRecords;
  /** The records of uploads in their order, always under their own msgids. */
  uploadRecords(uploads: readonly UploadRow[]): ReadyRecords;
  trouble(message: string, error: unknown): void;
  /** Told, for the figures, that it has another connection to the database, or another producer. */
  reconnected(part: 'relay' | 'producer'): void;
  /** Told, for the figures, how many uploads were sent again. */
  resent(uploads: number): void;
  /** Told after each pass that went well. */
  works(): void;
}

/** What this process commits wakes the relay. So often it looks beside that, ms: for what a crash left behind, */
const LOOKS_ALONE = 1000;
/** for what other replicas commit, who are heard of by the database alone, */
const LOOKS_FOR_OTHERS = 100;
/** and whether another that sends has given that up: where it crashed, its lease tells when. */
const LOOKS_TO_FOLLOW = 250;
/** A stop waits so long for a send, ms; what is not confirmed by then another replica, or the next start, sends. */
const STOPS_WITHIN = 4000;
/** After fewer records than these the next are waited for so long, ms: theirs then go in one send. */
const FEW = 200;
const LINGER = 40;
const ROWS_A_LOOK = 100;
const RESEND_POLL = 500;
const RESENT_AT_ONCE = 500;
/** So many records are put into their envelopes at once: a backlog may be longer than a block of msgids. */
const ENVELOPES_AT_ONCE = 1000;
/** What is kept of batches for sending; with more waiting, the table is read. */
const KEPT_BATCHES = 500;

/**
 * Sends what committed batches answer and upload, in commit order, one replica at a time (a lease in the database). It
 * goes from memory; the table is read only for what another replica, or this one before a crash, committed. What the
 * platform has not answered is sent again, at growing intervals (R19).
 */
export class PlatformRelay {
  private readonly kept = new Map<string, Outgoing>();
  private sent: string[] = [];
  private resentAt = 0;
  private wake: () => void = () => undefined;
  private readonly stopping = new AbortController();
  private readonly sender: RecordSender;
  private readonly lease: Lease;
  private connection: LedgerConnection | undefined;
  private hasBeenOpen = false;
  private running: Promise<void> | undefined;

  constructor(
    kafka: KafkaAddress,
    private readonly options: PlatformRelayOptions,
  ) {
    this.sender = new RecordSender(kafka, () => options.reconnected('producer'));
    this.lease = new Lease('answer-relay');
  }

  /** Whether this replica is the one that sends. */
  get holdsLease(): boolean {
    return this.lease.isHeld;
  }

  /** Starts sending; returns at once. */
  start(): void {
    this.running = this.relay();
  }

  /** Hands over what a batch that was just committed has to send, and wakes the relay. */
  committed(batchId: string, outgoing: Outgoing): void {
    if (outgoing.answers.length + outgoing.uploads.length === 0) return;
    if (this.lease.isHeld && this.kept.size < KEPT_BATCHES) this.kept.set(batchId, outgoing);
    this.wake();
  }

  /** Sends what is committed, gives the lease back and ends. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    const longEnough = setTimeout(() => this.sender.close(), STOPS_WITHIN);
    await this.running;
    clearTimeout(longEnough);
    this.sender.close();
  }

  private async relay(): Promise<void> {
    for (;;) {
      const { promise: woken, resolve } = Promise.withResolvers<void>();
      this.wake = resolve;
      try {
        this.connection ??= await this.open();
        const sent = (await this.lease.take(this.connection)) ? await this.sendNext(this.connection) : 0;
        this.options.works();
        if (sent > 0 && sent < FEW) await this.linger();
        if (sent > 0) continue;
        if (this.stopping.signal.aborted) break;
        if (this.lease.isHeld) await this.sendAgain(this.connection);
        await this.pause(woken);
      } catch (error) {
        if (this.stopping.signal.aborted) break;
        this.options.trouble('what is committed could not be sent and will be sent again', error);
        this.connection?.close();
        this.connection = undefined;
        await delay(1000, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
    await this.end();
  }

  private async open(): Promise<LedgerConnection> {
    const opened = await LedgerConnection.open(this.options.address);
    if (this.hasBeenOpen) this.options.reconnected('relay');
    this.hasBeenOpen = true;
    return opened;
  }

  private async end(): Promise<void> {
    if (this.connection === undefined) return;
    await this.lease.giveBack(this.connection).catch(() => undefined);
    this.connection.close();
  }

  /** Until the next commit here, or the next look. */
  private async pause(woken: Promise<void>): Promise<void> {
    const { isHeld, hasFollowers, freeIn } = this.lease;
    const following = Math.min(LOOKS_TO_FOLLOW, Math.max(1, freeIn));
    const timer = setTimeout(this.wake, isHeld ? (hasFollowers ? LOOKS_FOR_OTHERS : LOOKS_ALONE) : following);
    await woken;
    clearTimeout(timer);
  }

  /** A send costs the broker and the database the same for one record as for a hundred. */
  private async linger(): Promise<void> {
    await delay(LINGER, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** One look at the table: forgets what was sent, sends the next rows in order. Gives how many records those were. */
  private async sendNext(connection: LedgerConnection): Promise<number> {
    const forget = this.sent.length === 0 ? '' : `DELETE FROM outbox WHERE batch_id IN (${this.sent.join(',')});`;
    const results = await connection.run(`${forget}SELECT batch_id FROM outbox ORDER BY batch_id LIMIT ${ROWS_A_LOOK}`);
    this.sent = [];
    const batchIds = (results.at(-1) ?? []).map((row) => textOf(row[0]));
    if (batchIds.length === 0) return 0;
    const missing = batchIds.filter((id) => !this.kept.has(id));
    const read = missing.length === 0 ? undefined : await readOutbox(connection, missing);
    const batches = batchIds.flatMap((id) => this.kept.get(id) ?? read?.get(id) ?? []);
    const answers = batches.flatMap((batch) => batch.answers);
    const uploads = batches.flatMap((batch) => batch.uploads);
    await this.sendAll(answers, uploads);
    for (const id of batchIds) this.kept.delete(id);
    this.sent = batchIds;
    return answers.length + uploads.length;
  }

  private async sendAll(answers: readonly OutgoingAnswer[], uploads: readonly UploadRow[]): Promise<void> {
    const { topics } = this.options;
    await this.sendInBits(topics.answers, answers, async (next) => {
      await this.options.reserve(next.length);
      return this.options.answerRecords(next);
    });
    for (const [topic, ofTopic] of Map.groupBy(uploads, ({ infno }) => topics.uploadsOf(infno)))
      await this.sendInBits(topic, ofTopic, async (next) => this.options.uploadRecords(next));
  }

  /** Sends in order; while some are sent, the next are put into their envelopes. */
  private async sendInBits<Item>(
    topic: string,
    items: readonly Item[],
    recordsOf: (some: readonly Item[]) => Promise<readonly OutgoingRecord[]>,
  ): Promise<void> {
    let ready = recordsOf(items.slice(0, ENVELOPES_AT_ONCE));
    for (let from = ENVELOPES_AT_ONCE; ; from += ENVELOPES_AT_ONCE) {
      const records = await ready;
      const next = items.slice(from, from + ENVELOPES_AT_ONCE);
      ready = recordsOf(next);
      // Should the send fail first, nobody waits for these.
      ready.catch(() => undefined);
      for (const part of inSends(records)) await this.send(topic, part);
      if (next.length === 0) return;
    }
  }

  private async send(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    const { connection } = this;
    // Renewed between sends too: a backlog takes longer than a lease holds, and would else be begun again for ever.
    if (connection === undefined || !(await this.lease.take(connection)))
      throw new Error('the lease was lost before sending');
    // An answer's key is its own msgid, so no order hangs on its partition: a send goes to one, the next to the next.
    const spread = topic === this.options.topics.answers ? 'together' : 'by key';
    await this.sender.send({ topic, records, spread, compression: isHuge(records) ? 'gzip' : 'none' });
  }

  /** Uploads whose answer has not come in time, in the order of recording. */
  private async sendAgain(connection: LedgerConnection): Promise<void> {
    if (performance.now() - this.resentAt < RESEND_POLL) return;
    this.resentAt = performance.now();
    const { resend } = this.options;
    const [rows = []] = await connection.run(selectDueUploads(this.options.now(), RESENT_AT_ONCE));
    if (rows.length === 0) return;
    // What was committed before that look goes first: one due at its very commit would overtake an older one of its key.
    await this.sendNext(connection);
    const uploads = rows.map(uploadOf);
    await this.sendAll([], uploads);
    this.options.resent(uploads.length);
    const msgids = uploads.map((each) => each.msgid);
    await connection.run(noteSentAgain(msgids, this.options.now(), resend.after, resend.most));
  }
}
