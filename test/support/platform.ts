import { EventEmitter, once } from 'node:events';
import { CompressionTypes, Kafka, logLevel, type Consumer, type Producer } from 'kafkajs';
import { stack } from './stack';

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
  private readonly kafka = new Kafka({
    brokers: stack.kafka.brokers,
    logLevel: logLevel.NOTHING,
    // Of an outage it knows nothing either: it comes back within a second, however long that lasted.
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 1000 },
  });
  private readonly producer: Producer = this.kafka.producer();
  private readonly consumer: Consumer = this.kafka.consumer({ groupId: newId('platform') });
  private readonly arrived = new EventEmitter().setMaxListeners(0);
  readonly answers = new Map<string, PlatformAnswer[]>();

  async start(): Promise<void> {
    await this.producer.connect();
    await this.consumer.connect();
    await this.consumer.subscribe({ topic: 'mulaid.up.ack', fromBeginning: true });
    const joined = new Promise((resolve) => this.consumer.on('consumer.group_join', resolve));
    await this.consumer.run({
      eachMessage: async ({ message }) => {
        const headers = Object.fromEntries(
          Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
        );
        const answer = { ...(JSON.parse(String(message.value)) as PlatformAnswer), headers };
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
    records: { key?: string; value: string | Buffer | null; partition?: number }[],
    compression: CompressionTypes = CompressionTypes.None,
  ): Promise<void> {
    await this.producer.send({
      ...{ topic, compression },
      messages: records.map(({ key, ...record }) => ({ key: key ?? null, ...record })),
    });
  }

  /** Sends a message in its envelope and gives its msgid; does not wait for the answer. */
  async send(province: string, infno: string, input: object, change: Record<string, unknown> = {}): Promise<string> {
    const envelope = envelopeOf(province, infno, input, change);
    const key = (input as { mulaid_rel_id?: string }).mulaid_rel_id ?? String(envelope['msgid']);
    await this.sendRaw(topicOf(infno, province), [{ key, value: JSON.stringify(envelope) }]);
    return String(envelope['msgid']);
  }

  /** The nth answer (from 1) to a msgid, as soon as it is there. */
  async answerTo(msgid: string, nth = 1): Promise<PlatformAnswer['input']> {
    for (;;) {
      const found = this.answers.get(msgid)?.[nth - 1];
      if (found) return found.input;
      await once(this.arrived, 'answer', { signal: AbortSignal.timeout(30_000) });
    }
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
    ...{ infno, msgid: newMsgid(), infver: '1.0', inf_time: timeText(Date.now()), send_admdvs: '100000' },
    ...{ recv_admdvs: province, signtype: 'NONE', enctype: 'NONE', input },
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
