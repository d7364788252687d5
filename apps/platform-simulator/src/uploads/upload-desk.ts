import type { RefusalCode } from '@libs/mutual-aid';
import { canonicalJson, formatTime, PLATFORM } from '@libs/national-platform';
import type { Answer } from '../answer';
import type { ProvinceLine } from '../province-line';
import { refused } from '../refused';
import { readUpload } from './read-upload';
import { takeUpload, type Desks } from './take-upload';

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

/** Takes the provinces' uploads: checks each against the books, carries it out once, answers it (§5). */
export class UploadDesk {
  /** Uploads that came again under the same msgid; they did nothing more. */
  repeats = 0;
  private readonly answered = new Map<string, { content: string; answer: Answer }>();
  /** By message number, the codes with which the next ones are refused. */
  private readonly refusals = new Map<string, RefusalCode[]>();
  private kept: Arrival[] = [];

  constructor(
    private readonly line: ProvinceLine,
    private readonly desks: Desks,
  ) {}

  /** What came while the platform was silent and is not answered yet. */
  get unanswered(): number {
    return this.kept.length;
  }

  /** The next `count` uploads of a number are refused with a code; E99 is no final answer. */
  refuseNext(infno: string, code: RefusalCode, count: number): void {
    this.refusals.set(infno, [...(this.refusals.get(infno) ?? []), ...Array<RefusalCode>(count).fill(code)]);
  }

  /** Takes one record; where the platform is silent about its number, it lies there with its time of receipt. */
  receive(text: string, at: number): void {
    const arrival = { text, at };
    if (this.isSilentAbout(arrival)) this.kept.push(arrival);
    else this.handle(arrival);
  }

  /** Another silence, or none: what came and may be answered now is handled in order of receipt. */
  speakAgain(): void {
    const kept = this.kept;
    this.kept = [];
    for (const { text, at } of kept) this.receive(text, at);
  }

  private isSilentAbout({ text }: Arrival): boolean {
    const { silent } = this.line.misbehaviour;
    return typeof silent === 'boolean' ? silent : silent.includes(String(parsed(text).infno));
  }

  private handle({ text, at }: Arrival): void {
    const envelope = parsed(text);
    const { msgid, send_admdvs: province } = envelope;
    // Nobody can be answered who does not say who they are.
    if (typeof msgid !== 'string' || typeof province !== 'string' || !/^\d{2}0000$/.test(province)) return;
    const infno = String(envelope.infno);
    const answer = this.answerTo(envelope, `${province} ${msgid}`, province, at);
    this.desks.books.count(province, infno, answer);
    this.desks.inBackground(this.line.answer(province, msgid, answer));
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
    const asked = this.refusals.get(String(envelope.infno))?.shift();
    // Never stored: the same msgid is handled as the first next time.
    if (asked === 'E99' || Math.random() < this.line.misbehaviour.refuse) return refused('E99', 'msgid');
    const answer = asked ? refused(asked, 'input') : this.takeIn(envelope, province, at);
    this.answered.set(key, { content, answer });
    return answer;
  }

  private takeIn({ infno, input }: Envelope, province: string, at: number): Answer {
    const upload = readUpload(String(infno), input, province);
    if (typeof upload === 'string') return refused('E01', upload);
    return takeUpload(this.desks, upload, { province, upload_time: formatTime(at) });
  }
}

function parsed(text: string): Envelope {
  try {
    return (JSON.parse(text) ?? {}) as Envelope;
  } catch {
    return {};
  }
}
