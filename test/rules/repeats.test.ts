import { contentHashOf, type PlatformOrder } from '@libs/mutual-aid';
import type { Command } from '../../libs/ledger/src/commands/command';
import { MemoryProvince } from '../support/memory-province';
import { DONOR, establishment, NOON, registered, terms, UNCAPPED, UPLOADS } from '../support/pure-people';

const context = { now: NOON, policies: UNCAPPED, waitingTimeout: 900_000, uploads: UPLOADS };
const origin = { origin: 'down/0/0', topic: 'down', record: null };
const [SAME, OTHER] = [contentHashOf('01'.repeat(32)), contentHashOf('02'.repeat(32))];
const M101: PlatformOrder = { infno: 'M101', body: establishment() };
const EARLY: PlatformOrder = { infno: 'M201', body: { relationshipId: 'R9', limit: terms('1.00', NOON, 'L7') } };

const message = (msgid: string, order: PlatformOrder, contentHash = SAME): Command => {
  return { kind: 'order', msgid, infno: order.infno, contentHash, origin, order };
};
const verdict = (msgid: string, code: 'E01' | 'E02' | 'E03' | 'E99', stored: boolean, contentHash = SAME): Command => {
  return { kind: 'verdict', msgid, infno: 'M101', contentHash, origin, verdict: { code, message: code, stored } };
};
const LONG = 'x'.repeat(300);

/** The codes answered, in order; the messages come in one batch, or each in its own. */
function answersTo(commands: readonly Command[], batches: 'one batch' | 'a batch each'): string[] {
  const province = new MemoryProvince();
  province.persons.set('D1', registered(DONOR, '1000.00'));
  const groups = batches === 'one batch' ? [commands] : commands.map((each) => [each]);
  return groups.flatMap((group) =>
    province.run(group, context).files.notes.answers.map(({ answer }) => answer.errCode ?? answer.infcode),
  );
}

describe.each(['one batch', 'a batch each'] as const)('R15, §3, in %s', (batches) => {
  test.each<[string, Command[], string[]]>([
    ['the same again', [message('A', M101), message('A', M101)], ['0', '0']],
    [
      'other content, and the first answer stands',
      [message('A', M101), message('A', M101, OTHER), message('A', M101)],
      ['0', 'E04', '0'],
    ],
    ['msgids that differ in case alone', [message('A', M101), message('a', M101)], ['0', '0']],
    ['a msgid of 300 characters', [message(LONG, M101), message(LONG, M101, OTHER)], ['0', 'E04']],
    ['a repeat of what waits gets no answer of its own', [message('A', EARLY), message('A', EARLY)], []],
    [
      'what came twice and waited is answered once',
      [
        message('A', EARLY),
        message('A', EARLY),
        message('B', { infno: 'M101', body: establishment({ relationshipId: 'R9' }) }),
      ],
      ['0', '0'],
    ],
    ['other content than what waits', [message('A', EARLY), message('A', EARLY, OTHER)], ['E04']],
    [
      'an E01 of the body is stored',
      [verdict('A', 'E01', true), message('A', M101, OTHER), verdict('A', 'E01', true)],
      ['E01', 'E04', 'E01'],
    ],
    ['an E01 of the envelope is not', [verdict('A', 'E01', false), message('A', M101)], ['E01', '0']],
    ['an E03 is not', [verdict('A', 'E03', false), message('A', M101), verdict('A', 'E03', false)], ['E03', '0', '0']],
    ['an E99 is not', [verdict('A', 'E99', false), message('A', M101)], ['E99', '0']],
    [
      'E02 is not, and comes before a known msgid',
      [verdict('A', 'E02', false), message('A', M101), verdict('A', 'E02', false), verdict('A', 'E02', false, OTHER)],
      ['E02', '0', 'E02', 'E02'],
    ],
    ['an E01 under a known msgid is E04', [message('A', M101), verdict('A', 'E01', true, OTHER)], ['0', 'E04']],
    [
      'an E03 under a known msgid with other content is E04',
      [message('A', M101), verdict('A', 'E03', false, OTHER)],
      ['0', 'E04'],
    ],
  ])('%s', (_case, commands, codes) => {
    expect(answersTo(commands, batches)).toEqual(codes);
  });
});

describe('a known id is decided first, whatever its neighbours in the batch had read', () => {
  const known = message('A', M101);
  const foreign: PlatformOrder = { infno: 'M201', body: { relationshipId: 'R9', limit: terms('100.00') } };

  test.each<[string, Command[], string[]]>([
    ['the same establishment again', [message('C', M101)], ['0']],
    ['beside a message that names its limit', [message('B', foreign), message('C', M101)], ['E04', '0']],
    ['the other way round', [message('C', M101), message('B', foreign)], ['0', 'E04']],
    ['other content beside it', [message('B', foreign), message('C', M101, OTHER)], ['E04', 'E04']],
  ])('%s', (_case, batch, codes) => {
    const province = new MemoryProvince();
    province.persons.set('D1', registered(DONOR, '1000.00'));
    province.run([known], context);
    const { files } = province.run(batch, context);
    expect(files.notes.answers.map(({ answer }) => answer.errCode ?? answer.infcode)).toEqual(codes);
    expect(province.persons.get('D1')?.account?.frozen).toBe(10000n);
  });
});
