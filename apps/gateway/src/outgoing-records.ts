import { PLATFORM, writeEnvelope, type MsgidMaker, type WireRecord } from '@libs/national-platform';
import type { OutgoingAnswer, UploadRow } from '@libs/province-store';

interface Clock {
  /** ms UTC */
  now(): number;
}

/** Puts what is sent to the platform into its envelope. */
export class OutgoingRecords {
  constructor(
    private readonly province: string,
    private readonly msgids: MsgidMaker,
    private readonly clock: Clock,
  ) {}

  /** Makes sure of msgids for as many answers. */
  reserve(count: number): Promise<void> {
    return this.msgids.reserve(count);
  }

  /** An M191, under a new msgid of those reserved. */
  answer({ refMsgid, answer, traceparent }: OutgoingAnswer): WireRecord {
    const at = this.clock.now();
    const { infcode, errCode: err_code, errMsg: err_msg, output: json } = answer;
    const output = json === undefined ? undefined : (JSON.parse(json) as unknown);
    const body = { infcode, err_code, err_msg, output };
    const msgid = this.msgids.make(at);
    return writeEnvelope({ infno: 'M191', msgid, ...this.between, refMsgid, body, traceparent, at });
  }

  /** An upload, under its own msgid however often it is sent. */
  upload({ infno, msgid, recordKey: key, body, traceparent }: UploadRow): WireRecord {
    return writeEnvelope({ infno, msgid, ...this.between, key, body, traceparent, at: this.clock.now() });
  }

  private get between(): { from: string; to: string } {
    return { from: this.province, to: PLATFORM };
  }
}

/** Makes the ids of a usage or reversal and of its upload: they go into the ledger with the command. */
export class UsageIds {
  constructor(
    private readonly province: string,
    private readonly msgids: MsgidMaker,
    private readonly clock: Clock,
  ) {}

  /** A use id that begins with the province's code and is unique for ever, and a msgid. */
  async next(): Promise<{ useId: string; msgid: string }> {
    const msgid = await this.msgids.next(this.clock.now());
    return { useId: `${this.province}U${msgid.slice(this.province.length)}`, msgid };
  }
}
