import {
  cancelTermination,
  closeRelationship,
  fen,
  listUsages,
  reconcileRelationship,
  yuanToFen,
  type Limit,
  type ListedLine,
  type Recorded,
  type RelationshipState,
  type Role,
} from '@libs/mutual-aid';
import { codeOf, DONOR, BENEF, NOON, recorded, recordedLimit, registered } from '../support/pure-people';

const LATER = NOON + 60_000;
const first = recordedLimit('10.00', { limitId: 'L2', setTime: NOON });
const second = recordedLimit('20.00', {
  limitId: 'L1',
  setTime: NOON + 1,
  used: fen(500n),
  usedCount: 3,
  everUsed: true,
});
const revoked = recordedLimit('5.00', { limitId: 'L3', state: 'REVOKED', returned: fen(500n) });
const pending = recordedLimit('7.00', { limitId: 'L4', setTime: NOON + 2, state: 'PENDING' });
const LIMITS = [second, pending, revoked, first];

const figures = (limits: readonly Limit[]) =>
  limits.map(({ limitId, amount, used, usedCount }) => ({ limitId, amount, used, usedCount }));
const closing = (limits: readonly Limit[]) =>
  limits.map(({ limitId, amount, used }) => ({ limitId, amount, used, returned: fen(amount - used) }));
const bodyOf = (limits: readonly Limit[]) => ({
  relationshipId: 'R1',
  initiator: 'donor' as const,
  reason: 'x',
  limits: figures(limits),
});
const held = (role: Role, state: RelationshipState, limits: readonly Limit[] = LIMITS): Recorded => ({
  own: role === 'donor' ? { ...registered(DONOR, '1000.00', '32.00'), liveGiven: 2 } : registered(BENEF),
  relationship: recorded(role, state),
  limits,
});
/** The relationship after an M301 that matched. */
const matched = (role: Role, limits: readonly Limit[]): Recorded => {
  const decision = reconcileRelationship(held(role, 'EFFECTIVE', limits), bodyOf([first, second]), LATER);
  if (decision.refused) throw new Error('refused');
  return { ...held(role, 'EFFECTIVE', limits), relationship: decision.relationships?.[0]?.after };
};

describe('R27: figures', () => {
  test.each<[string, readonly Limit[], 'MATCH' | 'MISMATCH', readonly string[]]>([
    ['as they are here', [first, second], 'MATCH', ['L2', 'L1']],
    ['turned', [second, first], 'MATCH', ['L2', 'L1']],
    ['naming what is pending', [first, second, pending], 'MATCH', ['L2', 'L1', 'L4']],
    ['naming what was revoked', [first, second, revoked], 'MISMATCH', ['L2', 'L1']],
    ['one less', [first], 'MISMATCH', ['L2', 'L1']],
    ['another amount', [first, { ...second, amount: yuanToFen('20.01') }], 'MISMATCH', ['L2', 'L1']],
    ['another use', [first, { ...second, used: fen(501n) }], 'MISMATCH', ['L2', 'L1']],
    ['a row more', [first, { ...second, usedCount: 4 }], 'MISMATCH', ['L2', 'L1']],
    ['another limit', [first, { ...second, limitId: 'L9' }], 'MISMATCH', ['L2', 'L1']],
    ['none', [], 'MISMATCH', ['L2', 'L1']],
  ])('%s', (_, named, result, shown) => {
    const decision = reconcileRelationship(held('donor', 'EFFECTIVE'), bodyOf(named), LATER);
    expect(decision).toMatchObject({
      refused: false,
      output: { result },
      usagesToFetch: result === 'MATCH' ? undefined : 'R1',
      limits: named.includes(pending) ? [{ limitId: 'L4', state: 'EFFECTIVE' }] : [],
      relationships: [{ after: { state: 'TERMINATING', openSince: LATER, termination: { reconciled: true } } }],
    });
    if (decision.refused) return;
    expect(decision.output).toMatchObject({ limits: shown.map((limitId) => ({ limitId })) });
    expect(decision.relationships?.[0]?.after.termination?.matched !== undefined).toBe(result === 'MATCH');
  });

  test('a mismatch after a match leaves what matched, and since when it is blocked', () => {
    const before = matched('benef', LIMITS);
    const decision = reconcileRelationship(before, bodyOf([]), LATER + 1);
    expect(decision).toMatchObject({
      output: { result: 'MISMATCH' },
      usagesToFetch: undefined,
      relationships: [{ after: { openSince: LATER, termination: { matched: figures([first, second]) } } }],
    });
  });
});

describe('R29: M302', () => {
  const spentSince = { ...first, used: fen(100n), usedCount: 1, everUsed: true };
  test.each<[string, readonly Limit[], readonly Limit[], string]>([
    ['the figures of the match', [second, pending, first], [first, second], '0'],
    ['the figures of the match, though another is spent since', [second, pending, spentSince], [first, second], '0'],
    ['the present figures', [second, pending, spentSince], [spentSince, second], '0'],
    ['the present figures with what is pending', [second, pending, first], [first, second, pending], '0'],
    ['neither', [second, pending, first], [first], 'E32'],
    ['none', [second, pending, first], [], 'E32'],
  ])('%s', (_, now, said, code) => {
    const before = { ...matched('donor', [second, pending, first]), limits: now };
    const decision = closeRelationship(before, { relationshipId: 'R1', termTime: LATER, limits: closing(said) });
    expect(codeOf(decision)).toBe(code);
    if (code !== '0') return;
    const left = now.reduce((sum, { amount, used }) => sum + amount - used, 0n);
    expect(decision).toMatchObject({
      person: { liveGiven: 1, account: { balance: 100000n, frozen: 3200n - left } },
      money: { amount: left, frozen: 3200n - left },
      relationships: [{ after: { state: 'TERMINATED', termination: undefined, openSince: undefined } }],
      limits: now.map(({ amount, used }) => ({ state: 'CLOSED', used, returned: amount - used })),
    });
  });

  test('without a match since it began, or with another difference than it says', () => {
    const body = { relationshipId: 'R1', termTime: LATER, limits: closing([first, second]) };
    expect(codeOf(closeRelationship(held('donor', 'TERMINATING'), body))).toBe('E32');
    const wrong = { ...body, limits: body.limits.map((each) => ({ ...each, returned: fen(1n) })) };
    expect(codeOf(closeRelationship(matched('donor', LIMITS), wrong))).toBe('E32');
  });
});

test('M303 is refused where the own person’s insurance ended (R29)', () => {
  const { relationship, own } = matched('donor', LIMITS);
  expect(cancelTermination({ own, relationship })).toMatchObject({
    relationships: [{ after: { state: 'EFFECTIVE', termination: undefined, openSince: undefined } }],
  });
  const ended = relationship && { ...relationship, endedBy: { kind: 'END' as const, at: NOON } };
  expect(codeOf(cancelTermination({ own, relationship: ended }))).toBe('E31');
});

describe('§4: M301, M302 and M303 in each state', () => {
  const STATES: (RelationshipState | 'unknown')[] = [
    'unknown',
    'EFFECTIVE',
    'TERMINATING',
    'REFUSED',
    'REVOKED',
    'TERMINATED',
  ];
  const WANTED: Readonly<Record<string, readonly string[]>> = {
    M301: ['waits', '0', '0', 'E31', 'E31', 'E31'],
    M302: ['waits', 'E31', 'E32', 'E31', 'E31', 'E31'],
    M303: ['waits', 'E31', '0', 'E31', 'E31', 'E31'],
  };
  test.each(
    (['donor', 'benef'] as const).flatMap((role) => STATES.map((state, index) => [role, state, index] as const)),
  )('as %s, %s', (role, state, index) => {
    const known = state === 'unknown' ? { own: undefined, relationship: undefined, limits: [] } : held(role, state);
    const body = { relationshipId: 'R1', termTime: LATER, limits: [] };
    const codes = {
      M301: codeOf(reconcileRelationship(known, bodyOf([]), LATER)),
      M302: codeOf(closeRelationship(known, body)),
      M303: codeOf(cancelTermination(known)),
    };
    expect(codes).toEqual(Object.fromEntries(Object.entries(WANTED).map(([name, wanted]) => [name, wanted[index]])));
  });
});

describe('R28: the list of usages', () => {
  const lines = (count: number): ListedLine[] =>
    Array.from({ length: count }, (_, index) => ({
      useId: `U${index}`,
      lineNo: 1,
      limitId: 'L1',
      amount: fen(1n),
      useTime: NOON,
    }));
  test.each([
    [0, [0]],
    [1, [1]],
    [500, [500]],
    [501, [500, 1]],
    [1000, [500, 500]],
    [1234, [500, 500, 234]],
  ])('%i lines in pages of %j', (count, sizes) => {
    let serial = 0;
    const uploads = listUsages(recorded('benef', 'TERMINATING'), lines(count), () => `m${++serial}`);
    const lists = uploads.map((each) => (each.infno === 'M413' ? each.list : undefined));
    expect(lists.map((list) => list?.lines.length)).toEqual(sizes);
    expect(lists.map((list) => [list?.id, list?.page, list?.pages])).toEqual(
      sizes.map((_, index) => [`m${index + 1}`, index + 1, sizes.length]),
    );
    expect(lists.flatMap((list) => list?.lines ?? [])).toEqual(lines(count));
  });
});
