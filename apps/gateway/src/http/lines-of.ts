const LONGEST = 1024 * 1024;
const NEWLINE = 10;

/** A line of a stream, from 1; `text` is undefined where it is longer than 1 MiB. */
export interface Line {
  readonly number: number;
  readonly text: string | undefined;
}

/** Splits a byte stream into lines in constant memory: of a line that is too long only its number is kept. Skips blank ones. */
export async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let kept: Buffer[] = [];
  let size = 0;
  let number = 1;
  const end = (): Line | undefined => {
    const text = size > LONGEST ? undefined : Buffer.concat(kept).toString('utf8');
    const line = { number: number++, text };
    kept = [];
    size = 0;
    return text !== undefined && text.trim() === '' ? undefined : line;
  };
  for await (const chunk of stream) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); ; at = chunk.indexOf(NEWLINE, from)) {
      const part = chunk.subarray(from, at < 0 ? undefined : at);
      size += part.length;
      if (size > LONGEST) kept = [];
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
