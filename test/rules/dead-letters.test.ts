import { contentHashOf, redriveUpload, type PlatformOrder, type UploadState } from '@libs/mutual-aid';
import { TABLES, uploadLetter, type LetterRow, type UploadRow } from '@libs/province-store';
import type { AcknowledgeCommand, Command, RecordCommand } from '../../libs/ledger/src/commands/command';
import { letterKey } from '../../libs/ledger/src/commands/dead-letter';
import { MemoryProvince } from '../support/memory-province';
import { DONOR, establishment, NOON, registered, UNCAPPED, UPLOADS } from '../support/pure-people';

const context = { now: NOON, policies: UNCAPPED, waitingTimeout: 900_000, uploads: UPLOADS };
const TOPIC = { origin: 'down/0/7', topic: 'down', incarnation: 'first' };
const M101: PlatformOrder = { infno: 'M101', body: establishment() };
const order = {
  kind: 'order',
  msgid: 'A',
  infno: 'M101',
  contentHash: contentHashOf('01'.repeat(32)),
  order: M101,
} as const;

function unreadable(record: string | null, where: object = {}): RecordCommand {
  const origin = { ...TOPIC, record: record === null ? null : Buffer.from(record), ...where };
  return { kind: 'dead-letter', origin, reason: 'not JSON' };
}

/** A province with the letter of a message that can be carried out by now. */
function withLetter(owners: 'known' | 'unknown' = 'known'): {
  province: MemoryProvince;
  key: string;
  message: RecordCommand;
} {
  const province = new MemoryProvince(owners);
  province.persons.set('D1', registered(DONOR, '1000.00'));
  const first = unreadable('M101');
  province.run([first], context);
  const key = letterKey(first.origin);
  return { province, key, message: { ...order, origin: { ...first.origin, redriven: key } } };
}

function letterIn({ letters }: MemoryProvince, key: string): LetterRow | undefined {
  return letters.get(key);
}

test.each<[string, RecordCommand[], number]>([
  ['the same record of the same topic again', [unreadable('x'), unreadable('x')], 1],
  ['the same tombstone again', [unreadable(null), unreadable(null)], 1],
  [
    'the same offset and content of a topic made anew',
    [unreadable('x'), unreadable('x', { incarnation: 'second' })],
    2,
  ],
  ['other content where Kafka gives the same id again', [unreadable('x'), unreadable('y')], 2],
  [
    'other content where Kafka gives no id',
    [unreadable('x', { incarnation: undefined }), unreadable('y', { incarnation: undefined })],
    2,
  ],
  ['a letter of a version without ids', [unreadable('x', { incarnation: undefined }), unreadable('x')], 2],
])('%s', (_case, commands, letters) => {
  for (const batches of [[commands], commands.map((each) => [each])]) {
    const province = new MemoryProvince();
    for (const batch of batches) province.run(batch, context);
    expect([...province.letters.values()]).toHaveLength(letters);
    for (const letter of province.letters.values())
      expect(letter).toMatchObject({ state: 'OPEN', history: [{ at: NOON, what: 'not JSON' }] });
  }
});

/** Who saw the letter with its first step. */
const ME = { by: 'me', seen: 1 };

describe('two hands at once: one wins, the other is E31', () => {
  const hands = ['redrive', 'discard'] as const;
  const pairs = hands.flatMap((first) => hands.map((second) => [first, second] as const));
  test.each(pairs)('%s and %s', (...both) => {
    for (const together of [true, false]) {
      const { province, key, message } = withLetter();
      const commands = both.map((hand, index): Command => {
        const by = `hand ${index + 1}`;
        const both = { hand: { by, seen: 1 } };
        return hand === 'redrive' ? { kind: 'redrive', message, ...both } : { kind: 'discard', letter: key, ...both };
      });
      const batches = together ? [commands] : commands.map((each) => [each]);
      const outcomes = batches.flatMap((batch) => province.run(batch, context).outcomes);
      expect(outcomes).toMatchObject([
        { kind: both[0] === 'redrive' ? 'redriven' : 'discarded' },
        { kind: 'refused', refusal: { code: 'E31' } },
      ]);
      const state = both[0] === 'redrive' ? 'REDRIVEN' : 'DISCARDED';
      expect(letterIn(province, key)).toMatchObject({ state, history: [{}, { what: state, by: 'hand 1' }] });
      expect(province.relationships.size).toBe(both[0] === 'redrive' ? 1 : 0);
    }
  });
});

test.each(['redrive', 'discard'] as const)(
  'a redrive that fails again and a %s at once: the other is E31',
  (second) => {
    const { province, key, message } = withLetter();
    const failing: RecordCommand = { kind: 'dead-letter', origin: message.origin, reason: 'again' };
    const commands: Command[] = [
      { kind: 'redrive', message: failing, hand: { by: 'hand 1', seen: 1 } },
      second === 'redrive'
        ? { kind: 'redrive', message: failing, hand: { by: 'hand 2', seen: 1 } }
        : { kind: 'discard', letter: key, hand: { by: 'hand 2', seen: 1 } },
    ];
    const outcomes = commands.flatMap((command) => province.run([command], context).outcomes);
    expect(outcomes).toMatchObject([{ kind: 'redriven' }, { kind: 'refused', refusal: { code: 'E31' } }]);
    expect(letterIn(province, key)).toMatchObject({
      state: 'OPEN',
      history: [{}, { by: 'hand 1' }, { what: 'again' }],
    });
    // Whoever looks again and then discards it may.
    const discarded = province.run(
      [{ kind: 'discard', letter: key, hand: { by: 'hand 2', seen: 3 } }],
      context,
    ).outcomes;
    expect(discarded).toMatchObject([{ kind: 'discarded' }]);
  },
);

test('a letter that is not there: A05', () => {
  const { province } = withLetter();
  const outcomes = province.run([{ kind: 'discard', letter: '00'.repeat(32), hand: ME }], context).outcomes;
  expect(outcomes).toMatchObject([{ kind: 'refused', refusal: { code: 'A05' } }]);
});

test('a redelivery changes nothing of a letter that was discarded', () => {
  const { province, key } = withLetter();
  province.run([{ kind: 'discard', letter: key, hand: ME }], context);
  const before = letterIn(province, key);
  province.run([unreadable('M101')], context);
  expect(letterIn(province, key)).toEqual(before);
});

test.each<[string, (message: RecordCommand) => RecordCommand]>([
  ['unreadable', ({ origin }) => ({ kind: 'dead-letter', origin, reason: 'again' })],
  [
    'E99',
    ({ origin }) => ({ ...order, kind: 'verdict', origin, verdict: { code: 'E99', message: 'again', stored: false } }),
  ],
  [
    'an answer to nothing of ours',
    ({ origin }) => ({ kind: 'acknowledge', msgid: 'K', refMsgid: 'nobody', infcode: '0', origin }),
  ],
])('redriven and failed again (%s): OPEN, with a longer history', (_case, failing) => {
  const { province, key, message } = withLetter();
  const outcomes = province.run([{ kind: 'redrive', message: failing(message), hand: ME }], context).outcomes;
  expect(outcomes).toMatchObject([{ kind: 'redriven' }]);
  expect(province.letters.size).toBe(1);
  const letter = letterIn(province, key);
  expect(letter).toMatchObject({ state: 'OPEN', history: [{ what: 'not JSON' }, { what: 'REDRIVEN', by: 'me' }, {}] });
  expect(letter?.history[2]).toEqual({ at: NOON, what: letter?.reason });
});

test('a redrive of which nobody knew beforehand whose its relationship is is carried out all the same', () => {
  const { province, key, message } = withLetter('unknown');
  province.run([{ ...order, msgid: 'B', origin: message.origin }], context);
  const revoke: PlatformOrder = { infno: 'M103', body: { relationshipId: M101.body.relationshipId, reason: 'x' } };
  const command: Command = {
    kind: 'redrive',
    message: { ...order, origin: message.origin, infno: 'M103', order: revoke },
    hand: ME,
  };
  expect(province.run([command], context).outcomes).toMatchObject([{ kind: 'redriven', became: { kind: 'answered' } }]);
  expect(letterIn(province, key)).toMatchObject({ state: 'REDRIVEN' });
});

describe('refused uploads', () => {
  const KEY = uploadLetter('U1');
  const upload: UploadRow = {
    msgid: 'T1',
    infno: 'M411',
    recordKey: 'B1',
    body: '{}',
    subject: 'U1',
    state: 'PENDING',
    tries: 1,
    nextAt: NOON,
    createdAt: NOON,
  };
  const refusal = (refMsgid: string): AcknowledgeCommand => ({
    kind: 'acknowledge',
    msgid: `K-${refMsgid}`,
    refMsgid,
    infcode: '-1',
    errCode: 'E30',
    origin: { origin: `ack/0/${refMsgid}`, topic: 'ack', record: null },
  });
  const redrive = (msgid: string, newMsgid: string, asLetter = false): Command => ({
    kind: 'redrive-upload',
    msgid,
    newMsgid,
    by: 'me',
    ...(asLetter ? { letterSeen: 1 } : {}),
  });

  function refused(): MemoryProvince {
    const province = new MemoryProvince();
    province.uploads.set('T1', upload);
    province.run([refusal('T1')], context);
    expect(province.letters.get(KEY)).toMatchObject({ state: 'OPEN', msgid: 'T1', history: [{}] });
    return province;
  }

  test.each([
    ['discarded', [{ kind: 'discard', letter: KEY, hand: ME }], 'DISCARDED'],
    ['redriven', [], 'REDRIVEN'],
  ] as [string, Command[], string][])('%s, sent again and refused again: OPEN again', (_case, before, state) => {
    const province = refused();
    for (const command of before) province.run([command], context);
    const { files } = province.run([redrive('T1', 'T2')], context);
    // It goes with this batch, ahead of whatever is recorded later.
    expect(files.notes.toSend).toMatchObject([{ msgid: 'T2', state: 'PENDING', tries: 1 }]);
    expect(province.uploads.get('T1')).toMatchObject({ state: 'REPLACED' });
    expect(province.letters.get(KEY)).toMatchObject({ state });
    // The first answer again changes nothing.
    province.run([refusal('T1')], context);
    expect(province.letters.get(KEY)).toMatchObject({ state });
    province.run([refusal('T2')], context);
    expect(province.letters.get(KEY)).toMatchObject({ state: 'OPEN', msgid: 'T2', history: [{}, { what: state }, {}] });
    expect(province.letters.size).toBe(1);
  });

  test.each([
    ['as upload and as letter', false, true],
    ['as letter and as upload', true, false],
    ['as letter twice', true, true],
    ['as upload twice', false, false],
  ])('sent again by two hands at once, %s: the other is E31', (_case, ...asLetter) => {
    const province = refused();
    const commands = asLetter.map((each, index) => redrive('T1', `T${index + 2}`, each));
    expect(province.run(commands, context).outcomes).toMatchObject([
      { kind: 'sent again', upload: { msgid: 'T2' } },
      { kind: 'refused', refusal: { code: 'E31' } },
    ]);
    expect([...province.uploads.keys()]).toEqual(['T1', 'T2']);
  });

  test('sent again as a letter that was discarded: E31, and nothing is sent', () => {
    const province = refused();
    province.run([{ kind: 'discard', letter: KEY, hand: ME }], context);
    const { outcomes, files } = province.run([redrive('T1', 'T2', true)], context);
    expect(outcomes).toMatchObject([{ kind: 'refused', refusal: { code: 'E31' } }]);
    expect(files.notes.toSend).toEqual([]);
  });

  test('an unanswered one goes now, under its own msgid', () => {
    const province = new MemoryProvince();
    province.uploads.set('T1', upload);
    const { files, outcomes } = province.run([redrive('T1', 'T2')], context);
    expect(outcomes).toMatchObject([{ kind: 'sent again', upload: { msgid: 'T1', tries: 2 } }]);
    expect(files.notes.toSend).toMatchObject([{ msgid: 'T1' }]);
    expect(province.letters.size).toBe(0);
  });

  test.each<[UploadState, string]>([
    ['PENDING', 'its msgid'],
    ['REFUSED', 'a new msgid'],
    ['HELD', 'E31'],
    ['CONFIRMED', 'E31'],
    ['REPLACED', 'E31'],
  ])('%s: %s', (state, becomes) => {
    const decision = redriveUpload({ infno: 'M411', state });
    expect(decision.refused ? decision.code : decision.under).toBe(becomes);
  });
});

test('a letter fits the least packet of a server, whatever its record, msgid and reason are', () => {
  const size = 16 * 1024 * 1024;
  const letter: LetterRow = {
    key: '00'.repeat(32),
    origin: `${'t'.repeat(249)}/2147483647/9223372036854775807`,
    topic: 't'.repeat(249),
    reason: `${'\u0000'.repeat(size)}`,
    msgid: '7'.repeat(size),
    record: Buffer.alloc(size),
    at: NOON,
    state: 'OPEN',
    history: Array.from({ length: 100 }, () => ({ at: NOON, what: '𠮷"\u0000'.repeat(size / 16) })),
  };
  for (const sql of [TABLES.letter.insert([letter]), TABLES.letter.update([letter])]) {
    expect(Buffer.byteLength(sql)).toBeLessThan(size - 1024);
    expect(sql.isWellFormed()).toBe(true);
  }
});
