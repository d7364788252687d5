import type { Random } from '../random';
import { holds } from './fault';
import type { Network } from './network';
import { envelopeText, PLATFORM, type WireAnswer, type WireEnvelope } from './wire';

/** Gives an upload its answer. */
export type Reply = (answer: WireAnswer) => void;

export const OK: WireAnswer = { infcode: '0' };

export function refusedWith(err_code: string): WireAnswer {
  return { infcode: '-1', err_code, err_msg: '平台拒绝' };
}

/**
 * What provinces send up (§5): each answered once, now or later; a repeat as at first, with nothing more done. Now and
 * then E99, of which nothing is kept.
 */
export class UploadDesk {
  private readonly taken = new Map<string, { readonly content: string; answer?: WireAnswer }>();
  private serial = 0;
  /** How many uploads of each kind were answered how. */
  readonly met = new Map<string, number>();

  constructor(
    private readonly network: Network,
    private readonly clock: { readonly now: number },
  ) {}

  receive(upload: WireEnvelope, random: Random, handle: (reply: Reply) => void): void {
    const { infno, msgid, send_admdvs, input } = upload;
    const content = JSON.stringify([infno, input]);
    const known = this.taken.get(msgid);
    if (known !== undefined) {
      holds(known.content === content, () => `${infno} ${msgid} came again with other content`);
      if (known.answer) this.answer(send_admdvs, msgid, known.answer);
      return;
    }
    if (random.below(20) === 0) return this.answer(send_admdvs, msgid, refusedWith('E99'));
    const entry: { content: string; answer?: WireAnswer } = { content };
    this.taken.set(msgid, entry);
    handle((answer) => {
      if (entry.answer !== undefined) return;
      entry.answer = answer;
      const name = `${infno} ${answer.err_code ?? '0'}`;
      this.met.set(name, (this.met.get(name) ?? 0) + 1);
      this.answer(send_admdvs, msgid, answer);
    });
  }

  private answer(to: string, refMsgid: string, input: WireAnswer): void {
    const msgid = `${PLATFORM}20260610130000${String(++this.serial).padStart(10, '0')}`;
    const value = envelopeText({ infno: 'M191', msgid, from: PLATFORM, to, refMsgid, input, at: this.clock.now });
    this.network.send(to, { topic: 'down.ack', key: msgid, value });
  }
}
