import { EventEmitter } from 'node:events';
import { CompressionTypes, type Consumer, type IHeaders, type Producer } from 'kafkajs';
import type { OutsiderSeal } from './outsider-seal';
import { patientKafka } from './patient-kafka';
import { whenFound } from './until';

/** An answer as it came to the platform. */
export interface PlatformAnswer {
  /** The record's headers. */
  readonly headers: Readonly<Record<string, string>>;
  readonly infno: string;
  readonly send_admdvs: string;
  readonly recv_admdvs: string;
  readonly msgid: string;
  readonly inf_refmsgid: string;
  readonly inf_time: string;
  readonly input: { infcode: string; err_code?: string; err_msg?: string; output?: unknown };
}

let serial = 0;

/** A new id that no other test uses. */
export function newId(prefix: string): string {
  return `${prefix}-${process.pid}-${Date.now().toString(36)}-${++serial}`;
}

/** A new msgid of the platform's. */
export function newMsgid(): string {
  return `100000${Date.now()}0${process.pid}${String(++serial).padStart(6, '0')}`;
}

/** A stranger who plays the platform over Kafka, by the interface page alone. */
export class PlatformClient {
  private producer!: Producer;
  private consumer!: Consumer;
  private readonly arrived = new EventEmitter().setMaxListeners(0);
  readonly answers = new Map<string, PlatformAnswer[]>();

  /** With `seal` what it sends is signed and encrypted, and what it hears has to be. */
  constructor(private readonly seal?: OutsiderSeal) {}

  /** Begins to hear answers, on the stack that the test file means by now. */
  async start(): Promise<void> {
    const kafka = patientKafka();
    this.producer = kafka.producer();
    this.consumer = kafka.consumer({ groupId: newId('platform') });
    await this.producer.connect();
    await this.consumer.connect();
    await this.consumer.subscribe({ topic: 'mulaid.up.ack', fromBeginning: true });
    const joined = new Promise((resolve) => this.consumer.on('consumer.group_join', resolve));
    await this.consumer.run({
      eachMessage: async ({ message }) => {
        const headers = Object.fromEntries(
          Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
        );
        const sent = JSON.parse(String(message.value)) as Record<string, unknown>;
        const answer = { ...((this.seal?.open(sent) ?? sent) as unknown as PlatformAnswer), headers };
        const list = this.answers.get(answer.inf_refmsgid) ?? [];
        list.push(answer);
        this.answers.set(answer.inf_refmsgid, list);
        this.arrived.emit('answer');
        await Promise.resolve();
      },
    });
    await joined;
  }

  async stop(): Promise<void> {
    await Promise.all([this.producer.disconnect(), this.consumer.disconnect()]);
  }

  /** Sends raw records, in order, where no partition is named to that of their key. */
  async sendRaw(
    topic: string,
    records: { key?: string; value: string | Buffer | null; partition?: number; headers?: IHeaders }[],
    compression: CompressionTypes = CompressionTypes.None,
  ): Promise<void> {
    await this.producer.send({
      topic,
      compression,
      messages: records.map(({ key, ...record }) => ({ key: key ?? null, ...record })),
    });
  }

  /** Sends a message in its envelope and gives its msgid; does not wait for the answer. */
  async send(province: string, infno: string, input: object, change: Record<string, unknown> = {}): Promise<string> {
    const envelope = envelopeOf(province, infno, input, change);
    const key = (input as { mulaid_rel_id?: string }).mulaid_rel_id ?? String(envelope['msgid']);
    const sealed = this.seal?.seal(envelope) ?? envelope;
    await this.sendRaw(topicOf(infno, province), [{ key, value: JSON.stringify(sealed) }]);
    return String(envelope['msgid']);
  }

  /** The nth answer (from 1) to a msgid, as soon as it is there. */
  async answerTo(msgid: string, nth = 1): Promise<PlatformAnswer['input']> {
    const what = `answer ${nth} to ${msgid.slice(0, 50)}`;
    const find = () => this.answers.get(msgid)?.[nth - 1];
    return (await whenFound({ emitter: this.arrived, event: 'answer', what }, find)).input;
  }

  /** Sends a message and gives the code it is answered with: "0" or an E-code. */
  async ask(province: string, infno: string, input: object, change: Record<string, unknown> = {}): Promise<string> {
    return codeOf(await this.answerTo(await this.send(province, infno, input, change)));
  }
}

/** "0", or the E-code. */
export function codeOf(answer: PlatformAnswer['input']): string {
  return answer.err_code ?? answer.infcode;
}

/** An envelope by §1, with members changed or (undefined) left out. */
export function envelopeOf(
  province: string,
  infno: string,
  input: object,
  change: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    infno,
    msgid: newMsgid(),
    infver: '1.0',
    inf_time: timeText(Date.now()),
    send_admdvs: '100000',
    recv_admdvs: province,
    signtype: 'NONE',
    enctype: 'NONE',
    input,
    ...change,
  };
}

/** A time by the page's conventions. */
export function timeText(instant: number): string {
  return `${new Date(instant + 8 * 3_600_000).toISOString().slice(0, 23)}+08:00`;
}

/** The topic a message number belongs to. */
export function topicOf(infno: string, province: string): string {
  const kind = { M1: 'relation', M2: 'limit', M3: 'terminate' }[infno.slice(0, 2)] ?? 'notice';
  return `mulaid.down.${kind}.${province}`;
}
