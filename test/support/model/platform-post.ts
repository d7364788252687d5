import type { Random } from '../random';
import { Fault, holds } from './fault';
import type { Network } from './network';
import { codeOf, envelopeText, PLATFORM, type WireAnswer } from './wire';

/** A message to a province, until its answer is there. */
interface Letter {
  readonly msgid: string;
  readonly province: string;
  readonly infno: string;
  readonly input: { readonly mulaid_rel_id: string };
  readonly whenAnswered: (answer: WireAnswer) => void;
  /** Its first answer: the effective one (R15). */
  answer?: WireAnswer;
  isWithdrawn: boolean;
}

/** An item of `GET /relations` (§6). */
export interface FeedItem {
  readonly infno: string;
  readonly msgid: string;
  readonly input: object;
}

const DOWNLOADED = ['M102', 'M103', 'M202', 'M203'];

/** What the platform sends down: again until it is answered, and the first answer is the one that counts (R15). */
export class PlatformPost {
  private readonly letters = new Map<string, Letter>();
  private readonly feeds = new Map<string, FeedItem[]>();
  private serial = 0;
  /** How many answers of each kind came: what a run has met. */
  readonly met = new Map<string, number>();

  constructor(
    private readonly network: Network,
    private readonly clock: { readonly now: number },
  ) {}

  /**
   * Sends a message and gives its msgid. As beneficiary region a province can download it as well, or download it only.
   */
  send(
    to: { readonly province: string; readonly role: 'donor' | 'benef'; readonly pushed: boolean },
    infno: string,
    input: { readonly mulaid_rel_id: string },
    whenAnswered: Letter['whenAnswered'],
  ): string {
    const { province } = to;
    const msgid = `${PLATFORM}20260610120000${String(++this.serial).padStart(10, '0')}`;
    const letter: Letter = { msgid, province, infno, input, whenAnswered, isWithdrawn: false };
    this.letters.set(msgid, letter);
    const isDownloaded = to.role === 'benef' && DOWNLOADED.includes(infno);
    if (isDownloaded) this.feedOf(province).push({ infno, msgid, input });
    if (to.pushed || !isDownloaded) this.push(letter);
    return msgid;
  }

  /** The message has been superseded: it is not sent again, and its answer does not count. */
  withdraw(msgid: string | undefined): void {
    const letter = this.letters.get(msgid ?? '');
    if (letter) letter.isWithdrawn = true;
  }

  /** A province's M191. Every further answer to the same message must be the same (§3). */
  answered(refMsgid: string, answer: WireAnswer): void {
    const letter = this.letters.get(refMsgid);
    holds(letter !== undefined, () => `an answer to ${refMsgid}, which the platform never sent`);
    const shown = ({ infcode, err_code, output }: WireAnswer) => JSON.stringify([infcode, err_code, output]);
    if (letter.answer !== undefined) {
      const first = letter.answer;
      holds(shown(first) === shown(answer), () => `${letter.infno}: first ${shown(first)}, then ${shown(answer)}`);
      return;
    }
    const code = codeOf(answer);
    if (['E01', 'E02', 'E03', 'E04', 'E99'].includes(code)) throw new Fault(`${letter.infno}: ${shown(answer)}`);
    letter.answer = answer;
    const result = answer.output?.['result'];
    const name = `${letter.infno} ${typeof result === 'string' ? result : code}`;
    this.met.set(name, (this.met.get(name) ?? 0) + 1);
    if (!letter.isWithdrawn) letter.whenAnswered(answer);
  }

  /** Sends some of what is unanswered once more. */
  sendAgain(random: Random, all = false): void {
    const unanswered = this.unanswered();
    const some = all ? unanswered : unanswered.filter(() => random.below(3) === 0);
    for (const letter of some) this.push(letter);
  }

  /** What still has to be answered. */
  unanswered(): Letter[] {
    return [...this.letters.values()].filter((each) => each.answer === undefined && !each.isWithdrawn);
  }

  /** `GET /relations`: what was pushed or waits for this province as beneficiary region, after the cursor. */
  relations(province: string, since: number, most: number): { items: readonly FeedItem[]; next: number } {
    const items = this.feedOf(province).slice(since, since + most);
    return { items, next: since + items.length };
  }

  private feedOf(province: string): FeedItem[] {
    const feed = this.feeds.get(province) ?? [];
    this.feeds.set(province, feed);
    return feed;
  }

  private push({ province, infno, msgid, input }: Letter): void {
    const kind = { M1: 'relation', M2: 'limit', M3: 'terminate' }[infno.slice(0, 2)] ?? 'notice';
    const value = envelopeText({ infno, msgid, from: PLATFORM, to: province, input, at: this.clock.now });
    this.network.send(province, { topic: `down.${kind}`, key: input.mulaid_rel_id, value });
  }
}
