import fc from 'fast-check';
import { BODIES, envelope } from './wire-bodies';

/** Nested so deeply that nothing recursive walks it. */
export const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** JSON that a record may hold at any place, as text: much of it cannot be written by JSON.stringify. */
const SHALLOW = [
  ...['null', 'true', '""', '"text"', '0', '-0', '7', '1e999', '9007199254740993', '[]', '{}', '[null]', '[[],[{}]]'],
  ...['{"toString":1}', '{"__proto__":{"msgid":1}}', '{"constructor":null,"length":-1}', '{"a":1,"a":{"b":""}}'],
  ...['"\\ud83d"', '"\\ude00\\ud83d"', '"\\u0000"', '"𠮷"', '"0.00"', '"510000"', '"M101"', '"M191"', '"-1"', '"E99"'],
  ...['[{"mulaid_lmt_id":"L"},{"mulaid_lmt_id":"L"}]', '[{"mulaid_lmt_id":{"toString":1}},null]'],
];
const LARGE = [`"${'9'.repeat(5000)}"`, `{"a":${deep(3000)}}`, deep(8000)];
// What is large takes its time, so it comes seldom.
const ODD_VALUES = [...SHALLOW, ...SHALLOW, ...SHALLOW, ...SHALLOW, ...LARGE];
const ODD_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'limits',
  'limit',
  'input',
  'infno',
  'msgid',
  'reason',
  '\\ud83d',
];

const M191 = envelope(
  'M191',
  { infcode: '-1', err_code: 'E30', err_msg: '额度不存在', output: { upload_time: '2026-06-10T12:00:00.000+08:00' } },
  { inf_refmsgid: '440000202606101200000000000001' },
);
const RIGHT = [
  ...Object.entries(BODIES).map(([infno, body]) => envelope(infno, body)),
  envelope('M101', BODIES['M101'], { recv_admdvs: '510000' }),
  envelope('M201', undefined, { enctype: 'SM4', enc_input: 'AAAA' }),
  M191,
];

type Holder = Record<string, unknown>;

/** One change of the structure: of which node, counted through the record, and to what. */
interface Step {
  readonly kind: 'replace' | 'delete' | 'duplicate' | 'deepen' | 'rename';
  readonly node: number;
  readonly choice: number;
}

/** One change of the bytes: where, as a share of the length. */
interface Scratch {
  readonly kind: 'flip' | 'cut' | 'insert';
  readonly at: number;
  readonly byte: number;
}

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom('replace', 'replace', 'delete', 'duplicate', 'deepen', 'rename'),
    node: fc.nat(999),
    choice: fc.nat(999),
  }),
  { minLength: 1, maxLength: 4 },
);
const scratches = fc.array(
  fc.record<Scratch>({
    kind: fc.constantFrom('flip', 'flip', 'cut', 'insert'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    byte: fc.nat(255),
  }),
  { maxLength: 2 },
);

/** Records that began as right ones: of every message number, changed in their structure and mostly not in their bytes. */
export const oddRecords = fc
  .tuple(fc.constantFrom(...RIGHT), steps, fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, scratches))
  .map(([record, changes, damage]) => damage.reduce(scratched, Buffer.from(changed(record, changes))));

function changed(record: object, changes: readonly Step[]): string {
  const copy = structuredClone(record) as Holder;
  for (const change of changes) apply(copy, change);
  return JSON.stringify(copy).replace(/"@([vn])(\d+)"/g, (_mark, what, index) =>
    what === 'v' ? (ODD_VALUES[Number(index)] ?? '') : `"${ODD_NAMES[Number(index)]}"`,
  );
}

function apply(record: Holder, { kind, node, choice }: Step): void {
  const nodes = nodesOf(record);
  const place = nodes[node % nodes.length];
  if (place === undefined) return;
  const [holder, name] = place;
  // Marks, which the text is given the odd things for.
  const value = `@v${choice % ODD_VALUES.length}`;
  if (kind === 'replace') holder[name] = value;
  else if (kind === 'delete') delete holder[name];
  else if (kind === 'deepen') holder[name] = choice % 2 === 0 ? [holder[name]] : { x: holder[name], y: value };
  else {
    holder[Array.isArray(holder) ? String(holder.length) : `@n${choice % ODD_NAMES.length}`] = holder[name];
    if (kind === 'rename') delete holder[name];
  }
}

/** Every member and element of a record, by what holds it. */
function nodesOf(holder: Holder): [Holder, string][] {
  return Object.entries(holder).flatMap(([name, member]) => [
    [holder, name] as [Holder, string],
    ...(typeof member === 'object' && member !== null ? nodesOf(member as Holder) : []),
  ]);
}

function scratched(bytes: Buffer, { kind, at, byte }: Scratch): Buffer {
  const place = Math.floor(at * bytes.length);
  if (kind === 'cut') return bytes.subarray(0, place);
  if (kind === 'insert') return Buffer.concat([bytes.subarray(0, place), Buffer.from([byte]), bytes.subarray(place)]);
  const copy = Buffer.from(bytes);
  copy[place % Math.max(1, copy.length)] = (copy[place % Math.max(1, copy.length)] ?? 0) ^ (1 << (byte % 8));
  return copy;
}
