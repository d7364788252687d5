declare const hashBrand: unique symbol;

/** What makes two messages or requests the same (§3, R20): the SHA-256 of their canonical content, in hex. */
export type ContentHash = string & { readonly [hashBrand]: true };

/** Brands a digest in hex that is known to be one. */
export function contentHashOf(hex: string): ContentHash {
  return hex as ContentHash;
}
