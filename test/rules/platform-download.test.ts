import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PlatformDownload } from '../../libs/national-platform/src/download/platform-download';
import { readItem, recordOfItem } from '../../libs/national-platform/src/download/read-item';
import { UNSIGNED, type RequestSigner } from '../../libs/national-platform/src/download/request-signer';
import { readRecord, type ReadRecord } from '../../libs/national-platform/src/read-record';
import { giveJson, giveText, PlatformHttp, type Misbehaviour } from '../support/platform-http';

const NOON = Date.parse('2026-11-27T12:00:00.000+08:00');
const platform = new PlatformHttp();
const stopping = new AbortController();
beforeAll(() => platform.start());
afterAll(() => platform.stop());

function download(change: { url?: string; signer?: RequestSigner; answerWithin?: number; signal?: AbortSignal } = {}) {
  const { url = platform.url, signer = UNSIGNED, answerWithin = 20_000, signal = stopping.signal } = change;
  return new PlatformDownload({ url, province: '440000', signer, answerWithin, now: () => NOON, signal });
}

const last = () => platform.asked.at(-1);

test('what is asked for, by whom and when; the first page without a cursor', async () => {
  platform.items.splice(0, Infinity, { infno: 'M102' }, 'nonsense');
  expect(await download().relations(undefined, 500)).toEqual({ items: platform.items, next: '2' });
  expect(last()?.path).toBe('/mulaid/v1/relations');
  expect(last()?.query.toString()).toBe('limit=500');
  expect(last()?.headers).toMatchObject({ 'x-admdvs': '440000', 'x-date': '2026-11-27T12:00:00.000+08:00' });
  expect(Object.keys(last()?.headers ?? {})).not.toContain('x-signature');
});

test('a cursor goes back as it came, whatever stands in it', async () => {
  const next = '&limit=1#/../ 游标%2F';
  platform.instead.push((_, response) => giveJson(response, { items: [], next }));
  const page = await download({ url: `${platform.url}/` }).relations('1', 7);
  expect(page).toEqual({ items: [], next });
  platform.instead.push((_, response) => giveJson(response, { items: [], next }));
  await download().relations(page.next, 7);
  expect(last()?.query.get('since')).toBe(next);
  expect(last()?.query.get('limit')).toBe('7');
});

test('signed: the text of §6, with the raw query, and none of it where there is no query', async () => {
  const texts: string[] = [];
  const signer: RequestSigner = {
    sign: (text) => {
      texts.push(text);
      return Promise.resolve({ keyId: 'k1', signature: 'c2ln' });
    },
  };
  await download({ signer }).relations('a b', 500);
  expect(last()?.headers).toMatchObject({ 'x-key-id': 'k1', 'x-signature': 'c2ln' });
  platform.usages.set('R1', []);
  await download({ signer }).relationshipUsages('R1');
  const about = 'admdvs=440000&date=2026-11-27T12:00:00.000+08:00&method=GET';
  expect(texts).toEqual([
    `${about}&path=/mulaid/v1/relations&query=since=a%20b&limit=500`,
    `${about}&path=/mulaid/v1/relations/R1/usages`,
  ]);
});

test.each<[string, unknown, string | undefined]>([
  ['a text', 'c7', 'c7'],
  ['a number', 7, '7'],
  ['null', null, undefined],
  ['nothing', undefined, undefined],
  ['an empty text', '', undefined],
])('next is %s', async (_case, next, read) => {
  platform.instead.push((_, response) => giveJson(response, { items: [], next }));
  expect(await download().relations(undefined, 500)).toEqual({ items: [], next: read });
});

test('numbers that a double does not hold stay as they were sent', async () => {
  const item =
    '{"infno":"M103","msgid":"A1","input":{"mulaid_rel_id":"R","reason":"x","n":[9007199254740993,-1e999,1.50]}}';
  platform.instead.push(text(`{"items":[${item}],"next":9007199254740993}`));
  const { items, next } = await download().relations(undefined, 500);
  expect(next).toBe('9007199254740993');
  const record = recordOfItem(items[0]);
  expect(record.toString()).toBe(item.replace('1.50', '1.5'));
  const pushed = JSON.stringify({ infver: '1.0', inf_time: '2026-11-27T12:00:00.000+08:00', send_admdvs: '100000' });
  const around = `${pushed.slice(0, -1)},"recv_admdvs":"440000","signtype":"NONE","enctype":"NONE",${item.slice(1)}`;
  const hashOf = (found: ReadRecord) => ('contentHash' in found ? found.contentHash : found);
  expect(hashOf(readItem(record, '440000'))).toBe(hashOf(readRecord(Buffer.from(around), '440000')));
});

const line = {
  use_id: '510000U1',
  line_no: 1,
  mulaid_lmt_id: 'L1',
  amt: '1.50',
  use_time: '2026-11-27T12:00:00.000Z',
  upload_time: '2026-11-27T12:00:01.000Z',
};

test('the usages of a relationship, a reversal among them', async () => {
  const reversal = { ...line, use_id: '510000U2', orig_use_id: line.use_id, more: 'is ignored' };
  platform.usages.set('R1', [line, { ...line, line_no: 2, orig_use_id: null }, reversal]);
  const [first, second, third] = await download().relationshipUsages('R1');
  const times = { useTime: Date.parse(line.use_time), uploadTime: Date.parse(line.upload_time) };
  const read = { useId: '510000U1', originalUseId: undefined, lineNo: 1, limitId: 'L1', amount: 150n, ...times };
  expect([first, second]).toEqual([read, { ...read, lineNo: 2 }]);
  expect(third).toEqual({ ...read, useId: '510000U2', originalUseId: '510000U1' });
});

const MANY = Buffer.alloc(1 << 20, ' ');
const endless: Misbehaviour = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const more = (): void => {
    while (!response.destroyed && response.write(MANY));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
};
const gives =
  (body: unknown): Misbehaviour =>
  (_, response) =>
    giveJson(response, body);
const text =
  (body: string, status = 200, headers: object = {}): Misbehaviour =>
  (_, response) =>
    giveText(response, body, status, headers);

test.each<[string, Misbehaviour, RegExp]>([
  ['500', text('Internal Server Error', 500), /GET \/mulaid\/v1\/relations with status 500$/],
  ['404', (_, response) => giveJson(response, {}, 404), /status 404/],
  ['a redirect', text('', 302, { location: '/elsewhere' }), /status 302/],
  ['204', (_, response) => void response.writeHead(204).end(), /status 204/],
  ['HTML', text('<html>请登录 440101199001011234</html>'), /no JSON \(\d+ bytes, text\/html\)$/],
  ['nothing', text(''), /no JSON \(0 bytes/],
  ['no UTF-8', (_, response) => void response.end(Buffer.from([0x22, 0xff, 0x22])), /no JSON \(3 bytes, of no stated/],
  ['half of it', text('{"items":[{"infno":"M1'), /no JSON/],
  ['less than announced', text('{"items":', 200, { 'content-length': '500', connection: 'close' }), /broke off/],
  ['a broken connection', (_, response) => void response.destroy(), /broke off/],
  [
    'a piece, and then breaks off',
    (_, response) => void response.write('{"items":[', () => response.destroy()),
    /broke off/,
  ],
  ['more than fits, without an end', endless, /more than 16777216 bytes/],
  ['a list', gives([]), /malformed: input$/],
  ['null', gives(null), /malformed: input$/],
  ['no items', gives({ next: '1' }), /malformed: items$/],
  ['items that are none', gives({ items: {} }), /malformed: items$/],
  ['a cursor that is none', gives({ items: [], next: {} }), /malformed: next$/],
  ['a cursor that is a fraction', gives({ items: [], next: 1.5 }), /malformed: next$/],
  ['a cursor without measure', gives({ items: [], next: '9'.repeat(501) }), /malformed: next$/],
  ['half a character for a cursor', text('{"items":[],"next":"\\ud83d"}'), /malformed: next$/],
])('an answer that is %s is told of in a sentence, without a word of it', async (_case, misbehaviour, told) => {
  platform.instead.push(misbehaviour);
  const failure = await download()
    .relations(undefined, 500)
    .catch((error: unknown) => error as Error);
  expect(failure).toBeInstanceOf(Error);
  expect((failure as Error).message).toMatch(told);
  expect((failure as Error).message).not.toMatch(/请|4401|Internal/);
  // The next one is asked over a connection that serves.
  expect(await download().relations(undefined, 500)).toMatchObject({ items: platform.items });
});

test.each<[string, object]>([
  ['lines', {}],
  ['lines[0]', { lines: [null] }],
  ['lines[0].use_id', { lines: [{ ...line, use_id: '' }] }],
  ['lines[1].line_no', { lines: [line, { ...line, line_no: '1' }] }],
  ['lines[0].line_no', { lines: [{ ...line, line_no: 0 }] }],
  ['lines[0].amt', { lines: [{ ...line, amt: 1.5 }] }],
  ['lines[0].amt', { lines: [{ ...line, amt: '-1.50' }] }],
  ['lines[0].upload_time', { lines: [{ ...line, upload_time: undefined }] }],
  ['lines[0].use_time', { lines: [{ ...line, use_time: '2026-02-30T12:00:00.000Z' }] }],
])('usages that are malformed at %s are taken as a whole or not at all', async (path, body) => {
  platform.instead.push(gives(body));
  await expect(download().relationshipUsages('R1')).rejects.toThrow(`malformed: ${path}`);
});

test.each<[string, Misbehaviour]>([
  ['does not answer', () => undefined],
  ['does not end its answer', (_, response) => void response.write('{"items":[')],
])('a platform that %s is waited for so long and no longer', async (_case, silent) => {
  platform.instead.push(silent);
  await expect(download({ answerWithin: 150 }).relations(undefined, 500)).rejects.toThrow(
    'no whole answer within 0.15 s',
  );
});

test('a stop ends what is under way', async () => {
  const stop = new AbortController();
  platform.instead.push(() => stop.abort(new Error('stopping')));
  await expect(download({ signal: stop.signal }).relations(undefined, 500)).rejects.toThrow('stopping');
});

test('a platform that is away', async () => {
  const gone = createServer();
  await once(gone.listen(0, '127.0.0.1'), 'listening');
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  const url = `http://127.0.0.1:${port}`;
  await expect(download({ url }).relations(undefined, 500)).rejects.toThrow(
    /cannot be reached, or broke off: .*ECONNREFUSED/,
  );
});
