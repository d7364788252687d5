import { readRecord } from '@libs/national-platform';
import { deep } from '../support/odd-records';
import { BODIES, envelope, M101 } from '../support/wire-bodies';

const MARK = '@';

/** A right record as text, with raw JSON for the member of its body or, by `where`, of its envelope. */
function record(infno: string, name: string, json: string, where: 'body' | 'envelope' = 'body'): string {
  const right =
    where === 'body'
      ? envelope(infno, { ...BODIES[infno], [name]: MARK })
      : envelope(infno, BODIES[infno], { [name]: MARK });
  return JSON.stringify(right).replace(`"${MARK}"`, () => json);
}

function read(text: string) {
  return readRecord(Buffer.from(text), '440000');
}

/** 0 for an order, else the code and the path it names, or why it is a dead letter. */
function verdictOn(text: string): string {
  const result = read(text);
  if (result.kind === 'unreadable') return result.reason;
  if (result.kind !== 'verdict') return result.kind === 'order' ? '0' : result.kind;
  const { code, message, stored } = result.verdict;
  return `${code} ${message.split('：')[0]}${stored ? ', stored' : ''}`;
}

function hashOf(text: string): string {
  const result = read(text);
  if (result.kind !== 'order' && result.kind !== 'verdict') throw new Error(result.kind);
  return result.contentHash;
}

const ODD_LIMITS = [
  'null',
  '"text"',
  '7',
  '{}',
  '{"length":2}',
  '[null]',
  '[null,null]',
  '[7,[]]',
  '[{"mulaid_lmt_id":{"toString":1}},{}]',
];
const TWICE = JSON.stringify([M101.limits[0], M101.limits[0]]);

test.each(
  ['M103', 'M201', 'M202', 'M203'].flatMap((infno) =>
    [...ODD_LIMITS, '[]', TWICE].map((json) => [infno, json] as const),
  ),
)('%s: `limits` is an unknown field, and ignored whatever it holds: %s', (infno, json) =>
  expect(verdictOn(record(infno, 'limits', json))).toBe('0'),
);

test.each(
  ['M101', 'M102'].flatMap((infno) => [
    ...['null', '"text"', '7', '{}', '{"length":2}', '[]'].map((json) => [infno, json, 'E01 limits, stored'] as const),
    ...['[null]', '[null,null]', '[7,[]]', '[[]]', '["L1"]'].map(
      (json) => [infno, json, 'E01 limits[0], stored'] as const,
    ),
    [infno, TWICE, 'E01 limits[1].mulaid_lmt_id, stored'] as const,
    [infno, '[{"mulaid_lmt_id":{"toString":1}},{}]', 'E01 limits[0].lmt_amt, stored'] as const,
  ]),
)('%s: `limits` is a field: %s', (infno, json, verdict) =>
  expect(verdictOn(record(infno, 'limits', json))).toBe(verdict),
);

test.each([
  ...['{"toString":1}', '{"toString":null,"valueOf":null}', '[]', '["M101"]', '{}', '7', '1e999', 'true', 'null', '""'],
  ...['"\\ud83d"', '"__proto__"', '"constructor"', deep(20_000)],
])('an infno that is none: E01 names it: %.40s', (json) => {
  expect(verdictOn(record('M101', 'infno', json, 'envelope'))).toBe('E01 infno');
});

test('an infno that is no text is never the message whose infno it looks like', () => {
  expect(hashOf(record('M101', 'infno', '["M101"]', 'envelope'))).not.toBe(
    hashOf(record('M101', 'infno', '"M101"', 'envelope')),
  );
});

describe.each(['M101', 'M102', 'M103', 'M201', 'M202', 'M203'])('%s, unknown extra fields', (infno) => {
  test.each([
    ...[
      'null',
      '1e999',
      '-1e999',
      '9007199254740993',
      '"\\ud83d"',
      '{"toString":1}',
      '{"__proto__":null}',
      '{"a":1,"a":2}',
    ],
    ...[deep(3000), deep(100_000), `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, `"${'x'.repeat(1_048_576)}"`],
  ])('are ignored: %.40s', (json) => {
    expect(verdictOn(record(infno, 'extra', json))).toBe('0');
    expect(verdictOn(record(infno, 'extra', json, 'envelope'))).toBe('0');
  });

  test.each(['constructor', 'toString', 'hasOwnProperty', 'length', '0'])('are ignored: one named %s', (name) => {
    expect(verdictOn(record(infno, name, '{"a":[1]}'))).toBe('0');
  });

  test('are ignored: one named __proto__, which gives the body no members', () => {
    const good = JSON.stringify(envelope(infno, BODIES[infno]));
    expect(verdictOn(good.replace('"input":{', '"input":{"__proto__":{"limits":null,"reason":7},'))).toBe('0');
    expect(verdictOn(`{"__proto__":${good}}`)).toBe('no msgid of the id alphabet');
  });
});

test('nested however deeply, the content tells messages apart', () => {
  const hashes = [3000, 3001, 100_000].map((levels) => hashOf(record('M103', 'extra', deep(levels))));
  expect(new Set(hashes).size).toBe(3);
  expect(hashOf(record('M103', 'extra', deep(3000)))).toBe(hashes[0]);
});

test.each<[string, string, string]>([
  ['an empty object', '{}', 'no msgid of the id alphabet'],
  ['a byte order mark before it', `\ufeff${JSON.stringify(envelope('M101', M101))}`, 'not JSON'],
  ['only nesting', deep(100_000), 'not a JSON object'],
  ['a msgid nested deeply', `{"msgid":${deep(100_000)}}`, 'no msgid of the id alphabet'],
  ['a msgid of half a pair', '{"msgid":"\\ud83d"}', 'no msgid of the id alphabet'],
  [
    'an M191 whose reference is far longer than any msgid of ours',
    record('M101', 'inf_refmsgid', `"${'4'.repeat(41)}"`, 'envelope').replace('"M101"', '"M191"'),
    'malformed M191: inf_refmsgid',
  ],
  [
    'an M191 nested deeply',
    record('M101', 'input', deep(50_000), 'envelope').replace('"M101"', '"M191"'),
    'malformed M191: input',
  ],
])('§3: cannot be read, a dead letter: %s', (_case, text, reason) => expect(verdictOn(text)).toBe(reason));

test('a member twice: the last one counts', () => {
  const good = JSON.stringify(envelope('M101', M101));
  expect(read(good.replace('{', '{"msgid":7,'))).toMatchObject({
    kind: 'order',
    msgid: '100000202606101200000000000001',
  });
  expect(verdictOn(good.replace(/}$/, ',"infno":{}}'))).toBe('E01 infno');
});

test('a msgid that no answer can carry is a dead letter: packed, sixty megabytes of it stopped all answers', () => {
  expect(verdictOn(record('M103', 'msgid', `"${'9'.repeat(1024 * 1024 + 1)}"`, 'envelope'))).toBe(
    'its msgid is longer than any answer can be',
  );
});

test.each<[string, string, boolean]>([
  ['9007199254740992', '9007199254740993', false],
  ['1e999', 'null', false],
  ['0.1', '0.10000000000000000001', false],
  ['[9007199254740993]', '[9007199254740992]', false],
  ['9007199254740993', '"9007199254740993"', false],
  ['9007199254740993', '9007199254740993', true],
  ['1', '1.0', true],
])('%s and %s in a body: the same message is %s', (one, other, same) => {
  expect(hashOf(record('M103', 'extra', one)) === hashOf(record('M103', 'extra', other))).toBe(same);
});

test('a msgid of a million characters is one', () => {
  const msgid = '7'.repeat(1_048_576);
  expect(read(JSON.stringify(envelope('M101', M101, { msgid })))).toMatchObject({ kind: 'order', msgid });
});

test.each(['donor', 'mulaid_rel_id', 'commit_no', 'estab_time'])(
  'a million characters, or a deep nest, as %s: E01 names it',
  (name) => {
    expect(verdictOn(record('M101', name, `"${'名'.repeat(1_048_576)}"`))).toBe(`E01 ${name}, stored`);
    expect(verdictOn(record('M101', name, deep(50_000)))).toBe(`E01 ${name}, stored`);
  },
);

describe('text that no database can hold becomes text that one can, where it comes in', () => {
  test.each([
    ['half a pair', '"\\ud83d"', '\ufffd'],
    ['the other half', '"\\uDE00!"', '\ufffd!'],
    ['two halves the wrong way round', '"\\ude00\\ud83d"', '\ufffd\ufffd'],
    ['a whole pair stays', '"\\ud83d\\ude00"', '😀'],
    ['so does a character beyond the BMP', '"𠮷"', '𠮷'],
    ['so does NUL', '"张\\u0000三"', '张\u0000三'],
  ])('%s', (_case, json, text) => {
    expect(read(record('M103', 'reason', json))).toMatchObject({ order: { body: { reason: text } } });
    const person = JSON.stringify(M101.donor).replace('"张三"', () => json);
    expect(read(record('M102', 'donor', person))).toMatchObject({ order: { body: { donor: { name: text } } } });
    const answer = JSON.stringify(
      envelope('M191', { infcode: '-1', err_code: 'E30', err_msg: MARK }, { inf_refmsgid: 'U1' }),
    );
    expect(read(answer.replace(`"${MARK}"`, () => json))).toMatchObject({ kind: 'acknowledge', errMsg: text });
  });

  test('the content is told by what was sent: another half is other content', () => {
    const hashes = ['"\\ud83d"', '"\\ud83e"', '"\ufffd"'].map((json) => hashOf(record('M103', 'reason', json)));
    expect(new Set(hashes).size).toBe(3);
    expect(hashOf(record('M103', 'reason', '"\\uD83D"'))).toBe(hashes[0]);
  });
});
