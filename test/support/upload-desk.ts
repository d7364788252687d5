import { EventEmitter } from 'node:events';
import { type Consumer, type Producer } from 'kafkajs';
import type { OutsiderSeal } from './outsider-seal';
import { patientKafka } from './patient-kafka';
import { envelopeOf, newId, timeText } from './platform';
import { whenFound } from './until';

/** An upload as it came to the platform. */
export interface Upload {
  readonly key: string;
  readonly traceparent: string | undefined;
  readonly infno: 'M111' | 'M211' | 'M311' | 'M312' | 'M411' | 'M412' | 'M413' | 'M511';
  readonly msgid: string;
  /** The sender's province. */
  readonly send_admdvs: string;
  /** As an M411 or M412 has it; `bodyOf` gives those of the others. */
  readonly input: {
    readonly use_id: string;
    readonly orig_use_id?: string;
    readonly setl_id: string;
    readonly psn_no: string;
    readonly acct_mulaid_pay: string;
    readonly lines: readonly { line_no: number; mulaid_rel_id: string; mulaid_lmt_id: string; amt: string }[];
  };
}

/** The body of an upload of another number than M411 and M412. */
export function bodyOf<Body extends object>(upload: Upload): Body {
  return upload.input as object as Body;
}

/** The body of an M191; undefined: the platform says nothing. */
export type DeskAnswer = { infcode: string; err_code?: string; output?: object } | undefined;

/** The platform's desk for uploads: hears every one and answers as told. */
export class UploadDesk {
  private readonly kafka = patientKafka();
  private readonly producer: Producer = this.kafka.producer();
  private readonly consumer: Consumer = this.kafka.consumer({ groupId: newId('desk') });
  private readonly arrived = new EventEmitter().setMaxListeners(0);
  /** Every record in order of receipt, repeats too. */
  readonly heard: Upload[] = [];

  constructor(
    private readonly province: string,
    private readonly answerTo: (upload: Upload, nth: number) => DeskAnswer = confirm,
    private readonly seal?: OutsiderSeal,
  ) {}

  async start(): Promise<void> {
    await this.producer.connect();
    await this.consumer.connect();
    const topics = ['relation', 'limit', 'usage', 'terminate', 'recon'].map((kind) => `mulaid.up.${kind}`);
    await this.consumer.subscribe({ topics, fromBeginning: true });
    const joined = new Promise((resolve) => this.consumer.on('consumer.group_join', resolve));
    await this.consumer.run({
      eachMessage: async ({ message }) => {
        const traceparent = message.headers?.['traceparent']?.toString();
        const sent = JSON.parse(String(message.value)) as Record<string, unknown>;
        const opened = (this.seal?.open(sent) ?? sent) as unknown as Upload;
        const upload = { ...opened, key: String(message.key), traceparent };
        this.heard.push(upload);
        const nth = this.heard.filter((each) => each.msgid === upload.msgid).length;
        const answer = this.answerTo(upload, nth);
        if (answer !== undefined) await this.answer(upload.msgid, answer);
        this.arrived.emit('upload');
      },
    });
    await joined;
  }

  async stop(): Promise<void> {
    await Promise.all([this.producer.disconnect(), this.consumer.disconnect()]);
  }

  /** Sends an M191 to an upload, and gives its own msgid. */
  async answer(msgid: string, input: object, change: object = {}): Promise<string> {
    const envelope = envelopeOf(this.province, 'M191', input, { inf_refmsgid: msgid, ...change });
    const topic = `mulaid.down.ack.${this.province}`;
    const value = JSON.stringify(this.seal?.seal(envelope) ?? envelope);
    await this.producer.send({ topic, messages: [{ key: String(envelope['msgid']), value }] });
    return String(envelope['msgid']);
  }

  /** The nth record (from 1) that fits, as soon as it is there. */
  async hear(fits: (upload: Upload) => boolean, nth = 1): Promise<Upload> {
    const find = () => this.heard.filter(fits)[nth - 1];
    return whenFound(
      { emitter: this.arrived, event: 'upload', what: `upload ${nth} that fits ${fits.toString()}` },
      find,
    );
  }
}

/** Confirms at once. */
export function confirm(): DeskAnswer {
  return { infcode: '0', output: { upload_time: timeText(Date.now()) } };
}
