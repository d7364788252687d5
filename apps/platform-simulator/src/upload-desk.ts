import { REFUSAL_TEXT, type RefusalCode } from '@libs/mutual-aid';
import { canonicalJson, formatTime, PLATFORM } from '@libs/national-platform';
import type { Books } from './books';
import { judgeUpload } from './judge-upload';
import type { Answer, ProvinceLine } from './province-line';
import { readUpload } from './upload-bodies';
import { UsageBooks } from './usage-books';

interface Arrival {
  readonly text: string;
  /** ms UTC */
  readonly at: number;
}

interface Envelope {
  readonly infno?: unknown;
  readonly msgid?: unknown;
  readonly infver?: unknown;
  readonly send_admdvs?: unknown;
  readonly recv_admdvs?: unknown;
  readonly input?: unknown;
}

/** Takes the provinces' uploads of usage: checks each against the books, writes it down once, answers it (§5). */
export class UploadDesk {
  readonly usage: UsageBooks;
  /** Uploads that came again under the same msgid; they did nothing more. */
  repeats = 0;
  private readonly answered = new Map<string, { content: string; answer: Answer }>();
  private kept: Arrival[] = [];

  constructor(
    private readonly line: ProvinceLine,
    private readonly books: Books,
  ) {
    this.usage = new UsageBooks(books);
  }

  /** What came while the platform was silent and is not answered yet. */
  get unanswered(): number {
    return this.kept.length;
  }

  /** Takes one record; where the platform is silent it lies there, with its time of receipt. */
  receive(text: string, at: number): void {
    if (this.line.misbehaviour.silent) this.kept.push({ text, at });
    else this.handle({ text, at });
  }

  /** The silence is over: what came is handled in order of receipt. */
  speakAgain(): void {
    const kept = this.kept;
    this.kept = [];
    for (const arrival of kept) this.handle(arrival);
  }

  private handle({ text, at }: Arrival): void {
    const envelope = parsed(text);
    const { msgid, send_admdvs: province } = envelope;
    // Nobody can be answered who does not say who they are.
    if (typeof msgid !== 'string' || typeof province !== 'string' || !/^\d{2}0000$/.test(province)) return;
    const infno = String(envelope.infno);
    const answer = this.answerTo(envelope, `${province} ${msgid}`, province, at);
    this.books.count(province, infno, answer);
    void this.line.answer(province, msgid, answer);
  }

  private answerTo(envelope: Envelope, key: string, province: string, at: number): Answer {
    const content = canonicalJson({ infno: envelope.infno, input: envelope.input });
    const before = this.answered.get(key);
    if (before !== undefined) {
      this.repeats++;
      return before.content === content ? before.answer : refused('E04', 'msgid');
    }
    if (envelope.infver !== '1.0') return refused('E01', 'infver');
    if (envelope.recv_admdvs !== PLATFORM) return refused('E03', 'recv_admdvs');
    // Never stored: the same msgid is handled as the first next time.
    if (Math.random() < this.line.misbehaviour.refuse) return refused('E99', 'msgid');
    const answer = this.takeIn(String(envelope.infno), envelope.input, province, at);
    this.answered.set(key, { content, answer });
    return answer;
  }

  private takeIn(infno: string, input: unknown, province: string, at: number): Answer {
    const upload = readUpload(infno, input, province);
    if (typeof upload === 'string') return refused('E01', upload);
    const known = this.usage.byUseId.get(upload.body.use_id);
    if (known !== undefined) {
      // The same usage under a new msgid keeps its time of receipt and does nothing more.
      const isSame = known.upload.infno === infno && canonicalJson(known.upload.body) === canonicalJson(upload.body);
      return isSame ? taken(known.upload_time) : refused('E04', 'use_id');
    }
    const refusal = judgeUpload(this.usage, upload, province);
    if (refusal) return refused(refusal.code, refusal.field);
    const upload_time = formatTime(at);
    this.usage.record({ upload, province, upload_time });
    return taken(upload_time);
  }
}

function parsed(text: string): Envelope {
  try {
    return (JSON.parse(text) ?? {}) as Envelope;
  } catch {
    return {};
  }
}

function taken(upload_time: string): Answer {
  return { infcode: '0', output: { upload_time } };
}

function refused(code: RefusalCode, field: string): Answer {
  return { infcode: '-1', err_code: code, err_msg: `${field}：${REFUSAL_TEXT[code]}` };
}
