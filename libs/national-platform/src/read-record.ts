import { isUtf8 } from 'node:buffer';
import { REFUSAL_TEXT, type ContentHash, type PlatformOrder } from '@libs/mutual-aid';
import { contentHash } from './content-hash';
import { checkEnvelope, envelopeFault, isDownMessage, type Envelope, type Verdict } from './envelope';
import { firstMisfit, isKnownOrder } from './schemas';
import { parseTime } from './times';
import { orderOf } from './translate';

/** A platform record as read from Kafka. */
export type ReadRecord =
  | { readonly kind: 'unreadable'; readonly reason: string; readonly msgid?: string | undefined }
  | {
      readonly kind: 'acknowledge';
      readonly msgid: string;
      readonly refMsgid: string;
      readonly infcode: '0' | '-1';
      readonly errCode?: string | undefined;
      readonly errMsg?: string | undefined;
      /** ms UTC */
      readonly uploadTime?: number | undefined;
    }
  | {
      readonly kind: 'order';
      readonly msgid: string;
      readonly infno: string;
      readonly contentHash: ContentHash;
      readonly order: PlatformOrder;
    }
  | {
      readonly kind: 'verdict';
      readonly msgid: string;
      readonly infno: string;
      readonly contentHash: ContentHash;
      readonly verdict: Verdict;
    };

const MSGID = /^[0-9A-Za-z_-]+$/;

/**
 * Reads one record's value (§1, §3). What cannot be read, and an M191 that answers nothing of ours, is for the dead
 * letters; all else has a msgid and will be answered.
 */
export function readRecord(value: Buffer | null, province: string): ReadRecord {
  let envelope: Envelope;
  if (value !== null && !isUtf8(value)) return { kind: 'unreadable', reason: 'not JSON: not UTF-8' };
  try {
    envelope = JSON.parse(value === null ? '' : value.toString('utf8')) as Envelope;
  } catch {
    return { kind: 'unreadable', reason: 'not JSON' };
  }
  if (typeof envelope !== 'object' || envelope === null || Array.isArray(envelope)) {
    return { kind: 'unreadable', reason: 'not a JSON object' };
  }
  const { msgid } = envelope;
  if (typeof msgid !== 'string' || !MSGID.test(msgid))
    return { kind: 'unreadable', reason: 'no msgid of the id alphabet' };
  if (envelope.infno === 'M191') return readAnswer(msgid, envelope, province);
  try {
    return readMessage(msgid, envelope, province);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Nested too deeply to be walked: there is no canonical form to tell it by, so its bytes have to do.
    const verdict = refusal('E01', 'input', false);
    const content = contentHash(envelope.infno, value?.toString('base64'));
    return { kind: 'verdict', msgid, infno: String(envelope.infno), contentHash: content, verdict };
  }
}

/** An M191 to an upload of ours; malformed, it is for the dead letters. */
function readAnswer(msgid: string, envelope: Envelope, province: string): ReadRecord {
  const unreadable = (field: string): ReadRecord => ({ kind: 'unreadable', msgid, reason: `malformed M191: ${field}` });
  const fault = envelopeFault(envelope);
  if (fault !== undefined) return unreadable(fault);
  const { inf_refmsgid, input, recv_admdvs, enctype } = envelope;
  if (recv_admdvs !== province) return unreadable('recv_admdvs');
  // No key is in force in this version.
  if (enctype === 'SM4') return unreadable('enc_input');
  if (typeof inf_refmsgid !== 'string' || inf_refmsgid === '') return unreadable('inf_refmsgid');
  if (typeof input !== 'object' || input === null) return unreadable('input');
  const { infcode, err_code, err_msg, output } = input as Record<string, unknown>;
  if (infcode !== '0' && infcode !== '-1') return unreadable('infcode');
  if (infcode === '-1' && typeof err_code !== 'string') return unreadable('err_code');
  const time =
    typeof output === 'object' && output !== null ? (output as Record<string, unknown>)['upload_time'] : null;
  return {
    ...{ kind: 'acknowledge', msgid, refMsgid: inf_refmsgid, infcode },
    errCode: typeof err_code === 'string' ? err_code : undefined,
    errMsg: typeof err_msg === 'string' ? err_msg : undefined,
    uploadTime: typeof time === 'string' ? parseTime(time) : undefined,
  };
}

function readMessage(msgid: string, envelope: Envelope, province: string): ReadRecord {
  const { infno, input } = envelope;
  const read = { msgid, infno: String(infno), contentHash: contentHash(infno, input) };
  const fault = checkEnvelope(envelope);
  if (fault) return { kind: 'verdict', ...read, verdict: fault };
  const isAddressedHere = envelope.recv_admdvs === province;
  if (isKnownOrder(read.infno)) {
    const misfit = firstMisfit(read.infno, input);
    if (misfit !== undefined) return { kind: 'verdict', ...read, verdict: refusal('E01', misfit, true) };
    if (isAddressedHere) return { kind: 'order', ...read, order: orderOf(read.infno, input) };
  }
  if (!isAddressedHere) return { kind: 'verdict', ...read, verdict: refusal('E03', 'recv_admdvs', false) };
  if (!isDownMessage(read.infno)) throw new Error('an unknown infno passed the envelope');
  return { kind: 'verdict', ...read, verdict: refusal('E99', read.infno, false) };
}

function refusal(code: Verdict['code'], path: string, stored: boolean): Verdict {
  return { code, message: `${path}：${REFUSAL_TEXT[code]}`, stored };
}
