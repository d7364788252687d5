import { contentHashOf, type PlatformOrder } from '@libs/mutual-aid';
import type { Command } from '../../libs/ledger/src/commands/command';
import { commandKindOf } from '../../libs/ledger/src/commands/registry';
import { FileSet } from '../../libs/ledger/src/files/file-set';
import { revokeRelationshipOrder } from '../../libs/ledger/src/orders/revoke-relationship';
import { MemoryProvince } from '../support/memory-province';
import { DONOR, establishment, NOON, registered, settings, terms, UNCAPPED, UPLOADS } from '../support/pure-people';

const context = { now: NOON, policies: UNCAPPED, waitingTimeout: 900_000, uploads: UPLOADS };
const R1 = { kind: 'take-up-waiting', relationshipId: 'R1' } as const;

function message(msgid: string, order: PlatformOrder): Command & { kind: 'order' } {
  const origin = { origin: `down/0/${msgid}`, topic: 'down', record: Buffer.from(msgid) };
  return { kind: 'order', msgid, infno: order.infno, contentHash: contentHashOf(msgid), origin, order };
}

const m101 = message('M101', { infno: 'M101', body: establishment({ limits: settings(['10.00']) }) });
const m201 = (limitId: string) =>
  message(limitId, { infno: 'M201', body: { relationshipId: 'R1', limit: terms('10.00', NOON, limitId) } });

/** A province in which limits A, B, C wait for R1. */
function waitingProvince(): MemoryProvince {
  const province = new MemoryProvince();
  province.persons.set('D1', registered(DONOR, '100.00'));
  province.run(['A', 'B', 'C'].map(m201), context);
  return province;
}

/** The relationship is recorded, and whoever did so did not see what waits. */
function recordUnseen(province: MemoryProvince): void {
  province.run([{ ...m101, alone: true }], context);
  expect(province.waiting).toHaveLength(3);
}

function answersTo(province: MemoryProvince, ...commands: Command[]): string[] {
  const { notes } = province.run(commands, context).files;
  return notes.answers.map(({ refMsgid, answer }) => `${refMsgid}: ${answer.errCode ?? answer.infcode}`);
}

const outcomeOf = (province: MemoryProvince, command: Command) => province.run([command], context).outcomes[0];
const waitingIn = ({ waiting }: MemoryProvince) => waiting.map(({ key }) => key);

test('what was kept and cannot be read is set aside alone, and its repeat is handled as the first', () => {
  const province = waitingProvince();
  const files = new FileSet();
  for (const row of province.waiting) files.shelf.waiting.put(row.key === 'B' ? { ...row, order: undefined } : row);
  province.write({ outcomes: [], files });
  const { notes, shelf } = province.run([m101], context).files;
  expect(notes.answers.map(({ refMsgid, answer, stored }) => [refMsgid, answer.errCode ?? '0', stored])).toEqual([
    ['M101', '0', true],
    ['A', '0', true],
    ['B', 'E99', false],
    ['C', '0', true],
  ]);
  expect(shelf.letter.fresh()).toMatchObject([{ origin: 'down/0/B', msgid: 'B', record: Buffer.from('B') }]);
  expect(province.waiting).toEqual([]);
  expect(answersTo(province, m201('B'))).toEqual(['B: 0']);
});

test('set aside and sent again in one batch', () => {
  const province = waitingProvince();
  recordUnseen(province);
  const setAside = { kind: 'set-aside-waiting', relationshipId: 'R1', key: 'B' } as const;
  expect(answersTo(province, setAside, m201('B'))).toEqual(['B: E99', 'A: 0', 'C: 0', 'B: 0']);
  expect(province.waiting).toEqual([]);
});

test('as many as asked are taken up, and the next is told', () => {
  const province = waitingProvince();
  recordUnseen(province);
  expect(outcomeOf(province, { ...R1, most: 0 })).toEqual({ kind: 'done', next: 'A' });
  expect(outcomeOf(province, { ...R1, only: 'B' })).toEqual({ kind: 'done', next: 'A' });
  expect(waitingIn(province)).toEqual(['A', 'B', 'C']);
  expect(outcomeOf(province, { ...R1, only: 'A' })).toEqual({ kind: 'done', next: 'B' });
  expect(outcomeOf(province, { ...R1, most: 1 })).toEqual({ kind: 'done', next: 'C' });
  expect(waitingIn(province)).toEqual(['C']);
  expect(outcomeOf(province, R1)).toEqual({ kind: 'done' });
  expect(province.waiting).toEqual([]);
});

test('what fails together is tried by halves, and what fails as the only one is set aside', () => {
  const instead = (command: Command) => commandKindOf(command).whenItFailsAlone?.(command);
  const tried: (Command | undefined)[] = [];
  for (let next = instead(R1); next?.kind === 'take-up-waiting'; next = instead(next)) tried.push(next);
  expect(tried.map((each) => each?.kind === 'take-up-waiting' && each.most)).toEqual([
    ...[512, 256, 128, 64, 32, 16, 8, 4, 2, 1, 0],
  ]);
  const setAside = { kind: 'set-aside-waiting', relationshipId: 'R1', key: 'A' } as const;
  expect(instead({ ...R1, only: 'A' })).toEqual(setAside);
  expect(instead(setAside)).toEqual({ ...setAside, unanswered: true });
  expect(instead({ ...setAside, unanswered: true })).toBeUndefined();
});

test('what failed together with those that wait goes behind them, the relationship itself excepted', () => {
  const province = waitingProvince();
  recordUnseen(province);
  const later = { ...m201('D'), alone: true } as const;
  expect(outcomeOf(province, later)).toEqual({ kind: 'waiting' });
  expect(answersTo(province, R1)).toEqual(['A: 0', 'B: 0', 'C: 0', 'D: 0']);
  // Where nobody waits it is decided, and E99 only if it fails once more.
  expect(answersTo(province, { ...m201('E'), alone: true })).toEqual(['E: 0']);
  expect(commandKindOf(later).whenItFailsAlone?.(later)).toMatchObject({ kind: 'verdict', verdict: { code: 'E99' } });
});

test('what another replica has set aside meanwhile is left alone', () => {
  const province = waitingProvince();
  const setAside = { kind: 'set-aside-waiting', relationshipId: 'R1', key: 'B' } as const;
  expect(answersTo(province, setAside)).toEqual(['B: E99']);
  expect(answersTo(province, setAside)).toEqual([]);
  expect(waitingIn(province)).toEqual(['A', 'C']);
});

test('a command that is decided without what it asked for fails its batch, which is then tried one by one', () => {
  const decide = jest.spyOn(revokeRelationshipOrder, 'decide').mockReturnValue('unread');
  const m103 = message('M103', { infno: 'M103', body: { relationshipId: 'R1', reason: '撤销' } });
  expect(() => waitingProvince().run([m103], context)).toThrow('decided without its files');
  decide.mockRestore();
});
