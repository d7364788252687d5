import { createReadStream } from 'node:fs';
import { fen, type StatedLine } from '@libs/mutual-aid';

/** Bytes that are read at once. */
const PIECE = 128 * 1024;

/** The rows of a file of tab-separated texts that a stage wrote, without its line ends; none where there is no such file. */
export async function* rowsOf(file: string): AsyncGenerator<string[]> {
  let rest = '';
  const stream = createReadStream(file, { encoding: 'utf8', highWaterMark: PIECE });
  try {
    for await (const piece of stream) {
      const rows = (rest + String(piece)).split('\n');
      rest = rows.pop() ?? '';
      if (rows.length > 0) yield rows;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (rest !== '') yield [rest];
}

/** Some lines of one donor, in order of receipt, and the rows that they were read from. */
export interface DonorLines {
  readonly psnNo: string;
  readonly lines: readonly StatedLine[];
  readonly rows: readonly string[];
}

/** The lines of a plan, donor by donor, at most so many at a time. */
export async function* donorLines(file: string, most: number): AsyncGenerator<DonorLines> {
  let psnNo = '';
  let lines: StatedLine[] = [];
  let rows: string[] = [];
  for await (const some of rowsOf(file)) {
    for (const row of some) {
      const cells = row.split('\t');
      const donor = cells[0] ?? '';
      if (lines.length > 0 && (donor !== psnNo || lines.length >= most)) {
        yield { psnNo, lines, rows };
        [lines, rows] = [[], []];
      }
      psnNo = donor;
      lines.push(lineOf(cells));
      rows.push(row);
    }
  }
  if (lines.length > 0) yield { psnNo, lines, rows };
}

function lineOf(cells: readonly string[]): StatedLine {
  const [, , useId = '', lineNo, original, relationshipId = '', limitId = '', amount = '', useTime, uploadTime] = cells;
  return {
    useId,
    lineNo: Number(lineNo),
    originalUseId: original || undefined,
    relationshipId,
    limitId,
    amount: fen(BigInt(amount)),
    useTime: Number(useTime),
    uploadTime: Number(uploadTime),
  };
}
