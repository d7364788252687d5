import { formatTime } from './times';

/** A message to send, before it has its envelope. */
export interface OutgoingMessage {
  readonly infno: string;
  readonly msgid: string;
  readonly from: string;
  readonly to: string;
  /** In an answer: the msgid answered. */
  readonly refMsgid?: string | undefined;
  /** An object, or its JSON. */
  readonly body: object | string;
  /** The record's key, where the caller knows it. */
  readonly key?: string | undefined;
  /** The trace it belongs to, as W3C has it. */
  readonly traceparent?: string | undefined;
  /** ms UTC */
  readonly at: number;
}

/** A Kafka record as §1 has it. */
export interface WireRecord {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Puts a message into its envelope: unsigned and unencrypted, the only way of this version. */
export function writeEnvelope(message: OutgoingMessage): WireRecord {
  const { infno, msgid, from, to, refMsgid, body, traceparent, at } = message;
  const head = JSON.stringify({
    infno,
    msgid,
    infver: '1.0',
    inf_time: formatTime(at),
    send_admdvs: from,
    recv_admdvs: to,
    inf_refmsgid: refMsgid,
    signtype: 'NONE',
    enctype: 'NONE',
  });
  const value = `${head.slice(0, -1)},"input":${typeof body === 'string' ? body : JSON.stringify(body)}}`;
  const headers: WireRecord['headers'] = traceparent === undefined ? { infno, msgid } : { infno, msgid, traceparent };
  return { key: message.key ?? recordKey(body, msgid), value, headers };
}

/** `mulaid_rel_id` where the body has one, else `psn_no`, else the msgid. */
function recordKey(body: object | string, msgid: string): string {
  if (typeof body === 'string') return msgid;
  const { mulaid_rel_id, psn_no } = body as { mulaid_rel_id?: unknown; psn_no?: unknown };
  if (typeof mulaid_rel_id === 'string') return mulaid_rel_id;
  return typeof psn_no === 'string' ? psn_no : msgid;
}
