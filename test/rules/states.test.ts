import {
  beginTermination,
  fen,
  isFinal,
  moveTo,
  revokeLimit,
  revokeRelationship,
  setLimitForBeneficiary,
  setLimitForDonor,
  TRANSITIONS,
  type Limit,
  type LimitState,
  type RelationshipState,
  type Role,
} from '@libs/mutual-aid';
import {
  BENEF,
  capped,
  codeOf,
  DONOR,
  NOON,
  recorded,
  recordedLimit,
  registered,
  terms,
  UNCAPPED,
} from '../support/pure-people';

const STATES = Object.keys(TRANSITIONS) as RelationshipState[];
const donor = { ...registered(DONOR, '1000.00', '100.00'), liveGiven: 1 };
const benef = registered(BENEF);
const SPENT = recordedLimit('100.00', { used: fen(1n), usedCount: 1, everUsed: true });

describe('rules.md, States: the transitions that exist', () => {
  test.each<[RelationshipState, RelationshipState[]]>([
    ['PENDING', ['EFFECTIVE', 'REFUSED', 'REVOKED', 'TERMINATING']],
    ['EFFECTIVE', ['TERMINATING', 'REVOKED']],
    ['TERMINATING', ['TERMINATED', 'EFFECTIVE', 'REVOKED']],
    ['REFUSED', []],
    ['REVOKED', []],
    ['TERMINATED', []],
  ])('from %s to %s and nowhere else', (from, allowed) => {
    for (const to of STATES) {
      const before = recorded('donor', from);
      const move = () => (to === 'TERMINATING' ? beginTermination(before, NOON) : moveTo(before, to));
      if (allowed.includes(to)) expect(move().state).toBe(to);
      else expect(move).toThrow(`no transition from ${from} to ${to}`);
    }
    expect(isFinal(from)).toBe(allowed.length === 0);
  });
});

describe('§4: M103 in each state', () => {
  test.each<[RelationshipState | 'unknown', Role, Limit[], string]>([
    ['unknown', 'donor', [], 'waits'],
    ['PENDING', 'donor', [recordedLimit('100.00', { state: 'PENDING' })], '0'],
    ['EFFECTIVE', 'donor', [recordedLimit('100.00')], '0'],
    ['TERMINATING', 'donor', [recordedLimit('100.00')], '0'],
    ['REFUSED', 'donor', [], 'E31'],
    ['REVOKED', 'donor', [], 'E31'],
    ['TERMINATED', 'donor', [], 'E31'],
    ['EFFECTIVE', 'benef', [recordedLimit('100.00')], '0'],
    ['TERMINATING', 'benef', [recordedLimit('100.00')], '0'],
    ['REVOKED', 'benef', [], 'E31'],
    ['EFFECTIVE', 'donor', [SPENT], 'E40'],
    ['EFFECTIVE', 'donor', [recordedLimit('1.00', { limitId: 'L2' }), SPENT], 'E40'],
    ['TERMINATING', 'benef', [SPENT], 'E40'],
    ['TERMINATED', 'donor', [{ ...SPENT, state: 'CLOSED' }], 'E31'],
  ])('%s as %s, %#', (state, role, limits, code) => {
    const relationship = state === 'unknown' ? undefined : recorded(role, state);
    const own = state === 'unknown' ? undefined : role === 'donor' ? donor : benef;
    const decision = revokeRelationship(own, relationship, limits);
    expect(codeOf(decision)).toBe(code);
    if (code !== '0') return;
    const account = role === 'donor' ? { frozen: 0n, balance: 100000n } : undefined;
    expect(decision).toMatchObject({
      relationships: [{ before: { state }, after: { state: 'REVOKED' } }],
      person: { liveGiven: 0, ...(account && { account }) },
      limits: limits.map((limit) => ({ state: 'REVOKED', used: 0n, returned: limit.amount })),
    });
  });
});

describe('§4: M203 in each state', () => {
  test.each<[RelationshipState | 'unknown', Role, Limit | undefined, string]>([
    ['unknown', 'donor', undefined, 'waits'],
    ['unknown', 'donor', recordedLimit('100.00', { relationshipId: 'R2' }), 'waits'],
    ['EFFECTIVE', 'donor', recordedLimit('100.00'), '0'],
    ['TERMINATING', 'donor', recordedLimit('100.00'), '0'],
    ['REFUSED', 'donor', recordedLimit('100.00', { state: 'REFUSED' }), 'E31'],
    ['REVOKED', 'donor', recordedLimit('100.00', { state: 'REVOKED' }), 'E31'],
    ['TERMINATED', 'donor', recordedLimit('100.00', { state: 'CLOSED' }), 'E31'],
    ['EFFECTIVE', 'benef', recordedLimit('100.00'), '0'],
    ['TERMINATING', 'benef', recordedLimit('100.00'), '0'],
    ['REVOKED', 'benef', recordedLimit('100.00', { state: 'REVOKED' }), 'E31'],
    ['EFFECTIVE', 'donor', undefined, 'waits'],
    ['TERMINATING', 'benef', undefined, 'waits'],
    ['REVOKED', 'donor', undefined, 'E31'],
    ['TERMINATED', 'benef', undefined, 'E31'],
    ['EFFECTIVE', 'donor', recordedLimit('100.00', { relationshipId: 'R2' }), 'waits'],
    ['REVOKED', 'donor', recordedLimit('100.00', { relationshipId: 'R2' }), 'E31'],
    ['EFFECTIVE', 'donor', recordedLimit('100.00', { state: 'REVOKED' }), 'E31'],
    ['EFFECTIVE', 'donor', SPENT, 'E40'],
    ['TERMINATING', 'benef', SPENT, 'E40'],
  ])('%s as %s, %#', (state, role, limit, code) => {
    const relationship = state === 'unknown' ? undefined : recorded(role, state);
    const own = state === 'unknown' ? undefined : role === 'donor' ? donor : benef;
    const decision = revokeLimit(own, relationship, limit);
    expect(codeOf(decision)).toBe(code);
    if (code !== '0') return;
    const person = role === 'donor' ? { account: { frozen: 0n }, liveGiven: 1 } : { liveGiven: 0 };
    expect(decision).toMatchObject({
      person,
      relationships: [{ before: { state }, after: { state } }],
      limits: [{ state: 'REVOKED', used: 0n, returned: 10000n }],
    });
  });
});

describe('§4: M201 in each state', () => {
  // PENDING ("confirms, sets") comes with M111: no message of this version leaves a relationship PENDING.
  test.each<[RelationshipState | 'unknown', Role, string]>([
    ['unknown', 'donor', 'waits'],
    ['EFFECTIVE', 'donor', '0'],
    ['TERMINATING', 'donor', 'E31'],
    ['REFUSED', 'donor', 'E31'],
    ['REVOKED', 'donor', 'E31'],
    ['TERMINATED', 'donor', 'E31'],
    ...STATES.map((state) => [state, 'benef', 'E10'] as [RelationshipState, Role, string]),
  ])('%s as %s: %s', (state, role, code) => {
    const relationship = state === 'unknown' ? undefined : recorded(role, state);
    const own = state === 'unknown' ? undefined : donor;
    const body = { relationshipId: 'R1', limit: terms('900.00') };
    const decision = setLimitForDonor(body, { own, relationship, limit: undefined }, UNCAPPED);
    expect(codeOf(decision)).toBe(code);
    if (code !== '0') return;
    expect(decision).toMatchObject({
      person: { account: { frozen: 100000n } },
      relationships: [{ after: { state } }],
      limits: [{ relationshipId: 'R1', state: 'EFFECTIVE' }],
      money: { amount: 90000n },
    });
  });

  test.each<[string, RelationshipState, string, string]>([
    ['E25 before E31', 'TERMINATING', '900.01', 'E25'],
    ['E21 before E31', 'REVOKED', '950.00', 'E21'],
    ['E31 where nothing else is wrong', 'TERMINATED', '900.00', 'E31'],
  ])('%s', (_case, state, amount, code) => {
    const body = { relationshipId: 'R1', limit: terms(amount) };
    const policies = capped({ amountMax: terms('940.00').amount });
    const situation = { own: donor, relationship: recorded('donor', state), limit: undefined };
    expect(codeOf(setLimitForDonor(body, situation, policies))).toBe(code);
  });
});

describe('§4: M202 in each state', () => {
  test.each<[RelationshipState | 'unknown', Role, string]>([
    ['unknown', 'benef', 'waits'],
    ['EFFECTIVE', 'benef', '0'],
    ['TERMINATING', 'benef', '0'],
    ['REFUSED', 'benef', 'E31'],
    ['REVOKED', 'benef', 'E31'],
    ['TERMINATED', 'benef', 'E31'],
    ...STATES.map((state) => [state, 'donor', 'E11'] as [RelationshipState, Role, string]),
  ])('%s as %s: %s', (state, role, code) => {
    const relationship = state === 'unknown' ? undefined : recorded(role, state);
    const own = state === 'unknown' ? undefined : benef;
    const body = { relationshipId: 'R1', limit: terms('9999999999999.99') };
    const decision = setLimitForBeneficiary(body, { own, relationship, limit: undefined });
    expect(codeOf(decision)).toBe(code);
    if (code !== '0') return;
    expect(decision).toMatchObject({ relationships: [{ after: { state } }], limits: [{ state: 'EFFECTIVE' }] });
    expect(decision).not.toHaveProperty('money');
  });
});

describe('§3: a known limit id under another msgid is decided first and alone', () => {
  test.each<[string, Partial<Limit>, RelationshipState | 'unknown', string]>([
    ['the same', {}, 'EFFECTIVE', '0'],
    ['the same, while TERMINATING', {}, 'TERMINATING', '0'],
    ['the same, spent', { used: fen(1n), usedCount: 1, everUsed: true }, 'EFFECTIVE', '0'],
    ['another amount', { amount: fen(9999n) }, 'EFFECTIVE', 'E04'],
    ['another set time', { setTime: 0 }, 'EFFECTIVE', 'E04'],
    ['of another relationship', { relationshipId: 'R2' }, 'EFFECTIVE', 'E04'],
    ['of another relationship, this one unknown', { relationshipId: 'R2' }, 'unknown', 'E04'],
    ['another amount, and final', { amount: fen(9999n), state: 'REVOKED' }, 'EFFECTIVE', 'E04'],
    ...(['REVOKED', 'REFUSED', 'CLOSED'] as LimitState[]).map(
      (state) => [`the same, ${state}`, { state }, 'EFFECTIVE', 'E31'] as [string, Partial<Limit>, 'EFFECTIVE', string],
    ),
  ])('%s', (_case, change, state, code) => {
    const limit = recordedLimit('100.00', change);
    const body = { relationshipId: 'R1', limit: terms('100.00') };
    const as = (role: Role) => (state === 'unknown' ? undefined : recorded(role, state));
    // Nothing is left on the account and every cap is passed: none of that is looked at.
    const poor = { ...donor, account: undefined };
    const given = { own: poor, relationship: as('donor'), limit };
    const received = { own: benef, relationship: as('benef'), limit };
    const m201 = setLimitForDonor(body, given, capped({ settingsPerDay: 0 }));
    const m202 = setLimitForBeneficiary(body, received);
    expect([codeOf(m201), codeOf(m202)]).toEqual([code, code]);
    if (code === '0') expect([m201, m202]).toEqual([{ refused: false }, { refused: false }]);
    if (state === 'unknown') return;
    expect(codeOf(setLimitForDonor(body, { ...given, relationship: as('benef') }, UNCAPPED))).toBe('E10');
    expect(codeOf(setLimitForBeneficiary(body, { ...received, relationship: as('donor') }))).toBe('E11');
  });
});
