import { isUtf8 } from 'node:buffer';
import { REFUSAL_TEXT, type ContentHash, type PlatformOrder, type UploadAnswer } from '@libs/mutual-aid';
import { contentHash } from './content-hash';
import { ID_LENGTH } from './conventions';
import { checkEnvelope, envelopeFault, type Envelope, type Verdict } from './envelope';
import { withExactNumbers } from './exact-numbers';
import { makeStorable } from './make-storable';
import { answersUpload, readOrder } from './messages/down';
import { uploadAnswerOf } from './messages/upload-answer';
import type { Opening, SealedField } from './sealing/sealer';

interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: string;
  /** Of an M191 that is malformed. */
  readonly msgid?: string | undefined;
}

/** What is known of every message that has a msgid. */
interface Read {
  readonly msgid: string;
  /** Empty where it is no text. */
  readonly infno: string;
  readonly contentHash: ContentHash;
}

/** A platform record as read from Kafka. */
export type ReadRecord =
  | Unreadable
  | (UploadAnswer & { readonly kind: 'acknowledge'; readonly msgid: string; readonly refMsgid: string })
  | (Read & { readonly kind: 'order'; readonly order: PlatformOrder })
  | (Read & { readonly kind: 'verdict'; readonly verdict: Verdict });

/** A record that has a msgid, nothing else of it checked. */
interface ParsedRecord {
  readonly msgid: string;
  readonly envelope: Envelope;
  /** The text, or texts, that it was parsed from. */
  readonly json: string;
}

const MSGID = /^[0-9A-Za-z_-]+$/;
/** No broker takes a longer one back in an answer, where it stands once more; only a packed record can have brought it. */
const LONGEST_MSGID = 1024 * 1024;

/** What opening a record came to (§1). */
export interface Opened {
  readonly opening: Opening;
  /** Whether E02 is before all else, as with the settings SM2 or SM4; else an E01 of the envelope is. */
  readonly isStrict: boolean;
}

/** Without keys nothing is verified, and what is encrypted stays so. */
const WITHOUT_KEYS: Opened = { opening: 'as it came', isStrict: false };

/**
 * Reads one record's value (§1, §3); no value makes it throw. What cannot be read, and an M191 that answers nothing of
 * ours, is for the dead letters; all else has a msgid and will be answered.
 */
export function readRecord(value: Buffer | null, province: string, opened: Opened = WITHOUT_KEYS): ReadRecord {
  const parsed = parseRecord(value);
  return 'kind' in parsed ? parsed : readOpen(parsed, province, opened);
}

/** The same of a record that nothing was done to before; `sealed` where it has to be opened first. */
export function readUnsealed(value: Buffer | null, province: string): ReadRecord | 'sealed' {
  const parsed = parseRecord(value);
  if ('kind' in parsed) return parsed;
  return parsed.envelope.enctype === 'SM4' ? 'sealed' : readOpen(parsed, province);
}

/** Reads an envelope whose body lies open, or what opening it came to. */
export function readOpen(
  parsed: ParsedRecord,
  province: string,
  { opening, isStrict }: Opened = WITHOUT_KEYS,
): ReadRecord {
  const { msgid } = parsed;
  const { envelope, json, fault } = unsealed(parsed, opening);
  // A message is told by its content as it was sent.
  const content = answersUpload(envelope.infno)
    ? undefined
    : contentHash(envelope.infno, inputAsSent(envelope, parsed.json, opening));
  makeStorable(envelope, json);
  if (content === undefined) return readAnswer(msgid, envelope, province, fault);
  const infno = typeof envelope.infno === 'string' ? envelope.infno : '';
  const read = { msgid, infno, contentHash: content };
  if (fault !== undefined && isStrict) return { kind: 'verdict', ...read, verdict: refusal('E02', fault, false) };
  return readMessage(read, envelope, province, fault);
}

/** The envelope with its body decrypted; `fault` where it was not rightly signed, or is encrypted still. */
function unsealed(
  { envelope, json }: ParsedRecord,
  opening: Opening,
): Omit<ParsedRecord, 'msgid'> & { fault?: SealedField } {
  if (opening === 'as it came')
    return envelope.enctype === 'SM4' ? { envelope, json, fault: 'enc_key_id' } : { envelope, json };
  if ('fault' in opening) return { envelope, json, fault: opening.fault };
  return { envelope: { ...envelope, input: JSON.parse(opening.input) as unknown }, json: json + opening.input };
}

/** The body with numbers that a double does not hold as they were sent: with others it is other content. */
function inputAsSent({ input }: Envelope, json: string, opening: Opening): unknown {
  const isSealed = typeof opening === 'object' && 'input' in opening;
  const text = isSealed ? opening.input : json;
  const exact = withExactNumbers(text);
  if (exact === text) return input;
  const parsed = JSON.parse(exact) as unknown;
  return isSealed ? parsed : (parsed as Envelope).input;
}

/** The msgid of a record that can be read (§3); undefined where there is none. */
export function msgidOf(value: Buffer | null): string | undefined {
  return parseRecord(value).msgid;
}

/** The JSON object that a value is, with its msgid; no value makes it throw. */
export function parseRecord(value: Buffer | null): Unreadable | ParsedRecord {
  const unreadable = (reason: string): Unreadable => ({ kind: 'unreadable', reason });
  if (value !== null && !isUtf8(value)) return unreadable('not JSON: not UTF-8');
  let json: string;
  let envelope: Envelope;
  try {
    json = value === null ? '' : value.toString('utf8');
    envelope = JSON.parse(json) as Envelope;
  } catch {
    return unreadable('not JSON');
  }
  if (typeof envelope !== 'object' || envelope === null || Array.isArray(envelope))
    return unreadable('not a JSON object');
  const { msgid } = envelope;
  if (typeof msgid !== 'string' || !MSGID.test(msgid)) return unreadable('no msgid of the id alphabet');
  if (msgid.length > LONGEST_MSGID) return unreadable('its msgid is longer than any answer can be');
  return { msgid, envelope, json };
}

/** An M191 to an upload of ours; malformed or not rightly sealed, it is for the dead letters. */
function readAnswer(msgid: string, envelope: Envelope, province: string, sealed: SealedField | undefined): ReadRecord {
  const unreadable = (field: string): ReadRecord => ({ kind: 'unreadable', msgid, reason: `malformed M191: ${field}` });
  if (sealed !== undefined)
    return { kind: 'unreadable', msgid, reason: `M191 not rightly signed or encrypted (E02): ${sealed}` };
  const fault = envelopeFault(envelope, 'opened');
  if (fault !== undefined) return unreadable(fault);
  const { inf_refmsgid, input, recv_admdvs } = envelope;
  if (recv_admdvs !== province) return unreadable('recv_admdvs');
  if (typeof inf_refmsgid !== 'string' || inf_refmsgid === '') return unreadable('inf_refmsgid');
  // None of ours: it is not looked for, because it may have megabytes.
  if (inf_refmsgid.length > ID_LENGTH) return unreadable('inf_refmsgid');
  const answer = uploadAnswerOf(input as Record<string, unknown>);
  if (typeof answer === 'string') return unreadable(answer);
  return { kind: 'acknowledge', msgid, refMsgid: inf_refmsgid, ...answer };
}

function readMessage(read: Read, envelope: Envelope, province: string, sealed: SealedField | undefined): ReadRecord {
  const fault = checkEnvelope(envelope, sealed === undefined ? 'opened' : 'sealed');
  if (fault) return { kind: 'verdict', ...read, verdict: fault };
  if (sealed !== undefined) return { kind: 'verdict', ...read, verdict: refusal('E02', sealed, false) };
  const { input } = envelope;
  const isAddressedHere = envelope.recv_admdvs === province;
  const order = readOrder(read.infno, input);
  if (order !== undefined) {
    if ('misfit' in order) return { kind: 'verdict', ...read, verdict: refusal('E01', order.misfit, true) };
    if (isAddressedHere) return { kind: 'order', ...read, order };
  }
  if (!isAddressedHere) return { kind: 'verdict', ...read, verdict: refusal('E03', 'recv_admdvs', false) };
  // What else passed the envelope is a message of a later version.
  return { kind: 'verdict', ...read, verdict: refusal('E99', read.infno, false) };
}

function refusal(code: Verdict['code'], path: string, stored: boolean): Verdict {
  return { code, message: `${path}：${REFUSAL_TEXT[code]}`, stored };
}
