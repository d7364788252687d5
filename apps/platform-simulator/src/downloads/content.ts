/** What a download gives: all of it, or from a byte on. */
export interface Content {
  readonly type: string;
  readonly bytes: Buffer;
  /** Set for a file, of which a part may be asked for: where these bytes begin and how many the whole has. */
  readonly part?: { readonly from: number; readonly whole: number; readonly isAsked: boolean };
}

/** An answer that is JSON. */
export function jsonContent(body: object): Content {
  return { type: 'application/json; charset=utf-8', bytes: Buffer.from(JSON.stringify(body)) };
}

/**
 * A file, or the part of it that a `Range` header asks for; "none" where it begins behind the end. A header that is no
 * single range of bytes is left aside, as HTTP has it.
 */
export function fileContent(bytes: Buffer, range: string | undefined): Content | 'none' {
  const type = 'application/gzip';
  const whole = bytes.length;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') return { type, bytes, part: { from: 0, whole, isAsked: false } };
  const from = first === '' ? Math.max(0, whole - Number(last)) : Number(first);
  const until = first === '' || last === '' ? whole : Math.min(whole, Number(last) + 1);
  if (from >= whole || until <= from) return 'none';
  return { type, bytes: bytes.subarray(from, until), part: { from, whole, isAsked: true } };
}
