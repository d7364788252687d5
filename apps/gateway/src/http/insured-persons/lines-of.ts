import { isUtf8 } from 'node:buffer';
import { MOST_BYTES } from '../request/read-body';

const NEWLINE = 10;
/** What some write before the first line. */
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** A line of a stream, from 1, or what is wrong with it. */
export type Line =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly fault: 'over 1 MiB' | 'not UTF-8' };

/** Splits a byte stream into lines in constant memory: of a line that is too long only its number is kept. Skips blank ones. */
export async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let kept: Buffer[] = [];
  let size = 0;
  let number = 1;
  const end = (): Line | undefined => {
    const line = lineOf(number++, size > MOST_BYTES ? undefined : Buffer.concat(kept));
    kept = [];
    size = 0;
    return 'text' in line && line.text.trim() === '' ? undefined : line;
  };
  for await (const chunk of stream) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); ; at = chunk.indexOf(NEWLINE, from)) {
      const part = chunk.subarray(from, at < 0 ? undefined : at);
      size += part.length;
      if (size > MOST_BYTES) kept = [];
      else if (part.length > 0) kept.push(part);
      if (at < 0) break;
      from = at + 1;
      const line = end();
      if (line) yield line;
    }
  }
  const last = size > 0 ? end() : undefined;
  if (last) yield last;
}

function lineOf(number: number, bytes: Buffer | undefined): Line {
  if (bytes === undefined) return { number, fault: 'over 1 MiB' };
  if (!isUtf8(bytes)) return { number, fault: 'not UTF-8' };
  const isMarked = number === 1 && bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return { number, text: bytes.toString('utf8', isMarked ? BYTE_ORDER_MARK.length : 0) };
}
