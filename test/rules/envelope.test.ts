import { readRecord } from '@libs/national-platform';
import { BODIES, envelope, M101, withField } from '../support/wire-bodies';

function read(record: unknown) {
  return readRecord(Buffer.from(JSON.stringify(record)), '440000');
}

/** Code and field of the verdict, and whether the answer is stored. */
function verdictOn(record: unknown): string {
  const result = read(record);
  if (result.kind === 'order') return '0';
  if (result.kind === 'unreadable') return `dead letter: ${result.reason}`;
  if (result.kind === 'acknowledge') return `M191 to ${result.refMsgid}`;
  const { code, message, stored } = result.verdict;
  return `${code} ${message.split('：')[0]}${stored ? ', stored' : ''}`;
}

const GOOD = envelope('M101', M101);
const MANDATORY = ['infno', 'infver', 'inf_time', 'send_admdvs', 'recv_admdvs', 'signtype', 'enctype', 'input'];
const missing = MANDATORY.flatMap((field) => [undefined, null, '', 7].map((value) => [field, value] as const));

test.each(missing)('§1: %s is %j: E01 names it and is not stored', (field, value) => {
  expect(verdictOn(withField(GOOD, field, value))).toBe(`E01 ${field}`);
});

test.each([
  ['infno', 'M100'],
  ['infno', 'M411'],
  ['infno', 'm101'],
  ['infver', '1.1'],
  ['inf_time', '2026-06-10 12:00:00'],
  ['inf_time', '2026-06-10T25:00:00.000Z'],
  ['send_admdvs', '510000'],
  ['send_admdvs', '440000'],
  ['recv_admdvs', '44000'],
  ['recv_admdvs', 'abcdef'],
  ['signtype', 'RSA'],
  ['enctype', 'AES'],
  ['input', 'text'],
  ['input', []],
  ['inf_refmsgid', 1],
  ['opter_type', 1],
  ['opter_type', '0'],
  ['opter_type', '4'],
  ['opter_type', '12'],
  ['enc_input', 7],
  ['enc_input', {}],
  ['opter', {}],
  ['opter_name', []],
  ['key_id', 1],
  ['enc_key_id', 1],
  ['cainfo', 1],
])('§1: %s is %j: E01 names it', (field, value) => {
  expect(verdictOn(withField(GOOD, field, value))).toBe(`E01 ${field}`);
});

test.each<[string, object, string]>([
  ['right', GOOD, '0'],
  ['optional fields null, empty or left out', { ...GOOD, inf_refmsgid: null, opter: '', cainfo: null }, '0'],
  ['a self-service terminal', { ...GOOD, opter_type: '2' }, '0'],
  ['no kind of operator', { ...GOOD, opter_type: '', enc_input: null }, '0'],
  ['unknown fields', { ...GOOD, extra: { deep: [1] } }, '0'],
  ['a msgid of any length', { ...GOOD, msgid: 'x'.repeat(300) }, '0'],
  ['a msgid of one character', { ...GOOD, msgid: '-' }, '0'],
  ['addressed to another province', { ...GOOD, recv_admdvs: '510000' }, 'E03 recv_admdvs'],
  [
    'addressed elsewhere, and the body wrong: E01 is lower',
    envelope('M101', {}, { recv_admdvs: '510000' }),
    'E01 mulaid_rel_id, stored',
  ],
  ['addressed elsewhere, and the envelope wrong', { ...GOOD, recv_admdvs: '510000', infver: '2' }, 'E01 infver'],
  ['envelope and body wrong: nothing is stored', envelope('M101', {}, { infver: '2' }), 'E01 infver'],
])('%s', (_case, record, verdict) => {
  expect(verdictOn(record)).toBe(verdict);
});

test('encrypted without a key in force: E02, not stored', () => {
  const record = { ...withField(GOOD, 'input', undefined), enctype: 'SM4', enc_input: 'AAAA' };
  expect(read(record)).toMatchObject({ kind: 'verdict', verdict: { code: 'E02', stored: false } });
});

test.each([undefined, null, '', 7])('encrypted, and enc_input is %j: E01 names it', (value) => {
  expect(verdictOn({ ...GOOD, enctype: 'SM4', enc_input: value })).toBe('E01 enc_input');
});

test.each<[string, Buffer | null, string]>([
  ['a tombstone', null, 'not JSON'],
  ['nothing', Buffer.from(''), 'not JSON'],
  ['text', Buffer.from('hello'), 'not JSON'],
  ['half a message', Buffer.from(JSON.stringify(GOOD).slice(0, -1)), 'not JSON'],
  ['bytes', Buffer.from([0xff, 0xfe, 0x00]), 'not JSON: not UTF-8'],
  ['null', Buffer.from('null'), 'not a JSON object'],
  ['an array', Buffer.from('[]'), 'not a JSON object'],
  ['a string', Buffer.from('"M101"'), 'not a JSON object'],
  ['a number', Buffer.from('101'), 'not a JSON object'],
  ['no msgid', Buffer.from('{"infno":"M101"}'), 'no msgid of the id alphabet'],
  ['a msgid of null', Buffer.from('{"msgid":null}'), 'no msgid of the id alphabet'],
  ['an empty msgid', Buffer.from('{"msgid":""}'), 'no msgid of the id alphabet'],
  ['a msgid that is a number', Buffer.from('{"msgid":1}'), 'no msgid of the id alphabet'],
  ['a msgid of other characters', Buffer.from('{"msgid":"编号"}'), 'no msgid of the id alphabet'],
  ['a msgid with a line end', Buffer.from('{"msgid":"a\\n"}'), 'no msgid of the id alphabet'],
  ['an M191 without its envelope', Buffer.from('{"msgid":"a","infno":"M191"}'), 'malformed M191: infver'],
  ...[undefined, null, '', 7].map((err_code): [string, Buffer, string] => [
    `an M191 of -1 with the code ${String(err_code)}`,
    Buffer.from(JSON.stringify(envelope('M191', { infcode: '-1', err_code }, { inf_refmsgid: 'R' }))),
    'malformed M191: err_code',
  ]),
  ['an M191 nobody asked for', Buffer.from(JSON.stringify({ ...GOOD, infno: 'M191' })), 'malformed M191: inf_refmsgid'],
])('§3: cannot be read, a dead letter: %s', (_case, value, reason) => {
  expect(readRecord(value, '440000')).toMatchObject({ kind: 'unreadable', reason });
});

test('nested without end there is a msgid all the same: E01 names what is missing first', () => {
  const value = Buffer.from(`{"msgid":"a","input":${'['.repeat(40000)}${']'.repeat(40000)}}`);
  const verdict = { code: 'E01', stored: false, message: expect.stringMatching(/^infno/) as string };
  expect(readRecord(value, '440000')).toMatchObject({ kind: 'verdict', msgid: 'a', verdict });
});

test.each(Object.keys(BODIES))('%s is read as an order', (infno) => {
  expect(read(envelope(infno, BODIES[infno]))).toMatchObject({ kind: 'order', infno, order: { infno } });
});
