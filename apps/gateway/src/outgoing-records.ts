import { PLATFORM, writeEnvelope, type MsgidMaker, type WireRecord } from '@libs/national-platform';
import type { OutgoingAnswer, UploadRow } from '@libs/province-store';
import type { Sealing } from './sealing';

interface Clock {
  /** ms UTC */
  now(): number;
}

/** Puts what is sent to the platform into its envelope. */
export class OutgoingRecords {
  constructor(
    private readonly province: string,
    private readonly msgids: MsgidMaker,
    private readonly sealing: Pick<Sealing, 'isAsked' | 'seal'>,
    private readonly clock: Clock,
  ) {}

  /** Makes sure of msgids for as many answers. */
  reserve(count: number): Promise<void> {
    return this.msgids.reserve(count);
  }

  /** M191 in their order, under new msgids of those reserved; rejects where they cannot be signed. */
  answers(answers: readonly OutgoingAnswer[]): readonly WireRecord[] | Promise<readonly WireRecord[]> {
    return this.sealed(answers.map((answer) => this.answer(answer)));
  }

  /** Uploads in their order, under their own msgids however often they are sent; rejects likewise. */
  uploads(uploads: readonly UploadRow[]): readonly WireRecord[] | Promise<readonly WireRecord[]> {
    return this.sealed(uploads.map((upload) => this.upload(upload)));
  }

  private sealed(records: readonly WireRecord[]): readonly WireRecord[] | Promise<readonly WireRecord[]> {
    return this.sealing.isAsked && records.length > 0 ? this.sealing.seal(records) : records;
  }

  private answer({ refMsgid, answer, traceparent }: OutgoingAnswer): WireRecord {
    const at = this.clock.now();
    const { infcode, errCode: err_code, errMsg: err_msg, output: json } = answer;
    const output = json === undefined ? undefined : (JSON.parse(json) as unknown);
    const body = { infcode, err_code, err_msg, output };
    const msgid = this.msgids.make(at);
    return writeEnvelope({ infno: 'M191', msgid, ...this.between, refMsgid, body, traceparent, at });
  }

  private upload({ infno, msgid, recordKey: key, body, traceparent }: UploadRow): WireRecord {
    return writeEnvelope({ infno, msgid, ...this.between, key, body, traceparent, at: this.clock.now() });
  }

  private get between(): { from: string; to: string } {
    return { from: this.province, to: PLATFORM };
  }
}

/** Makes the ids of what windows and settlement systems ask for, and of its upload: they go into the ledger with the command. */
export class UsageIds {
  constructor(
    private readonly province: string,
    private readonly msgids: MsgidMaker,
    private readonly clock: Clock,
  ) {}

  /** A use id that begins with the province's code and is unique for ever, and a msgid. */
  async next(): Promise<{ useId: string; msgid: string }> {
    const msgid = await this.msgids.next(this.clock.now());
    return { useId: this.idOf('U', msgid), msgid };
  }

  /** The ids of a relationship and of its limits, which ascend, and a msgid. */
  async forRelationship(limits: number): Promise<{ relationshipId: string; limitIds: string[]; msgid: string }> {
    const msgid = await this.msgids.next(this.clock.now());
    const limitIds = Array.from({ length: limits }, (_, index) => this.limitIdOf(msgid, index));
    return { relationshipId: this.idOf('R', msgid), limitIds, msgid };
  }

  /** The id of one more limit, and a msgid. */
  async forLimit(): Promise<{ limitId: string; msgid: string }> {
    const msgid = await this.msgids.next(this.clock.now());
    return { limitId: this.limitIdOf(msgid, 0), msgid };
  }

  private limitIdOf(msgid: string, index: number): string {
    return `${this.idOf('L', msgid)}${String(index + 1).padStart(2, '0')}`;
  }

  private idOf(kind: 'U' | 'R' | 'L', msgid: string): string {
    return `${this.province}${kind}${msgid.slice(this.province.length)}`;
  }
}
