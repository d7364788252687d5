/** What the settings ask of every message, in both directions (§1). */
export interface SealingRules {
  /** 100000, or the code of the province: whose keys a message is written with. */
  readonly self: string;
  readonly signature: 'NONE' | 'SM2';
  readonly encryption: 'NONE' | 'SM4';
  /** At the platform, whose key a message is encrypted with, where it is not its recipient's. */
  readonly province?: string;
}

/** The field of an envelope by which it was seen that it is not rightly signed or sealed. */
export type SealedField = 'signtype' | 'key_id' | 'cainfo' | 'enctype' | 'enc_key_id' | 'enc_input';

/**
 * What opening a record came to: nothing stands against it and its body is as it came; or its body, decrypted, as
 * JSON; or E02 and by which field.
 */
export type Opening = 'as it came' | { readonly input: string } | { readonly fault: SealedField };

/** A signature of ours, and the key that it belongs to. */
export interface Signature {
  readonly keyId: string;
  /** base64 of r‖s */
  readonly signature: string;
}

/**
 * Signs, verifies, encrypts and decrypts whole messages, a batch a hand-over. The software one is SoftwareSealer; a
 * bureau's signing server or crypto card stands behind the same interface. What is given back is in the order given.
 */
export interface Sealer {
  /**
   * Opens records by the settings: verified, then decrypted. What cannot be read at all is `as it came`, for whoever
   * reads it next. Rejects where it could not be tried, and then the records are to be opened again.
   */
  open(values: readonly Uint8Array[]): Promise<Opening[]>;
  /**
   * Encrypts, then signs envelopes, as the settings ask: each is the JSON of one with `signtype` and `enctype` NONE.
   * Rejects with SealingError where no key of ours is in force.
   */
  seal(envelopes: readonly string[]): Promise<string[]>;
  /** Signs a text that is no envelope (§6). Rejects with SealingError where no key of ours is in force. */
  sign(text: string): Promise<Signature>;
  /** Lets go what it holds; nothing may be asked of it after. */
  close(): Promise<void>;
}

/** What is to be sent cannot be signed or encrypted. */
export class SealingError extends Error {
  override readonly name = 'SealingError';
}
