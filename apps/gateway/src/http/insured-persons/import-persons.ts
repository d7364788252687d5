import type { Ledger } from '@libs/ledger';
import { carriedOut } from '../problem/carried-out';
import { Problem } from '../problem/problem';
import type { KnownRequest } from '../request/known-request';
import { checked, ID } from '../request/field-rules';
import { ImportTally } from './import-tally';
import type { ImportAnswer, RefusedLineAnswer } from './insured-person.answer';
import { linesOf, type Line } from './lines-of';
import { registration } from './registration';

/** As many lines at once, and as many bytes of them: a payment waits behind no more than these. */
const LINES_AT_ONCE = 200;
const BYTES_AT_ONCE = 8 * 1024 * 1024;

/**
 * Registers the persons of an NDJSON stream: lines go to the ledger as they arrive, so many at once and no more; memory
 * stays the same however long it is.
 */
export async function importPersons(ledger: Ledger, province: string, request: KnownRequest): Promise<ImportAnswer> {
  const tally = new ImportTally();
  let under: Promise<RefusedLineAnswer | undefined>[] = [];
  let bytes = 0;
  for await (const line of linesOf(request.raw)) {
    const one = importLine(ledger, province, line);
    // A failure that is no refusal ends the import where the lines under way are awaited.
    one.catch(() => undefined);
    under.push(one);
    bytes += 'text' in line ? line.text.length : 0;
    if (under.length < LINES_AT_ONCE && bytes < BYTES_AT_ONCE) continue;
    tally.add(await Promise.all(under));
    under = [];
    bytes = 0;
  }
  tally.add(await Promise.all(under));
  return tally.answer;
}

async function importLine(ledger: Ledger, province: string, line: Line): Promise<RefusedLineAnswer | undefined> {
  try {
    await register(ledger, province, line);
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return { line: line.number, err_code: error.code, detail: error.detail };
    throw error;
  }
}

async function register(ledger: Ledger, province: string, line: Line): Promise<void> {
  if ('fault' in line) {
    if (line.fault === 'over 1 MiB') throw new Problem('A06', '该行超过 1 MiB，请核对数据');
    throw Problem.field('body', '该行不是 UTF-8 编码，请转换后重新提交');
  }
  const body = parse(line.text);
  const psnNo = checked(ID, 'psn_no', (body as { psn_no?: string }).psn_no);
  carriedOut(await ledger.submit(registration(psnNo, body, province)));
}

function parse(text: string): object {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  } catch {
    // Told below, like every other line that is no object.
  }
  throw Problem.field('body', '该行不是 JSON 对象');
}
