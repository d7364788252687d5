import {
  isSignedText,
  KeyFolder,
  openEnvelope,
  PLATFORM,
  sealEnvelope,
  type Keys,
  type SealingRules,
} from '@libs/national-platform';
import { REFUSAL_TEXT } from '@libs/mutual-aid';

/** What the simulator is told of signing and encryption. */
export interface SealingSettings {
  readonly signature: SealingRules['signature'];
  readonly encryption: SealingRules['encryption'];
  /** Its folder of keys; "" where it has none. */
  readonly keysDir: string;
}

/** A record that is not rightly signed or encrypted: what it is answered, and whom. */
export interface RefusedRecord {
  readonly refused: { readonly infcode: '-1'; readonly err_code: 'E02'; readonly err_msg: string };
  readonly envelope: Sender;
}

/** A record as it was sent, its body plain; or why it is not rightly signed or encrypted. */
type OpenedText = { readonly text: string } | RefusedRecord;

/** Who is told so, as far as a record says it. */
interface Sender {
  readonly msgid?: unknown;
  readonly send_admdvs?: unknown;
}

/** A change of one of these spoils what was signed and encrypted; a change of another is signed with the rest. */
const AFTER_SEALING = new Set(['signtype', 'key_id', 'cainfo', 'enctype', 'enc_key_id', 'enc_input']);

/** The platform's side of §1: signs with its own key, encrypts with the province's. */
export class PlatformSealing {
  private readonly rules: SealingRules;
  private readonly keys: Keys;

  constructor({ signature, encryption, keysDir }: SealingSettings) {
    this.rules = { self: PLATFORM, signature, encryption };
    this.keys = new KeyFolder(keysDir).keys;
  }

  /** Encrypts and signs an envelope to a province, some members of which are replaced. */
  seal(province: string, json: string, changes: Readonly<Record<string, unknown>> = {}): string {
    const [after, before] = [true, false].map((isAfter) =>
      Object.fromEntries(Object.entries(changes).filter(([name]) => AFTER_SEALING.has(name) === isAfter)),
    );
    const changed = JSON.stringify({ ...(JSON.parse(json) as object), ...before });
    const { signature, encryption } = this.rules;
    const isAsked = signature !== 'NONE' || encryption !== 'NONE';
    const sealed = isAsked ? sealEnvelope(changed, { ...this.rules, province }, this.keys, Date.now()) : changed;
    return JSON.stringify({ ...(JSON.parse(sealed) as object), ...after });
  }

  /** Whether a download is rightly signed (§6); `url` is its path with its query, as it was asked for. */
  isSigned(url: string, headers: Readonly<Record<string, unknown>>): boolean {
    if (this.rules.signature === 'NONE') return true;
    const [path = '', query = ''] = url.split('?');
    const sender = String(headers['x-admdvs']);
    const asked = `method=GET&path=${path}${query === '' ? '' : `&query=${query}`}`;
    const text = `admdvs=${sender}&date=${String(headers['x-date'])}&${asked}`;
    const signed = { sender, keyId: headers['x-key-id'], signature: headers['x-signature'] };
    return isSignedText(text, signed, this.keys, Date.now());
  }

  /** Verifies and decrypts what a province sent; what is no JSON comes back as it is. */
  open(text: string): OpenedText {
    const envelope = parsed(text);
    if (envelope === undefined) return { text };
    const opening = openEnvelope(envelope, this.rules, this.keys, Date.now());
    if (opening === 'as it came') return { text };
    if ('input' in opening)
      return { text: JSON.stringify({ ...envelope, input: JSON.parse(opening.input) as unknown }) };
    const err_msg = `${opening.fault}：${REFUSAL_TEXT.E02}`;
    return { refused: { infcode: '-1', err_code: 'E02', err_msg }, envelope };
  }
}

/** The JSON object that a text is; undefined where it is none. */
function parsed(text: string): Sender | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
