import { setTimeout as delay } from 'node:timers/promises';
import { downTopic, MsgidMaker, PLATFORM, topicNames, writeEnvelope } from '@libs/national-platform';
import type { Consumer, Kafka, Message, Producer } from 'kafkajs';
import type { Answer } from './answer';
import { kafkaClient } from './kafka-client';
import type { Misbehaviour } from './misbehaviour';
import type { PlatformClock } from './platform-clock';
import type { PlatformSealing, RefusedRecord } from './platform-sealing';

/** An answer that a message still waits for. */
interface Awaited {
  readonly answer: Promise<Answer>;
  readonly tell: (answer: Answer) => void;
}

/** The line to the provinces: sends messages, hands each the answer that belongs to it, and minds that repeats agree. */
export class ProvinceLine {
  private readonly kafka: Kafka;
  private readonly producer: Producer;
  private readonly consumer: Consumer;
  private readonly msgids: MsgidMaker;
  private readonly waiting = new Map<string, Awaited>();
  private readonly answered = new Map<string, string>();
  private gathered = new Map<string, Message[]>();
  private flushing: Promise<void> | undefined;
  misbehaviour: Misbehaviour = { repeat: 0, reorder: 0, silent: false, refuse: 0, delayMs: 0 };
  /** Answers to one message that were not the same (R15): always 0, or the province has a fault. */
  contradictions = 0;
  repeatedAnswers = 0;
  /** Answers that were not rightly signed or encrypted: always 0, or the province has a fault. */
  unreadableAnswers = 0;
  isReady = false;
  private upload: (text: string, at: number) => void = () => undefined;

  constructor(
    brokers: readonly string[],
    private readonly sealing: PlatformSealing,
    log: (message: string) => void,
    readonly clock: PlatformClock,
  ) {
    this.kafka = kafkaClient('platform-simulator', brokers, log);
    this.producer = this.kafka.producer();
    this.consumer = this.kafka.consumer({ groupId: `platform-simulator-${Date.now()}`, sessionTimeout: 6000 });
    // The books are in memory, so serials that start from the clock are unique enough.
    const block = { first: Date.now() % 5_000_000_000, size: 5_000_000_000 };
    this.msgids = new MsgidMaker(PLATFORM, () => Promise.resolve(block));
  }

  /** Connects; resolves once answers are being read. */
  async start(): Promise<void> {
    await this.msgids.reserve(1);
    await this.producer.connect();
    await this.consumer.connect();
    const { up_ack, up_relation, up_limit, up_usage, up_terminate, up_recon } = topicNames(PLATFORM);
    const topics = [up_ack, up_relation, up_limit, up_usage, up_terminate, up_recon];
    await this.consumer.subscribe({ topics, fromBeginning: false });
    const joined = new Promise((resolve) => this.consumer.on(this.consumer.events.GROUP_JOIN, resolve));
    await this.consumer.run({
      eachBatch: ({ batch }) => {
        const hear = batch.topic === up_ack ? (text: string) => this.hear(text) : this.upload;
        for (const { value, timestamp } of batch.messages) {
          const opened = this.sealing.open(String(value));
          if ('text' in opened) hear(opened.text, this.clock.shifted(Number(timestamp)));
          else if (batch.topic !== up_ack) this.refuse(opened);
          else this.unreadableAnswers++;
        }
        return Promise.resolve();
      },
    });
    await joined;
    this.isReady = true;
  }

  async stop(): Promise<void> {
    await Promise.all([this.consumer.disconnect(), this.producer.disconnect()]);
  }

  newMsgid(): string {
    return this.msgids.make(this.clock.now());
  }

  /** The province's answer to a message, sent or still to be sent, or taken by the province itself (§6). */
  answerTo(msgid: string): Promise<Answer> {
    const known = this.waiting.get(msgid);
    if (known) return known.answer;
    let tell: Awaited['tell'] = () => undefined;
    const answer = new Promise<Answer>((resolve) => (tell = resolve));
    this.waiting.set(msgid, { answer, tell });
    return answer;
  }

  /**
   * Sends one message; resolves once it is in Kafka, with a promise of the province's answer. `envelope` replaces
   * members of its envelope.
   */
  async send(
    province: string,
    infno: string,
    body: object,
    envelope: Readonly<Record<string, unknown>> = {},
  ): Promise<{ readonly answer: Promise<Answer> }> {
    const { repeat, delayMs } = this.misbehaviour;
    if (delayMs > 0) await delay(Math.random() * delayMs);
    const msgid = typeof envelope['msgid'] === 'string' ? envelope['msgid'] : this.newMsgid();
    const record = writeEnvelope({ infno, msgid, from: PLATFORM, to: province, body, at: this.clock.now() });
    const value = this.sealing.seal(province, record.value, envelope);
    const topic = topicNames(province)[downTopic(infno) ?? 'down_notice'];
    const answer = this.answerTo(msgid);
    const message = { ...record, value };
    await this.produce(topic, Math.random() < repeat ? [message, message] : [message]);
    return { answer };
  }

  /** What is sent in the same moment goes to Kafka together. */
  private produce(topic: string, messages: readonly Message[]): Promise<void> {
    this.gathered.set(topic, [...(this.gathered.get(topic) ?? []), ...messages]);
    this.flushing ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        const topicMessages = [...this.gathered].map(([each, records]) => ({ topic: each, messages: records }));
        this.gathered = new Map();
        this.flushing = undefined;
        this.producer.sendBatch({ topicMessages }).then(() => resolve(), reject);
      });
    });
    return this.flushing;
  }

  /** Says who takes the provinces' uploads; `at` is the time of receipt, ms UTC. */
  onUpload(take: (text: string, at: number) => void): void {
    this.upload = take;
  }

  /** Answers an upload (M191); a repeated answer is the platform's to misbehave with, too. */
  async answer(province: string, refMsgid: string, answer: Answer): Promise<void> {
    const { repeat } = this.misbehaviour;
    const msgid = this.newMsgid();
    const record = writeEnvelope({
      infno: 'M191',
      msgid,
      from: PLATFORM,
      to: province,
      refMsgid,
      body: answer,
      at: this.clock.now(),
    });
    const message = { ...record, value: this.sealing.seal(province, record.value) };
    await this.produce(topicNames(province).down_ack, Math.random() < repeat ? [message, message] : [message]);
  }

  /** Sends any record, for bad input. */
  async sendRaw(topic: string, key: string | null, value: string): Promise<void> {
    await this.producer.send({ topic, messages: [{ key, value }] });
  }

  /** E02 to an upload that is not rightly signed or encrypted, where it says whose it is. */
  private refuse({ refused, envelope }: RefusedRecord): void {
    const { msgid, send_admdvs: province } = envelope;
    if (typeof msgid === 'string' && typeof province === 'string' && /^\d{2}0000$/.test(province))
      void this.answer(province, msgid, refused);
  }

  private hear(text: string): void {
    const { inf_refmsgid, input } = JSON.parse(text) as { inf_refmsgid: string; input: Answer };
    const content = JSON.stringify([input.infcode, input.err_code, input.output]);
    const before = this.answered.get(inf_refmsgid);
    if (before !== undefined) {
      this.repeatedAnswers++;
      // E04 answers another content under the same msgid; the first answer stands.
      if (before !== content && input.err_code !== 'E04') this.contradictions++;
    }
    // E99 is no final answer: the message is sent again.
    if (input.err_code !== 'E99') this.answered.set(inf_refmsgid, content);
    this.waiting.get(inf_refmsgid)?.tell(input);
    this.waiting.delete(inf_refmsgid);
  }
}
