import { hash } from 'node:crypto';
import { canonicalJson } from '@libs/national-platform';
import { maskName, maskNumber, whereOf } from '@libs/operations';
import type { DeadLetterRow } from '@libs/province-store';
import fc from 'fast-check';
import { letterShown } from '../../apps/gateway/src/http/dead-letters/letter-shown';
import { refusedByPlatform } from '../../libs/ledger/src/commands/refused-by-platform';
import { shortened } from '../../libs/operations/src/log';
import { deep, oddRecords } from '../support/odd-records';
import { BODIES, envelope, M101, withField } from '../support/wire-bodies';

const NAMES = ['张三丰', '李', '欧阳娜娜', '阿依古丽·买买提'];
const NUMBERS = ['44010119800101001X', '110101800101001'];

function letter(record: Buffer | string | null, change: Partial<DeadLetterRow> = {}): DeadLetterRow {
  const bytes = typeof record === 'string' ? Buffer.from(record) : record;
  return {
    id: '17',
    key: '00',
    origin: 'down/0/7',
    at: 0,
    reason: 'not JSON',
    topic: 'down',
    incarnation: null,
    msgid: null,
    record: bytes,
    state: 'OPEN',
    history: [{ at: 0, what: 'not JSON' }],
    ...change,
  };
}

const forOperator = (record: Buffer | string | null, change: Partial<DeadLetterRow> = {}) =>
  letterShown(letter(record, change), false);

/** An M101 about this person, written in the forms that were met, most of which are wrong. */
const FORMS: Readonly<Record<string, (name: string, number: string) => string>> = {
  right: (name, number) => JSON.stringify(about(name, number)),
  'stringified twice': (name, number) => JSON.stringify(JSON.stringify(about(name, number))),
  'an array': (name, number) => JSON.stringify([about(name, number)]),
  'an input that is text': (name, number) =>
    JSON.stringify({ ...about(name, number), input: JSON.stringify(person(name, number)) }),
  'single quotes': (name, number) => JSON.stringify(about(name, number)).replaceAll('"', "'"),
  'names in an array': (name, number) => inInput({ psn_name: [name], certno: [number] }),
  'an extra member': (name, number) => inInput({ note: `${name} ${number}`, [name]: number }),
  'an extra person': (name, number) => inInput({ witness: { psn_name: name, certno: number } }),
  'beside the body': (name, number) => JSON.stringify({ ...envelope('M101', M101), note: name, psn_no: number }),
  'the clerk': (name, number) =>
    JSON.stringify({ ...envelope('M101', M101), opter: `${name}${number}`, opter_name: name }),
  'a reason': (name, number) => JSON.stringify(envelope('M103', { mulaid_rel_id: 'R1', reason: `${name}，${number}` })),
  'an err_msg': (name, number) => answer({ err_msg: `${name} ${number} 未参保`, err_code: 'E11' }),
  'an err_code': (name) => answer({ err_code: name }),
  'an output': (name, number) => answer({ err_code: 'E11', output: { upload_time: name, psn_name: name, a: number } }),
  'a refmsgid': (_name, number) => JSON.stringify({ ...envelope('M103', BODIES['M103']), inf_refmsgid: number }),
  'a letter’s number': (name, number) => inInput({ commit_no: `${name} ${number}` }),
  'cut off': (name, number) => JSON.stringify(about(name, number)).slice(0, -2),
  'no JSON': (name, number) => `psn_name=${name}&certno=${number}`,
  escaped: (name, number) =>
    JSON.stringify(about(name, number)).replace(/[^\x20-\x7e]/g, (each) => `\\u${each.charCodeAt(0).toString(16)}`),
  'a body that is none of its number’s': (name, number) =>
    JSON.stringify(envelope('M601', { psn_name: name, certno: number })),
};

function person(name: string, number: string): object {
  return withField(withField(M101, 'donor.psn_name', name), 'donor.certno', number);
}

const about = (name: string, number: string): object => envelope('M101', person(name, number));
const inInput = (members: object): string => JSON.stringify(envelope('M101', Object.assign({}, M101, members)));
const answer = (body: object): string =>
  JSON.stringify(envelope('M191', Object.assign({ infcode: '-1' }, body), { inf_refmsgid: 'R1' }));

test.each(Object.keys(FORMS))('an operator sees neither name nor number: %s', (form) => {
  for (const name of NAMES)
    for (const number of NUMBERS) {
      const record = FORMS[form]?.(name, number) ?? '';
      const shown = forOperator(record);
      // Whatever can be made of what is shown, by undoing JSON's escapes too.
      const seen = `${JSON.stringify(shown)} ${shown.record ?? ''} ${canonicalJson(JSON.parse(shown.record ?? 'null'))}`;
      expect(seen).not.toContain(number);
      // 李 alone may be the first character of 李*, which is how the other person of the M101 is shown.
      if (name !== '李') expect(seen).not.toContain(name);
      else expect(seen.replaceAll('李*', '')).not.toContain(name);
      expect(shown).toMatchObject({ record_bytes: Buffer.byteLength(record), record_sm3: hash('sm3', record, 'hex') });
      expect(letterShown(letter(record), true).record).toBe(record);
    }
});

test('a rightly formed record is masked field by field', () => {
  const record = JSON.stringify(envelope('M101', M101, { opter: 'clerk', opter_name: '王五', extra: 1 }));
  const masked = JSON.parse(forOperator(record).record ?? 'null') as object;
  const donor = { ...M101.donor, psn_name: '张*', certno: '440*************1X' };
  const benef = { ...M101.benef, psn_name: '李*', certno: '510*************19' };
  const input = { ...M101, commit_no: '***', donor, benef };
  expect(masked).toEqual(envelope('M101', input, { opter: '***', opter_name: '王*' }));
});

test.each<[string, Buffer | string | null]>([
  ['nothing at all', null],
  ['no JSON', '{broken'],
  ['no UTF-8', Buffer.from([0xd5, 0xc5])],
  ['no envelope', '{"psn_name":"张三"}'],
  ['an envelope that lacks a field', JSON.stringify(envelope('M101', M101, { infver: undefined }))],
  ['a body that does not fit', JSON.stringify(envelope('M101', withField(M101, 'limits', [])))],
  ['nested without end', `{"a":${deep(100_000)}}`],
])('an operator is shown no record, but its length and SM3: %s', (_case, record) => {
  const bytes = typeof record === 'string' ? Buffer.from(record) : (record ?? Buffer.alloc(0));
  const figures = { record_bytes: bytes.length, record_sm3: hash('sm3', bytes, 'hex') };
  expect(forOperator(record)).toMatchObject({ record: null, ...figures });
  expect(letterShown(letter(record), true)).toMatchObject({
    record: record === null ? null : bytes.toString(),
    ...figures,
  });
});

test('SM3 is the standard’s', () => {
  const example = '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0';
  expect(forOperator('abc').record_sm3).toBe(example);
});

const fromTheClock = Date.now() % 1_000_000_000;

test.each([1, fromTheClock])('10,000 damaged records show nobody, seed %i', (seed) => {
  const property = fc.property(oddRecords, (record) => {
    const { record: shown } = forOperator(record);
    if (/张三|李四|44010119800101001X|510101195001010019|额度|被共济地/.test(shown ?? '')) throw new Error(shown ?? '');
  });
  fc.assert(property, { seed, numRuns: 10_000 });
});

const sentence = fc.tuple(fc.constantFrom(...NAMES.slice(2)), fc.constantFrom(...NUMBERS), fc.string(), fc.string());

test.each([1, fromTheClock])('what the platform wrote into a refusal is not for an operator, seed %i', (seed) => {
  const property = fc.property(
    sentence,
    fc.constantFrom('E30', undefined, '欧阳娜娜'),
    ([name, number, a, b], code) => {
      const reason = refusedByPlatform('M411', code, `${a}${name}${b}${number}`);
      const steps = { reason, history: [{ at: 0, what: reason }] };
      const shown = JSON.stringify(forOperator('x', steps));
      expect(shown).not.toContain(name);
      expect(shown).not.toContain(number);
      expect(shown).not.toContain('欧阳娜娜');
      expect(shown).toContain(code === 'E30' ? 'M411 被平台拒绝：E30 ***' : 'M411 被平台拒绝： ***');
      expect(letterShown(letter('x', steps), true)).toMatchObject({ reason, history: [{ what: reason }] });
    },
  );
  fc.assert(property, { seed, numRuns: 1000 });
});

test.each([
  ['李', '*'],
  ['', ''],
  ['𠮷', '*'],
  ['张三', '张*'],
  ['𠮷野家', '𠮷**'],
])('the name %s is shown as %s', (name, shown) => {
  expect(maskName(name)).toBe(shown);
});

test('a msgid of 900 KB is not written whole into the log, and all else as it is', () => {
  const short = shortened({ msgid: '9'.repeat(900_000), infno: 'M101', seconds: 7 });
  expect(short).toEqual({ msgid: `${'9'.repeat(2000)}… (900000 characters)`, infno: 'M101', seconds: 7 });
});

test.each(['440106199001011234', '44010619900101123X', '440106900101123'])(
  'a msgid that is the number of an identity card, %s, is masked in the log',
  (msgid) => {
    expect(shortened({ msgid })).toEqual({ msgid: maskNumber(msgid) });
  },
);

test('of what could not be read the log has the place of the fault, and not its text', () => {
  const told = whereOf(new SyntaxError('Unexpected token in "张三"'));
  expect(told).toMatch(/^SyntaxError\n {4}at .*masked-letters/);
  expect(told).not.toContain('张三');
});
