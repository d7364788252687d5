import { isUtf8 } from 'node:buffer';
import { canonicalJson, readRecord } from '@libs/national-platform';
import fc from 'fast-check';
import { oddRecords } from '../support/odd-records';

const fromTheClock = Date.now() % 1_000_000_000;
const met = new Map<string, number>();

/** The msgid and infno by §3, read in the plainest way; undefined where the record cannot be read. */
function headOf(record: Buffer): { msgid: string; infno: unknown } | undefined {
  if (!isUtf8(record)) return undefined;
  try {
    const { msgid, infno } = JSON.parse(record.toString()) as Record<string, unknown>;
    return typeof msgid === 'string' && /^[0-9A-Za-z_-]+$/.test(msgid) ? { msgid, infno } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a record may be read so: a readable msgid is always answered, M191 aside. */
function isOf(read: ReturnType<typeof readRecord>, head: ReturnType<typeof headOf>): boolean {
  if (head === undefined) return read.kind === 'unreadable';
  if (head.infno === 'M191') return read.kind === 'unreadable' || read.kind === 'acknowledge';
  return (read.kind === 'order' || read.kind === 'verdict') && read.msgid === head.msgid;
}

test.each([1, 20261126, 777, fromTheClock])(
  '25,000 damaged records: each is read as something, seed %i',
  (seed) => {
    const property = fc.property(oddRecords, (record) => {
      const read = readRecord(record, '440000');
      if (!isOf(read, headOf(record))) throw new Error(`not to be read as ${read.kind}`);
      // Whatever is kept of it can be stored.
      const kept = JSON.stringify(read, (_key, each: unknown) => (typeof each === 'bigint' ? `${each}` : each));
      if (/\\ud[89a-f]/.test(kept)) throw new Error(`cannot be stored: ${kept}`);
      const kind = read.kind === 'verdict' ? read.verdict.code : read.kind;
      if (seed !== fromTheClock) met.set(kind, (met.get(kind) ?? 0) + 1);
    });
    fc.assert(property, { seed, numRuns: 25_000, interruptAfterTimeLimit: 150_000, markInterruptAsFailure: true });
  },
  180_000,
);

test.each(['order', 'acknowledge', 'unreadable', 'E01', 'E02', 'E03'])('they met %s often enough', (kind) => {
  expect(met.get(kind) ?? 0).toBeGreaterThan(300);
});

/** The canonical form, written as the page says it and in no other way. */
function plainly(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(plainly).join()}]`;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== '');
  const sorted = members.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${plainly(member)}`).join()}}`;
}

const values = fc.json({ maxDepth: 8, stringUnit: 'binary' }).map((json) => JSON.parse(json) as unknown);

test.each([1, fromTheClock])('the canonical form of any value, at any depth, is the same, seed %i', (seed) => {
  const property = fc.property(values, fc.integer({ min: 0, max: 250 }), fc.boolean(), (value, levels, inList) => {
    let nested = value;
    for (let i = 0; i < levels; i++) nested = inList ? [i, nested, ''] : { b: nested, '': i, a: null };
    expect(canonicalJson(nested)).toBe(plainly(nested));
  });
  fc.assert(property, { seed, numRuns: 500 });
});
