/** Bodies as the interface page has them (§4, §5); the model knows no other form of anything. */
export interface WireLimit {
  readonly mulaid_lmt_id: string;
  readonly lmt_amt: string;
  readonly set_time: string;
}

export interface WirePerson {
  readonly psn_no: string;
  readonly psn_name: string;
  readonly psn_cert_type: string;
  readonly certno: string;
  readonly insutype: string;
  readonly insu_admdvs: string;
}

export interface WireEstablishment {
  readonly mulaid_rel_id: string;
  readonly donor: WirePerson;
  readonly benef: WirePerson;
  readonly rel_type: string;
  readonly commit_no: string;
  readonly commit_time: string;
  readonly chnl: string;
  readonly estab_time: string;
  readonly limits: readonly WireLimit[];
}

export interface WireLine {
  readonly line_no: number;
  readonly mulaid_rel_id: string;
  readonly mulaid_lmt_id: string;
  readonly amt: string;
}

/** M411, or M412 where it names another usage. */
export interface WireUsage {
  readonly use_id: string;
  readonly orig_use_id?: string;
  readonly use_time: string;
  readonly lines: readonly WireLine[];
}

export interface WireList {
  readonly mulaid_rel_id: string;
  readonly page: number;
  readonly pages: number;
  readonly lines: readonly {
    readonly use_id: string;
    readonly orig_use_id?: string;
    readonly line_no: number;
    readonly mulaid_lmt_id: string;
    readonly amt: string;
    readonly use_time: string;
  }[];
}

/** What M301 says of a limit, and a region answers. */
export interface WireFigures {
  readonly mulaid_lmt_id: string;
  readonly lmt_amt: string;
  readonly used_amt: string;
  readonly used_cnt: number;
}

/** The body of an M191 (§3). */
export interface WireAnswer {
  readonly infcode: '0' | '-1';
  readonly err_code?: string;
  readonly err_msg?: string;
  readonly output?: { readonly [name: string]: unknown };
}

export interface WireEnvelope {
  readonly infno: string;
  readonly msgid: string;
  readonly send_admdvs: string;
  readonly inf_refmsgid?: string;
  readonly input: unknown;
}

/** A message as it goes over the network. */
export interface WireMessage {
  readonly infno: string;
  readonly msgid: string;
  readonly from: string;
  readonly to: string;
  readonly refMsgid?: string | undefined;
  /** An object, or its JSON. */
  readonly input: object | string;
  /** ms UTC */
  readonly at: number;
}

export const PLATFORM = '100000';

/** The value of a record (§1), neither signed nor encrypted. */
export function envelopeText({ infno, msgid, from, to, refMsgid, input, at }: WireMessage): string {
  const body = typeof input === 'string' ? input : JSON.stringify(input);
  const answered = refMsgid === undefined ? '' : `"inf_refmsgid":"${refMsgid}",`;
  return (
    `{"infno":"${infno}","msgid":"${msgid}","infver":"1.0","inf_time":"${timeText(at)}","send_admdvs":"${from}",` +
    `"recv_admdvs":"${to}",${answered}"signtype":"NONE","enctype":"NONE","input":${body}}`
  );
}

export function timeText(instant: number): string {
  return `${new Date(instant + 8 * 3_600_000).toISOString().slice(0, 23)}+08:00`;
}

export function fenOf(yuan: string): bigint {
  return BigInt(yuan.replace('.', ''));
}

/** Of an amount that is not negative. */
export function yuanOf(fen: bigint): string {
  const digits = fen.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** "0", or the E-code. */
export function codeOf({ infcode, err_code }: WireAnswer): string {
  return infcode === '0' ? '0' : (err_code ?? 'no code');
}
