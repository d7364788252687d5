/** Signs a request to the platform's HTTP side (§6) with the province's key. */
export interface RequestSigner {
  /** The signature of a text, base64, and the key it was made with; undefined where nothing is signed (NONE). */
  sign(text: string): Promise<RequestSignature | undefined> | RequestSignature | undefined;
}

/** What goes into the headers `x-key-id` and `x-signature`. */
export interface RequestSignature {
  readonly keyId: string;
  readonly signature: string;
}

/** Signs nothing: where the setting is NONE. */
export const UNSIGNED: RequestSigner = { sign: () => undefined };
