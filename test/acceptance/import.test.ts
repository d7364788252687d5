import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { audit } from '../support/balance';
import { sql } from '../support/database';
import { someone } from '../support/people';
import { newId } from '../support/platform';
import { request, stack, tokenOf } from '../support/stack';
import { until } from '../support/until';

const GD = '440000';
const LINES = Number(process.env['IMPORT_LINES'] ?? 200_000);
const MIB = 1024 * 1024;

interface Imported {
  readonly accepted: number;
  readonly refused_count: number;
  readonly refused: readonly { line: number; err_code: string; detail: string }[];
}

const { insutype, ...person } = someone(GD);
const lineOf = (psn_no: string, change: object = {}) =>
  JSON.stringify({ ...person, psn_no, enrolments: [{ insutype, state: 'ACTIVE' }], balance: '100.00', ...change });

/** Lines in pieces of a thousand, made as they are sent. */
function* inPieces(count: number, line: (number: number) => string): Generator<string> {
  for (let from = 1; from <= count; from += 1000) {
    let piece = '';
    for (let number = from; number < from + 1000 && number <= count; number++) piece += `${line(number)}\n`;
    yield piece;
  }
}

async function opened(): Promise<ClientRequest> {
  const url = stack.provinces[GD]?.gateways[0]?.url ?? '';
  return httpRequest(`${url}/api/v1/insured-persons/import`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await tokenOf(['core'], GD)}`,
      'content-type': 'application/x-ndjson',
    },
  });
}

async function imported(body: Iterable<string>): Promise<Imported> {
  const sending = await opened();
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  Readable.from(body).pipe(sending);
  const [answer] = await answered;
  return JSON.parse(await text(answer)) as Imported;
}

/** The gateway's resident memory, MiB. */
function resident(): number {
  const pid = stack.provinces[GD]?.gateways[0]?.pid ?? 0;
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** Lines, and the most memory that the gateway took while each quarter of them went out. */
function watched(count: number, line: (number: number) => string) {
  const quarters = [0, 0, 0, 0];
  function* lines(): Generator<string> {
    let sent = 0;
    for (const piece of inPieces(count, line)) {
      yield piece;
      const quarter = Math.floor((sent / count) * 4);
      quarters[quarter] = Math.max(quarters[quarter] ?? 0, Math.round(resident()));
      sent += 1000;
    }
  }
  return { quarters, lines };
}

/** Makes a line two kilobytes long, so that lines which were kept would show. */
const PADDING = 'x'.repeat(2000);
/** What may be taken while two fifths of a gigabyte go through: the process itself and the collector's young space. */
const MOST_MEMORY = 900;

/** The last quarter takes no more than the first three did, but for what the collector leaves lying. */
function expectConstant([first = 0, second = 0, third = 0, last = 0]: number[]): void {
  expect(last - Math.max(first, second, third)).toBeLessThan(40);
}

test(`${LINES} lines in constant memory; what is not taken is named by line and code`, async () => {
  const run = newId('I');
  const wrong: Record<number, [string, string, string]> = {
    7: ['A01', 'body', 'broken'],
    1500: ['A01', 'body', '[]'],
    1501: ['A01', 'certno', lineOf(`${run}-1501`, { certno: '' })],
    2000: ['A06', '', 'x'.repeat(MIB + 1)],
    2001: ['A06', '', lineOf(`${run}-2001`, { note: 'x'.repeat(MIB) })],
    60_000: ['A01', 'psn_no', lineOf('a b')],
    60_001: ['A01', 'balance', lineOf(`${run}-60001`, { balance: '1.000' })],
    60_002: ['A01', 'insu_admdvs', lineOf(`${run}-60002`, { insu_admdvs: '510100' })],
  };
  // Of exactly 1 MiB, which is taken.
  const longest = lineOf(`${run}-3000`, { note: '' });
  const fitting = lineOf(`${run}-3000`, { note: 'x'.repeat(MIB - Buffer.byteLength(longest)) });
  const { quarters, lines } = watched(LINES, (number) => {
    if (number === 3000) return fitting;
    return wrong[number]?.[2] ?? lineOf(`${run}-${number}`, { note: PADDING });
  });
  const began = performance.now();
  const { accepted, refused_count, refused } = await imported(lines());
  const seconds = (performance.now() - began) / 1000;
  process.stderr.write(`${LINES} lines in ${seconds.toFixed(1)} s, gateway ${quarters.join(', ')} MiB\n`);
  expect(
    refused.map((each) => [each.line, each.err_code, each.err_code === 'A01' ? each.detail.split('：')[0] : '']),
  ).toEqual(Object.entries(wrong).map(([line, [code, field]]) => [Number(line), code, field]));
  const expected = LINES - Object.keys(wrong).length;
  expect({ accepted, refused_count }).toEqual({ accepted: expected, refused_count: Object.keys(wrong).length });
  const [row] = await sql(GD, 'SELECT COUNT(*) AS count, SUM(balance) AS sum FROM insured_person WHERE psn_no LIKE ?', [
    `${run}-%`,
  ]);
  expect({ count: Number(row?.['count']), sum: Number(row?.['sum']) }).toEqual({
    count: expected,
    sum: expected * 10_000,
  });
  expect(Math.max(...quarters)).toBeLessThan(MOST_MEMORY);
}, 1_200_000);

test('half a million refused lines: counted, the first thousand listed in order, in constant memory', async () => {
  const count = 500_000;
  const { quarters, lines } = watched(count, () => 'x');
  const { accepted, refused_count, refused } = await imported(lines());
  process.stderr.write(`${count} refused lines, gateway ${quarters.join(', ')} MiB\n`);
  expect({ accepted, refused_count }).toEqual({ accepted: 0, refused_count: count });
  expect(refused).toHaveLength(1000);
  expect(refused.every(({ line, err_code }, index) => line === index + 1 && err_code === 'A01')).toBe(true);
  expectConstant(quarters);
});

test('nothing but the newline at the end, blank lines and no line at all', async () => {
  const psnNo = newId('I');
  expect(await imported([`\n\r\n${lineOf(psnNo)}\r\n  \nbroken`])).toMatchObject({
    accepted: 1,
    refused_count: 1,
    refused: [{ line: 5, err_code: 'A01' }],
  });
  expect(await imported([''])).toEqual({ accepted: 0, refused_count: 0, refused: [] });
});

test('an account that has moved keeps its balance: A09 with the line', async () => {
  const psnNo = newId('I');
  await imported([lineOf(psnNo)]);
  const body = { movement_id: newId('M'), amt: '1.00', direction: 'OUT', reason: '购药' };
  const path = `/api/v1/personal-accounts/${psnNo}/movements`;
  expect((await request(GD, 'POST', path, { roles: ['core'], body })).status).toBe(201);
  const { accepted, refused } = await imported([`${lineOf(psnNo)}\n${lineOf(psnNo, { balance: '7.00' })}\n`]);
  expect({ accepted, refused }).toMatchObject({ accepted: 1, refused: [{ line: 2, err_code: 'A09' }] });
});

test('a client that breaks off leaves what it had sent whole, and nothing of the line it was in', async () => {
  const run = newId('I');
  const recorded = async (): Promise<number[]> => {
    const rows = await sql<{ psn_no: string }>(GD, 'SELECT psn_no FROM insured_person WHERE psn_no LIKE ?', [
      `${run}-%`,
    ]);
    return rows.map((row) => Number(row.psn_no.slice(run.length + 1))).sort((a, b) => a - b);
  };
  const sending = await opened();
  sending.once('error', () => undefined);
  for (const piece of inPieces(20_000, (number) => lineOf(`${run}-${number}`))) sending.write(piece);
  sending.write(lineOf(`${run}-20001`).slice(0, -1));
  await until(async () => (await recorded()).length > 0);
  sending.destroy();
  // Both lanes finish what they have in hand: then it is the lines from the first to some last one, none left out.
  await until(async () => (await recorded()).every((number, index) => number === index + 1));
  expect(await imported([lineOf(newId('I'))])).toMatchObject({ accepted: 1 });
  const rows = await sql<{ balance: number; entries: number }>(
    GD,
    `SELECT p.balance, COUNT(e.psn_no) AS entries FROM insured_person p LEFT JOIN ledger_entry e USING (psn_no)
     WHERE psn_no LIKE ? GROUP BY psn_no`,
    [`${run}-%`],
  );
  expect(rows.length).toBeLessThanOrEqual(20_000);
  expect(rows.every((row) => row.balance === 10_000 && Number(row.entries) === 1)).toBe(true);
  expect(audit(GD)).toMatchObject({ status: 0 });
});
