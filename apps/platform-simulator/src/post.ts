import { setTimeout as delay } from 'node:timers/promises';
import type { BookedRelationship, Books } from './books';
import type { Answer } from './answer';
import type { ProvinceLine } from './province-line';
import { RelationList, type ListedMessage } from './relation-list';

const TRIES = 20;
const PAUSE = 200;

/** Messages to the provinces: each is asked until its answer is final, and what the download shows is listed (§6). */
export class Post {
  readonly list = new RelationList();
  /** By beneficiary province, what is not pushed to it for now. */
  private readonly held = new Map<string, ListedMessage[]>();

  constructor(
    private readonly line: ProvinceLine,
    private readonly books: Books,
  ) {}

  /** Sends; resolves once it is in Kafka, with a promise of the final answer: after E99 the same msgid is sent again. */
  async send(
    province: string,
    infno: string,
    body: object,
    msgid = this.line.newMsgid(),
  ): Promise<{ readonly msgid: string; readonly answer: Promise<Answer> }> {
    const sent = await this.line.send(province, infno, body, { msgid });
    const again = async (answer: Answer, tries: number): Promise<Answer> => {
      this.books.count(province, infno, answer);
      if (answer.err_code !== 'E99' || tries === TRIES) return answer;
      await delay(PAUSE);
      return again(await (await this.line.send(province, infno, body, { msgid })).answer, tries + 1);
    };
    return { msgid, answer: sent.answer.then((answer) => again(answer, 1)) };
  }

  /** The platform's time, ms UTC. */
  now(): number {
    return this.line.clock.now();
  }

  async ask(province: string, infno: string, body: object, msgid?: string): Promise<Answer> {
    return (await this.send(province, infno, body, msgid)).answer;
  }

  /** Asks the beneficiary region for M102, M103, M202 or M203: listed, and pushed where it is not held. */
  async askBenef({ benefProvince }: BookedRelationship, infno: string, body: object): Promise<Answer> {
    const msgid = this.line.newMsgid();
    const message = { infno, msgid, input: body };
    this.list.add(benefProvince, message);
    const held = this.held.get(benefProvince);
    if (held === undefined) return this.ask(benefProvince, infno, body, msgid);
    held.push(message);
    const answer = await this.line.answerTo(msgid);
    if (answer.err_code === 'E99') return this.ask(benefProvince, infno, body, msgid);
    this.books.count(benefProvince, infno, answer);
    return answer;
  }

  /** R13, M103 and M203: the beneficiary region first, asked again under a new msgid at E30; on its 0 the donor region. */
  async askBoth(relationship: BookedRelationship, infno: 'M103' | 'M203', body: object): Promise<Answer> {
    const atBenef = await untilKnown(() => this.askBenef(relationship, infno, body));
    if (atBenef.infcode !== '0') return atBenef;
    return untilKnown(() => this.ask(relationship.donorProvince, infno, body));
  }

  /** From now on nothing of §6 is pushed to these provinces; to others goes what was held, answered meanwhile or not. */
  async hold(provinces: readonly string[]): Promise<void> {
    const released = [...this.held].filter(([province]) => !provinces.includes(province));
    for (const province of provinces) if (!this.held.has(province)) this.held.set(province, []);
    for (const [province, messages] of released) {
      this.held.delete(province);
      await Promise.all(messages.map(({ infno, msgid, input }) => this.line.send(province, infno, input, { msgid })));
    }
  }
}

async function untilKnown(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await ask();
    if (answer.err_code !== 'E30' || tries === TRIES) return answer;
    await delay(PAUSE * tries);
  }
}
