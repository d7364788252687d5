import {
  beginTermination,
  confirmLimit,
  endedByUpdate,
  endRelationships,
  establishHere,
  redriveUpload,
  refuseLimit,
  refuseTermination,
  requestTermination,
  setLimitHere,
  TRANSITIONS,
  type EndKind,
  type Enrolment,
  type LimitState,
  type Relationship,
  type RelationshipState,
  type Role,
} from '@libs/mutual-aid';
import {
  codeOf,
  DONOR,
  establishment,
  HASH,
  NOON,
  recorded,
  recordedLimit,
  registered,
  terms,
  UNCAPPED,
} from '../support/pure-people';

const STATES = Object.keys(TRANSITIONS) as RelationshipState[];
const REQUEST = { id: 'T1', relationshipId: 'R1', initiator: 'donor', reason: 'x', channel: '3' } as const;
const donor = registered(DONOR, '1000.00', '100.00');
const TERMINATING = beginTermination(recorded('donor', 'EFFECTIVE'), NOON);
const asked = (change: Partial<Relationship> = {}, reconciled = false): Relationship => ({
  ...TERMINATING,
  termination: { reconciled, named: false, requested: 'T1' },
  ...change,
});

test('R14: established here as an M101 is, PENDING with its limits, frozen, and told by an M111', () => {
  const context = { now: NOON, contentHash: HASH, pairIsLive: false };
  const made = establishHere(registered(DONOR, '1000.00'), establishment(), UNCAPPED, context);
  expect(made).toMatchObject({
    relationships: [{ after: { state: 'PENDING', openSince: NOON } }],
    limits: [{ state: 'PENDING' }],
    person: { account: { frozen: 10000n } },
    uploads: [{ infno: 'M111' }],
  });
  expect(codeOf(establishHere(undefined, establishment(), UNCAPPED, context))).toBe('E10');
});

test.each<[RelationshipState, Role, string]>([
  ['PENDING', 'donor', 'E31'],
  ['EFFECTIVE', 'donor', '0'],
  ['EFFECTIVE', 'benef', 'E10'],
  ['TERMINATING', 'donor', 'E31'],
  ['TERMINATED', 'donor', 'E31'],
])('R14: another limit of a relationship that is %s here, as %s: %s', (state, role, code) => {
  const setting = { relationshipId: 'R1', limit: terms('50.00') };
  expect(codeOf(setLimitHere(donor, recorded(role, state), setting, UNCAPPED))).toBe(code);
});

describe('§4: an answer to an M211 counts as long as the limit is PENDING', () => {
  test.each<[LimitState, number]>([
    ['PENDING', 1],
    ['EFFECTIVE', 0],
    ['REFUSED', 0],
    ['REVOKED', 0],
    ['CLOSED', 0],
  ])('%s', (state, changed) => {
    const limit = recordedLimit('100.00', { state });
    for (const inState of STATES) {
      const relationship = recorded('donor', inState);
      expect(confirmLimit(relationship, limit).limits ?? []).toHaveLength(changed);
      expect(refuseLimit(donor, relationship, limit).limits ?? []).toHaveLength(changed);
    }
  });
});

describe('R27: a termination asked for here', () => {
  test.each<[string, Relationship, string, number]>([
    ['PENDING', recorded('donor', 'PENDING'), 'E31', 0],
    ['EFFECTIVE', recorded('donor', 'EFFECTIVE'), '0', 1],
    ['by the other party', recorded('benef', 'EFFECTIVE'), 'A01', 0],
    ['TERMINATING without an M311 of ours', TERMINATING, '0', 1],
    ['TERMINATING with one', asked(), '0', 0],
    ['REFUSED', recorded('donor', 'REFUSED'), 'E31', 0],
    ['REVOKED', recorded('donor', 'REVOKED'), 'E31', 0],
    ['TERMINATED', recorded('donor', 'TERMINATED'), 'E31', 0],
  ])('%s', (_, relationship, code, uploads) => {
    const decision = requestTermination(relationship, REQUEST, NOON);
    expect(codeOf(decision)).toBe(code);
    if (!decision.refused) expect(decision.uploads ?? []).toHaveLength(uploads);
  });

  test.each<[string, Relationship, boolean]>([
    ['nothing else came', asked(), true],
    ['an M301 came', asked({}, true), false],
    ['the own insurance ended', asked({ endedBy: { kind: 'END', at: NOON } }), false],
    ['a newer M311 was recorded', asked({ termination: { reconciled: false, named: false, requested: 'T2' } }), false],
    ['it was cancelled since', recorded('donor', 'EFFECTIVE'), false],
    ['it is over', recorded('donor', 'TERMINATED'), false],
  ])('§5: its refusal, where %s', (_, relationship, isUndone) => {
    const [change] = refuseTermination(relationship, 'T1').relationships ?? [];
    expect(change?.after.state).toBe(isUndone ? 'EFFECTIVE' : undefined);
  });
});

describe('R8: END and TRANSFER', () => {
  test.each<[string, Relationship, RelationshipState, boolean]>([
    ['PENDING', recorded('donor', 'PENDING'), 'PENDING', false],
    ['EFFECTIVE', recorded('benef', 'EFFECTIVE'), 'TERMINATING', true],
    ['TERMINATING, not named', TERMINATING, 'TERMINATING', true],
    [
      'TERMINATING, named',
      asked({ endedBy: { kind: 'END', at: NOON }, termination: { reconciled: false, named: true } }),
      'TERMINATING',
      false,
    ],
  ])('%s', (_, before, state, isNamed) => {
    const end = { kind: 'TRANSFER', at: NOON } as const;
    const {
      relationships = [],
      uploads = [],
      named,
    } = endRelationships('D1', [before], end, { now: NOON, noticeId: 'N' });
    expect(relationships[0]?.after.state ?? before.state).toBe(state);
    expect((relationships[0]?.after ?? before).endedBy).toBeDefined();
    expect([named.length, uploads.length]).toEqual(isNamed ? [1, 1] : [0, 0]);
  });

  const row = (states: string, insuAdmdvs = '440100') => {
    const enrolments = states
      .split(' ')
      .filter(Boolean)
      .map((each): Enrolment => ({ insutype: each.slice(0, 3), state: each.endsWith('-') ? 'ENDED' : 'ACTIVE' }));
    return { ...registered(DONOR), enrolments, insuAdmdvs };
  };

  test.each<[string, string, EndKind | 'nothing', Role[]]>([
    ['310', '310', 'nothing', []],
    ['310', '310-', 'END', ['donor', 'benef']],
    ['310', '390', 'END', ['donor']],
    ['310 390', '310', 'nothing', []],
    ['310 390', '310- 390', 'END', ['donor']],
    ['390', '390-', 'END', ['benef']],
    ['390', '', 'END', ['benef']],
    ['390-', '390-', 'nothing', []],
    ['340', '', 'nothing', []],
  ])('an update from %s to %s: %s %j', (known, stated, kind, roles) => {
    expect(endedByUpdate(row(known), row(stated))).toEqual(kind === 'nothing' ? undefined : { kind, roles });
    const moved = endedByUpdate(row(known), row(stated, '440300'));
    expect(moved).toEqual({ kind: 'TRANSFER', roles: ['donor', 'benef'] });
  });
});

test.each(['M111', 'M211', 'M311'] as const)('§5: a refused %s is not sent again, an unanswered one is', (infno) => {
  expect(codeOf(redriveUpload({ infno, state: 'REFUSED' }))).toBe('E31');
  expect(redriveUpload({ infno, state: 'PENDING' })).toMatchObject({ under: 'its msgid' });
  expect(redriveUpload({ infno: 'M312', state: 'REFUSED' })).toMatchObject({ under: 'a new msgid' });
});
