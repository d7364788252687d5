import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { UsageFiles } from '../../libs/national-platform/src/download/usage-files';
import { UNSIGNED, type RequestSigner } from '../../libs/national-platform/src/download/request-signer';
import {
  DAY,
  manifestOf,
  ownFolders,
  served,
  stated,
  usageRow,
  usageText,
  type ServedFile,
} from '../support/day-files';
import { giveJson, giveText, PlatformHttp, type AskedFor, type Misbehaviour } from '../support/platform-http';

const NOON = Date.parse('2026-11-25T12:00:00.000+08:00');
const FILES_AT = '/mulaid/v1/usage-files';
const newFolder = ownFolders();
const platform = new PlatformHttp();
beforeAll(() => platform.start());
afterAll(() => platform.stop());

/** Random enough that gzip leaves it long. */
function bigText(seed: string): string {
  const rows = Array.from({ length: 4000 }, (_, at) => {
    const use_id = createHash('sha1').update(`${seed}${at}`).digest('hex');
    return usageRow({ use_id });
  });
  return usageText(rows);
}
const ONE = served('one.tsv.gz', 'usage', bigText('one'));
const TWO = served('two #2 文件.gz', 'usage', bigText('two'));
const SMALL = served('limits.gz', 'limit', 'x\ny\n');
const manifest = (...files: ServedFile[]) => manifestOf(files, 'donor', '80000.00');

/** What the platform answers a request for a file's bytes. */
type Serving = (file: ServedFile, response: ServerResponse, asked: AskedFor, time: number) => void;

/** The bytes from `Range` on, to `until` at most, and then the connection breaks off. */
function give(file: ServedFile, response: ServerResponse, asked: AskedFor, until = Infinity): void {
  const from = Number(/^bytes=(\d+)-$/.exec(asked.headers.range ?? '')?.[1] ?? '0');
  const { gzip } = file;
  if (from >= gzip.length) return void response.writeHead(416).end();
  const range = { 'content-range': `bytes ${from}-${gzip.length - 1}/${gzip.length}` };
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': gzip.length - from, ...(from > 0 ? range : {}) });
  if (until >= gzip.length) response.end(gzip.subarray(from));
  else response.write(gzip.subarray(from, until), () => response.destroy());
}

const whole: Serving = (file, response, asked) => give(file, response, asked);

/** The platform has these files; what it is asked for bytes is answered as `serving` says. */
function serve(files: readonly ServedFile[], serving: Serving = whole, says: object = manifest(...files)): void {
  const times = new Map<string, number>();
  platform.asked.length = 0;
  platform.always = (asked, response) => {
    if (asked.path === FILES_AT) return giveJson(response, says);
    const name = decodeURIComponent(asked.path.slice(FILES_AT.length + 1));
    const file = files.find((each) => each.name === name);
    times.set(name, (times.get(name) ?? 0) + 1);
    if (file === undefined) giveJson(response, {}, 404);
    else serving(file, response, asked, times.get(name) ?? 0);
  };
}

function download(change: { signer?: RequestSigner; answerWithin?: number; signal?: AbortSignal; url?: string } = {}) {
  const {
    signer = UNSIGNED,
    answerWithin = 20_000,
    signal = new AbortController().signal,
    url = platform.url,
  } = change;
  return new UsageFiles({ url, province: '440000', signer, answerWithin, now: () => NOON, signal });
}

async function fetchDay(folder = newFolder(), change: Parameters<typeof download>[0] = {}) {
  return { folder, fetched: await download(change).fetchDay({ day: DAY, role: 'donor', folder }) };
}

const asks = (name: string) => platform.asked.filter(({ path }) => path === `${FILES_AT}/${encodeURIComponent(name)}`);
const ranges = (name: string) => asks(name).map(({ headers }) => headers.range);
const keptBytes = (folder: string, file: ServedFile) => readFileSync(join(folder, `${stated(file).sm3}.gz`));

test('all files of a day, byte for byte; names with any letters; what is asked for', async () => {
  serve([ONE, TWO, SMALL]);
  const bytes: number[] = [];
  const folder = newFolder();
  const onBytes = (more: number, all: number) => void bytes.push(more, all);
  expect(await download().fetchDay({ day: DAY, role: 'donor', folder, onBytes })).toEqual({
    kind: 'ready',
    rows: 8000,
    files: 3,
  });
  for (const file of [ONE, TWO, SMALL]) expect(keptBytes(folder, file)).toEqual(file.gzip);
  expect(platform.asked[0]?.rawQuery).toBe('date=2026-11-24&role=donor');
  expect(platform.asked[0]?.headers).toMatchObject({ 'x-admdvs': '440000' });
  const kept = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: { name: string }[] };
  expect(kept).toMatchObject({ rows: 8000, amount: '8000000' });
  expect(kept.files.map(({ name }) => name)).toEqual([ONE.name, TWO.name, SMALL.name]);
  const sizes = [ONE, TWO, SMALL].reduce((sum, { gzip }) => sum + gzip.length, 0);
  expect(bytes.filter((_, at) => at % 2 === 0).reduce((sum, each) => sum + each, 0)).toBe(sizes);
  expect(new Set(bytes.filter((_, at) => at % 2 === 1))).toEqual(new Set([sizes]));
});

test('each request is signed for itself', async () => {
  const texts: string[] = [];
  const signer = { sign: (text: string) => (texts.push(text), { keyId: 'k', signature: 'c2ln' }) };
  serve([ONE]);
  await fetchDay(newFolder(), { signer });
  const about = 'admdvs=440000&date=2026-11-25T12:00:00.000+08:00&method=GET&path=/mulaid/v1/usage-files';
  expect(texts).toEqual([`${about}&query=date=2026-11-24&role=donor`, `${about}/one.tsv.gz`]);
  expect(asks(ONE.name)[0]?.headers).toMatchObject({ 'x-key-id': 'k', 'x-signature': 'c2ln' });
});

test('an empty day', async () => {
  serve([], whole, { ...manifest(), amt: '0.00' });
  expect((await fetchDay()).fetched).toEqual({ kind: 'ready', rows: 0, files: 0 });
});

test('404 until it is ready', async () => {
  platform.always = (_, response) => giveText(response, '', 404);
  const { fetched, folder } = await fetchDay();
  expect(fetched).toEqual({ kind: 'not ready', reason: 'the platform has no files of that day yet' });
  serve([ONE]);
  expect((await fetchDay(folder)).fetched).toMatchObject({ kind: 'ready' });
});

test('what breaks off goes on with Range, as often as there is more', async () => {
  const piece = ONE.gzip.length >> 3;
  serve([ONE], (file, response, asked, time) => give(file, response, asked, time < 8 ? piece * time : undefined));
  const { fetched, folder } = await fetchDay();
  expect(fetched).toMatchObject({ kind: 'ready' });
  expect(keptBytes(folder, ONE)).toEqual(ONE.gzip);
  expect(ranges(ONE.name)).toHaveLength(8);
  expect(ranges(ONE.name)[0]).toBeUndefined();
  // The first answer may break off before anything of it was read.
  expect(ranges(ONE.name).slice(-1)[0]).toMatch(/^bytes=[1-9]\d*-$/);
});

test('a process that ended in the middle: the next goes on with its part; what is whole is not asked for again', async () => {
  const folder = newFolder();
  const half = ONE.gzip.length >> 1;
  writeFileSync(join(folder, `${stated(ONE).sm3}.part`), ONE.gzip.subarray(0, half));
  writeFileSync(join(folder, `${stated(TWO).sm3}.gz`), TWO.gzip);
  serve([ONE, TWO]);
  expect((await fetchDay(folder)).fetched).toMatchObject({ kind: 'ready' });
  expect(ranges(ONE.name)).toEqual([`bytes=${half}-`]);
  expect(ranges(TWO.name)).toEqual([]);
  expect(keptBytes(folder, ONE)).toEqual(ONE.gzip);
});

test.each<[string, Buffer]>([
  ['a part that is of another file', Buffer.alloc(5000, 7)],
  ['a part that is too long', Buffer.concat([ONE.gzip, ONE.gzip])],
])('%s', async (_what, part) => {
  const folder = newFolder();
  writeFileSync(join(folder, `${stated(ONE).sm3}.part`), part);
  serve([ONE]);
  expect((await fetchDay(folder)).fetched).toMatchObject({ kind: 'ready' });
  expect(keptBytes(folder, ONE)).toEqual(ONE.gzip);
});

test('a file of ours that was spoilt on the disk is fetched again', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, `${stated(ONE).sm3}.gz`), 'spoilt');
  serve([ONE]);
  expect((await fetchDay(folder)).fetched).toMatchObject({ kind: 'ready' });
  expect(keptBytes(folder, ONE)).toEqual(ONE.gzip);
});

const half = ONE.gzip.length >> 1;
const otherBytes = { ...ONE, gzip: Buffer.from(ONE.gzip).fill(0, half) };

test.each<[string, Serving]>([
  ['does not know Range', (file, response, asked) => give(file, response, { ...asked, headers: {} })],
  [
    'does not know Range, and broke off at first',
    (file, response, asked, time) => give(file, response, { ...asked, headers: {} }, time === 1 ? half : undefined),
  ],
  [
    'calls the gzip an encoding',
    (file, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(file.gzip),
  ],
  ['sends in chunks', (file, response) => void response.writeHead(200).end(file.gzip)],
  [
    'gives other bytes at first',
    (file, response, asked, time) => give(time === 1 ? otherBytes : file, response, asked),
  ],
  [
    'gives too little at first',
    (file, response, asked, time) => {
      if (time === 1) response.writeHead(200).end(file.gzip.subarray(0, half));
      else give(file, response, asked);
    },
  ],
  [
    'gives too much at first',
    (file, response, asked, time) => {
      if (time === 1) response.writeHead(200).end(Buffer.concat([file.gzip, file.gzip]));
      else give(file, response, asked);
    },
  ],
  [
    'fails twice',
    (file, response, asked, time) => (time < 3 ? giveText(response, 'no', 503) : give(file, response, asked)),
  ],
  [
    'refuses the connection twice',
    (file, response, asked, time) => (time < 3 ? void response.destroy() : give(file, response, asked)),
  ],
  [
    'begins earlier than asked',
    (file, response, asked) => {
      const { gzip } = file;
      // What broke off may have brought nothing: then the whole is asked for again.
      if (asked.headers.range === undefined) return give(file, response, asked, half);
      const from = Number(/\d+/.exec(asked.headers.range)) >> 1;
      response.writeHead(206, { 'content-range': `bytes ${from}-${gzip.length - 1}/${gzip.length}` });
      response.end(gzip.subarray(from));
    },
  ],
])('a platform that %s', async (_what, serving) => {
  serve([ONE], serving);
  const { fetched, folder } = await fetchDay();
  expect(fetched).toMatchObject({ kind: 'ready' });
  expect(keptBytes(folder, ONE)).toEqual(ONE.gzip);
});

test.each<[string, Serving, string]>([
  ['SM3', (_, response, asked) => give(otherBytes, response, asked), 'file one.tsv.gz: its SM3 is not the manifest'],
  [
    'size (less)',
    (file, response, asked) => give({ ...file, gzip: file.gzip.subarray(1) }, response, asked),
    'file one.tsv.gz: its size is not the manifest',
  ],
  [
    'size (more)',
    (file, response, asked) => give({ ...file, gzip: Buffer.concat([file.gzip, file.gzip]) }, response, asked),
    'file one.tsv.gz: its size is not the manifest',
  ],
])('another %s, also when fetched again as a whole: failed', async (_what, serving, reason) => {
  serve([ONE], serving);
  const { fetched, folder } = await fetchDay();
  expect(fetched).toEqual({ kind: 'failed', reason: expect.stringContaining(reason) as string });
  expect(asks(ONE.name).length).toBeGreaterThanOrEqual(2);
  expect(readdirSync(folder)).not.toContain('manifest.json');
});

test.each<[string, Serving]>([
  ['answers 500', (_, response) => giveText(response, 'secret', 500)],
  ['has the file no more', (_, response) => giveText(response, '', 404)],
  ['sends elsewhere', (_, response) => void response.writeHead(302, { location: '/elsewhere' }).end()],
  ['breaks off at the same byte for ever', (file, response, asked) => give(file, response, asked, half)],
])('a platform that %s for ever: not ready, and bounded', async (_what, serving) => {
  serve([ONE, SMALL], (file, ...rest) => (file.name === ONE.name ? serving : whole)(file, ...rest));
  const { fetched } = await fetchDay();
  expect(fetched).toMatchObject({ kind: 'not ready', reason: expect.not.stringContaining('secret') as string });
  expect(asks(ONE.name).length).toBeLessThan(20);
});

test('a platform that hangs in the middle is given up, and goes on', async () => {
  serve([ONE], (file, response, asked, time) => {
    if (time > 1) return give(file, response, asked);
    response.writeHead(200, { 'content-length': file.gzip.length }).write(file.gzip.subarray(0, half));
  });
  const { fetched } = await fetchDay(newFolder(), { answerWithin: 300 });
  expect(fetched).toMatchObject({ kind: 'ready' });
  expect(ranges(ONE.name)).toEqual([undefined, `bytes=${half}-`]);
});

test('files that were made anew meanwhile, with their manifest; what is of the old one goes', async () => {
  const folder = newFolder();
  serve([ONE, SMALL]);
  await fetchDay(folder);
  const anew = { ...TWO, name: ONE.name };
  let manifests = 0;
  serve([anew, SMALL]);
  const right = platform.always as Misbehaviour;
  platform.always = (asked, response, request) => {
    const isFirst = asked.path === FILES_AT && ++manifests === 1;
    if (isFirst) giveJson(response, manifest({ ...ONE, gzip: otherBytes.gzip }));
    else right(asked, response, request);
  };
  expect((await fetchDay(folder)).fetched).toEqual({ kind: 'ready', rows: 4000, files: 2 });
  const names = readdirSync(folder).sort();
  expect(names).toEqual([`${stated(anew).sm3}.gz`, `${stated(SMALL).sm3}.gz`, 'manifest.json'].sort());
});

const good = manifest(SMALL);
const [file] = good.files;
test.each<[string, object]>([
  ['date', { ...good, date: '2026-11-31' }],
  ['role', { ...good, role: 'both' }],
  ['rows', { ...good, rows: -1 }],
  ['rows', { ...good, rows: '1' }],
  ['amt', { ...good, amt: 1 }],
  ['files', { ...good, files: {} }],
  ['files[0].name', { ...good, files: [{ ...file, name: '../x' }] }],
  ['files[0].name', { ...good, files: [{ ...file, name: '..' }] }],
  ['files[0].name', { ...good, files: [{ ...file, name: 'a\\b' }] }],
  ['files[0].name', { ...good, files: [{ ...file, name: 'a\nb' }] }],
  ['files[0].name', { ...good, files: [{ ...file, name: '' }] }],
  ['files[1].name', { ...good, files: [file, { ...file, sm3: 'a'.repeat(64) }] }],
  ['files[0].kind', { ...good, files: [{ ...file, kind: 'limits' }] }],
  ['files[0].bytes', { ...good, files: [{ ...file, bytes: 1.5 }] }],
  ['files[0].sm3', { ...good, files: [{ ...file, sm3: 'abc' }] }],
])('a manifest that is malformed at %s: failed, no file is asked for', async (path, says) => {
  serve([SMALL], whole, says);
  const { fetched } = await fetchDay();
  expect(fetched).toEqual({ kind: 'failed', reason: expect.stringContaining(`malformed: ${path}`) as string });
  expect(platform.asked).toHaveLength(1);
});

test.each<[string, object]>([
  ['day', { ...good, date: '2026-11-23' }],
  ['role', { ...good, role: 'benef' }],
  ['province', { ...good, prov: '510000' }],
])('a manifest of another %s: failed', async (_what, says) => {
  serve([SMALL], whole, says);
  expect((await fetchDay()).fetched).toMatchObject({ kind: 'failed' });
});

test('capital letters in SM3; fields unknown to us', async () => {
  const [listed] = good.files.map((each) => ({ ...each, sm3: each.sm3.toUpperCase(), more: 1 }));
  serve([SMALL], whole, { ...good, files: [listed], more: {} });
  expect((await fetchDay()).fetched).toMatchObject({ kind: 'ready' });
});

test('a platform that is away: not ready', async () => {
  const { fetched } = await fetchDay(newFolder(), { url: 'http://127.0.0.1:9' });
  expect(fetched).toMatchObject({ kind: 'not ready' });
});

test('a stop ends what is under way, and its part is kept', async () => {
  const stop = new AbortController();
  const folder = newFolder();
  serve([ONE], (file, response) => {
    response.writeHead(200, { 'content-length': file.gzip.length }).write(file.gzip.subarray(0, half));
    setImmediate(() => stop.abort(new Error('stopped')));
  });
  await expect(fetchDay(folder, { signal: stop.signal })).rejects.toThrow('stopped');
  expect(readdirSync(folder)).toEqual([`${stated(ONE).sm3}.part`]);
});
