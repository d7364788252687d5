import { contentHashOf, type InsuredPerson, type PolicyInForce } from '@libs/mutual-aid';
import { readItem, readRecord, uploadTopic, writeUpload, type ReadRecord } from '@libs/national-platform';
import type { OutgoingAnswer, UploadRow } from '@libs/province-store';
import { commandOf } from '../../../apps/gateway/src/kafka/command-of';
import type { Command, RecordCommand } from '../../../libs/ledger/src/commands/command';
import type { DecideContext } from '../../../libs/ledger/src/decide-context';
import { hash } from 'node:crypto';
import { MemoryProvince, type Decided } from '../memory-province';
import { UPLOADS } from '../pure-people';
import type { Random } from '../random';
import { proveConserved } from './conserved-books';
import { Fault } from './fault';
import type { Network } from './network';
import type { FeedItem, PlatformPost } from './platform-post';
import { statedLine, type UsageRow } from './usage-rows';
import type { ModelPlatform } from './model-platform';
import { envelopeText, PLATFORM } from './wire';

const MAY_WAIT = 15 * 60_000;
const RESEND_AFTER = 30_000;
const RESEND_MOST = 3_600_000;
/** What was recorded stands although its upload was refused (§5). */
const KEPT = ['M312', 'M411', 'M412', 'M413'];

interface Outgoing {
  answers: readonly OutgoingAnswer[];
  uploads: readonly UploadRow[];
}

/**
 * A province's gateway without Kafka and MariaDB: its own reading of records and its own decisions over maps, and in
 * few lines what stands around them: consuming at least once, the outbox, sending again.
 */
export class ModelGateway {
  readonly province = new MemoryProvince('known');
  private readonly outbox: Outgoing[] = [];
  private applied = 0;
  private serial = 0;
  private requests = 0;
  private readonly context: Omit<DecideContext, 'now'>;

  constructor(
    readonly code: string,
    private readonly network: Network,
    private readonly clock: { readonly now: number },
    policies: PolicyInForce,
  ) {
    const uploads = { ...UPLOADS, written: writeUpload, resendAfter: RESEND_AFTER, newMsgid: () => this.newMsgid() };
    this.context = { policies, waitingTimeout: MAY_WAIT, uploads };
  }

  /** A msgid of this province's. */
  newMsgid(): string {
    return `${this.code}20260610120000${String(++this.serial).padStart(10, '0')}`;
  }

  /** A person of the registry. */
  enrol(person: InsuredPerson): void {
    this.province.persons.set(person.psnNo, person);
  }

  /**
   * One batch: some of what came down and some requests. Where it breaks off before its commit nothing has happened, and
   * the records are read again.
   */
  run(requests: readonly Command[], most: number, random: Random): Decided | undefined {
    const portion = this.network.read(this.code, most, random);
    const messages = portion.records.map(({ topic, value }): Command => this.read(topic, value));
    const commands = random.merged(messages, requests);
    if (random.below(15) === 0) {
      portion.giveBack();
      return undefined;
    }
    return this.commit(commands);
  }

  /** Sends the oldest row of the outbox; a crash between sending and forgetting sends it again, rebuilt. */
  relay(random: Random): void {
    const next = this.outbox[0];
    if (next === undefined) return;
    this.send(next);
    if (random.below(10) > 0) this.outbox.shift();
    else this.crash();
  }

  /** Everything in memory is lost; what has to be sent is rebuilt from inbox and uploads. */
  crash(): void {
    for (const row of this.outbox) {
      row.answers = row.answers.flatMap((each): OutgoingAnswer[] => {
        if (!each.stored) return [each];
        const answer = this.province.inbox.get(each.refMsgid)?.answer;
        return answer ? [{ refMsgid: each.refMsgid, answer, stored: true }] : [];
      });
      row.uploads = row.uploads.flatMap(({ msgid }) => this.province.uploads.get(msgid) ?? []);
    }
  }

  /** Unanswered uploads whose time has come are sent again, the pause doubles (§5). */
  sendAgain(): void {
    const { now } = this.clock;
    const due = [...this.province.uploads.values()].filter((each) => each.state === 'PENDING' && each.nextAt <= now);
    this.send({ answers: [], uploads: due });
    for (const upload of due) {
      const pause = Math.min(RESEND_AFTER * 2 ** Math.min(upload.tries, 30), RESEND_MOST);
      this.province.uploads.set(upload.msgid, { ...upload, tries: upload.tries + 1, nextAt: now + pause });
    }
  }

  /** What has waited too long is taken up. */
  sweep(): void {
    const late = this.province.waiting.filter((each) => each.arrivedAt + MAY_WAIT <= this.clock.now);
    const ids = [...new Set(late.map((each) => each.relationshipId))];
    if (ids.length > 0) this.commit(ids.map((relationshipId) => ({ kind: 'take-up-waiting', relationshipId })));
  }

  /** Takes some of what it has not downloaded yet; the cursor is saved with the items (R14). */
  download(post: PlatformPost, random: Random, most: number): void {
    const since = this.province.catchUps.get('relations')?.since;
    const { items, next } = post.relations(this.code, Number(since ?? 0), most);
    if (items.length === 0 || random.below(10) === 0) return;
    const messages = items.map((item) => this.readItem(item));
    this.commit([{ kind: 'catch-up', messages, since, next: String(next) }]);
  }

  /** The day's rows for this province's donors (R23), as far as they go; now and then some that it had before. */
  applyFiles({ rows, relationships }: ModelPlatform, most: number): void {
    const own = rows.rows.filter((row) => relationships.get(row.relationshipId)?.donor.province === this.code);
    const next = own.slice(Math.max(0, this.applied - (most % 3)), this.applied + most);
    this.applied = Math.min(own.length, this.applied + most);
    const donorOf = ({ relationshipId }: UsageRow) => relationships.get(relationshipId)?.body.donor.psn_no ?? '';
    for (const [psnNo, lines] of Map.groupBy(next, donorOf))
      this.commit([{ kind: 'apply-lines', psnNo, lines: lines.map(statedLine) }]);
  }

  /** What a MISMATCH of the donor region asks for: the relationship's usages as the platform has them (R28). */
  fetchUsages({ rows }: ModelPlatform, random: Random): void {
    for (const { relationshipId } of this.province.usageFetches.values()) {
      const psnNo = this.province.relationships.get(relationshipId)?.donor.psnNo ?? '';
      if (random.below(3) === 0) continue;
      this.commit([{ kind: 'apply-lines', psnNo, lines: rows.ofRelationship(relationshipId).map(statedLine) }]);
      this.province.usageFetches.delete(relationshipId);
    }
  }

  /** Whether anything committed was not sent yet. */
  hasToSend(): boolean {
    return this.outbox.length > 0;
  }

  /** What is still unanswered, waits, or was refused and stands all the same. */
  open(): string[] {
    const uploads = [...this.province.uploads.values()].filter(
      ({ infno, state }) => ['PENDING', 'HELD'].includes(state) || (state === 'REFUSED' && KEPT.includes(infno)),
    );
    const waiting = this.province.waiting.map(({ infno, refMsgid }) => `${infno} ${refMsgid} waits`);
    return [...uploads.map(({ infno, msgid, state }) => `${infno} ${msgid} ${state}`), ...waiting];
  }

  /** An operator sends every refused upload again that stands here all the same. */
  redriveRefused(): void {
    const refused = [...this.province.uploads.values()].filter(
      ({ state, infno }) => state === 'REFUSED' && KEPT.includes(infno),
    );
    for (const { msgid } of refused) {
      const command = { kind: 'redrive-upload', msgid, newMsgid: this.newMsgid(), by: 'operator' };
      const [outcome] = this.commit([command as Command]).outcomes;
      if (outcome?.kind === 'refused') throw new Fault(`redrive: ${JSON.stringify(outcome.refusal)}`);
    }
  }

  /** Runs commands and commits. */
  commit(commands: readonly Command[]): Decided {
    const decided = this.province.run(commands, { ...this.context, now: this.clock.now });
    proveConserved(this.province);
    const { answers, toSend } = decided.files.notes;
    if (answers.length + toSend.length > 0) this.outbox.push({ answers, uploads: toSend });
    for (const outcome of decided.outcomes)
      if (outcome.kind === 'kept') throw new Fault(`a dead letter: ${outcome.reason}`);
    return decided;
  }

  /** SHA-256 of a request's content. */
  hashOf(content: string): ReturnType<typeof contentHashOf> {
    return contentHashOf(hash('sha256', content, 'hex'));
  }

  /** A number that no request had before. */
  nextRequest(): number {
    return ++this.requests;
  }

  /** The command that a record comes to. */
  read(topic: string, value: string): RecordCommand {
    return this.commandOf(topic, value, (record) => readRecord(record, this.code));
  }

  private readItem(item: FeedItem): RecordCommand {
    return this.commandOf('relations', JSON.stringify(item), (record) => readItem(record, this.code));
  }

  private commandOf(topic: string, value: string, read: (record: Buffer | null) => ReadRecord): RecordCommand {
    const origin = { origin: `${topic}/0/0`, topic, record: Buffer.from(value) };
    return commandOf(origin, read, (error) => {
      throw error as Error;
    });
  }

  private send({ answers, uploads }: Outgoing): void {
    const { now: at } = this.clock;
    for (const { refMsgid, answer } of answers) {
      const { infcode, errCode: err_code, errMsg: err_msg, output } = answer;
      const input = {
        infcode,
        err_code,
        err_msg,
        output: output === undefined ? undefined : (JSON.parse(output) as object),
      };
      const msgid = this.newMsgid();
      const value = envelopeText({ infno: 'M191', msgid, from: this.code, to: PLATFORM, refMsgid, input, at });
      this.network.send(PLATFORM, { topic: 'up.ack', key: msgid, value });
    }
    for (const { infno, msgid, recordKey: key, body: input } of uploads) {
      const value = envelopeText({ infno, msgid, from: this.code, to: PLATFORM, input, at });
      this.network.send(PLATFORM, { topic: uploadTopic(infno), key, value });
    }
  }
}
