import { contentHashOf, fen, yuanToFen, type InsuredPerson, type Limit, type Relationship } from '@libs/mutual-aid';
import { formatTime, PLATFORM, parseTime, writeEnvelope } from '@libs/national-platform';
import { insertTrail, LedgerConnection, TABLES, type InboxRow, type TrailEntry } from '@libs/province-store';
import { Kafka, logLevel } from 'kafkajs';
import type { ContenderSettings } from './contender-settings';

// Baseline (a): the same rows from the same topic by multi-row inserts on two connections; nothing is read, checked,
// locked or decided. What the machine gives at most to anyone who writes these rows.

const settings = JSON.parse(process.argv[2] ?? '{}') as ContenderSettings;
const BATCH = 500;
const NOTHING = contentHashOf('00'.repeat(32));

interface Read {
  readonly inbox: InboxRow;
  readonly relationship: Relationship;
  readonly limits: Limit[];
  readonly person: InsuredPerson;
  readonly trail: TrailEntry;
}

interface WirePerson {
  readonly psn_no: string;
  readonly psn_name: string;
  readonly psn_cert_type: string;
  readonly certno: string;
  readonly insutype: string;
  readonly insu_admdvs: string;
}

interface WireLimit {
  readonly mulaid_lmt_id: string;
  readonly lmt_amt: string;
  readonly set_time: string;
}

interface Wire {
  readonly msgid: string;
  readonly input: {
    readonly mulaid_rel_id: string;
    readonly donor: WirePerson;
    readonly benef: WirePerson;
    readonly rel_type: string;
    readonly commit_no: string;
    readonly commit_time: string;
    readonly estab_time: string;
    readonly limits: WireLimit[];
  };
}

function read(value: Buffer | null, now: number): Read {
  const { msgid, input } = JSON.parse(String(value)) as Wire;
  const { mulaid_rel_id: relationshipId, donor, benef } = input;
  const person = (each: WirePerson) => ({
    psnNo: each.psn_no,
    name: each.psn_name,
    certType: each.psn_cert_type,
    certNo: each.certno,
    insuType: each.insutype,
    insuAdmdvs: each.insu_admdvs,
  });
  const limits = input.limits.map((each) => limitOf(each, relationshipId));
  const frozen = fen(limits.reduce((sum, each) => sum + each.amount, 0n));
  const account = { opening: fen(10_000_000n), balance: fen(10_000_000n), frozen, moved: true };
  const latest = { day: 20261124, month: 202611, year: 2026 };
  return {
    inbox: { key: msgid, infno: 'M101', contentHash: NOTHING, answer: { infcode: '0' }, receivedAt: now },
    relationship: {
      relationshipId,
      role: 'donor',
      state: 'EFFECTIVE',
      donor: person(donor),
      benef: person(benef),
      relType: input.rel_type,
      commitNo: input.commit_no,
      channel: '1',
      contentHash: NOTHING,
      commitTime: parseTime(input.commit_time) ?? 0,
      estabTime: parseTime(input.estab_time) ?? 0,
    },
    limits,
    person: {
      ...person(donor),
      enrolments: [{ insutype: '310', state: 'ACTIVE' }],
      account,
      liveGiven: 1,
      settings: {
        latest,
        tallies: new Map([latest.day, latest.month, latest.year].map((each) => [each, { count: 2, sum: frozen }])),
      },
    },
    trail: {
      psnNo: donor.psn_no,
      at: now,
      cause: 'M101',
      ref: msgid,
      relationshipId,
      to: 'EFFECTIVE',
      limitIds: limits.map(({ limitId }) => limitId),
      money: { amount: frozen, balance: account.balance, frozen },
    },
  };
}

function limitOf(each: WireLimit, relationshipId: string): Limit {
  return {
    limitId: each.mulaid_lmt_id,
    relationshipId,
    state: 'EFFECTIVE',
    amount: yuanToFen(each.lmt_amt),
    used: fen(0n),
    usedCount: 0,
    everUsed: false,
    returned: fen(0n),
    setTime: parseTime(each.set_time) ?? 0,
  };
}

async function write(connection: LedgerConnection, rows: readonly Read[], now: number): Promise<void> {
  const persons = [...new Map(rows.map((row) => [row.person.psnNo, row.person])).values()];
  persons.sort((a, b) => (a.psnNo < b.psnNo ? -1 : 1));
  await connection.run(
    `BEGIN;INSERT INTO ledger_batch (at) VALUES (${now});SET @batch=LAST_INSERT_ID();` +
      TABLES.inbox.insert(rows.map((row) => row.inbox)) +
      TABLES.relationship.insert(rows.map((row) => row.relationship)) +
      TABLES.limit.insert(rows.flatMap((row) => row.limits)) +
      insertTrail(rows.map((row) => row.trail)) +
      // Nothing was read, so nothing can be checked.
      TABLES.person.insert(persons).replace(/version=IF\(.*$/, 'version=version+1;') +
      'COMMIT',
  );
}

/** A connection with what waits for it: one batch at a time. */
class Writer {
  private queue: { row: Read; done: () => void }[] = [];
  private busy = false;

  constructor(
    private readonly connection: LedgerConnection,
    private readonly answer: (rows: readonly Read[]) => Promise<void>,
  ) {}

  push(row: Read): Promise<void> {
    return new Promise((done) => {
      this.queue.push({ row, done });
      if (!this.busy) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.busy = true;
    await Promise.resolve();
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, BATCH);
      const rows = batch.map((each) => each.row);
      await write(this.connection, rows, Date.now());
      void this.answer(rows);
      for (const { done } of batch) done();
    }
    this.busy = false;
  }
}

async function main(): Promise<void> {
  const kafka = new Kafka({ brokers: settings.brokers, logLevel: logLevel.ERROR });
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  let serial = 0;
  const answer = async (rows: readonly Read[]): Promise<void> => {
    const at = Date.now();
    const messages = rows.map((row) => {
      const msgid = `${settings.province}${formatTime(at).slice(0, 19).replace(/[-T:]/g, '')}${String(++serial).padStart(10, '0')}`;
      const refMsgid = row.inbox.key;
      return writeEnvelope({
        infno: 'M191',
        msgid,
        from: settings.province,
        to: PLATFORM,
        refMsgid,
        body: { infcode: '0' },
        at,
      });
    });
    await producer.send({ topic: settings.answers, messages, acks: -1 });
  };
  const writers = await Promise.all(
    [0, 1].map(async () => new Writer(await LedgerConnection.open(settings.database), answer)),
  );
  const consumer = kafka.consumer({ groupId: settings.group });
  await consumer.connect();
  await consumer.subscribe({ topic: settings.topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: 12,
    eachBatch: async (payload) => {
      const { batch } = payload;
      const now = Date.now();
      await Promise.all(
        batch.messages.map((message) => {
          const row = read(message.value, now);
          // One donor's rows always meet on the same connection, or the two would lock crosswise.
          const writer = writers[row.person.psnNo.charCodeAt(row.person.psnNo.length - 1) % 2] as Writer;
          return writer.push(row);
        }),
      );
      const last = batch.messages.at(-1)?.offset ?? '0';
      payload.resolveOffset(last);
      const offset = (BigInt(last) + 1n).toString();
      await consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset }]);
      await payload.heartbeat();
    },
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
  process.exit(1);
});
