import {
  ALL_KINSHIP,
  contentHashOf,
  NO_SETTINGS,
  yuanToFen,
  type Caps,
  type Establishment,
  type InsuredPerson,
  type Limit,
  type LimitTerms,
  type PolicyInForce,
  type Relationship,
  type RelationshipState,
  type Role,
  type StatedPerson,
} from '@libs/mutual-aid';
import { UPLOAD_WRITING } from '@libs/national-platform';

/** The clock of the pure tests: noon of a June day in UTC+8. */
export const NOON = Date.parse('2026-06-10T12:00:00.000+08:00');

let msgids = 0;

export const UPLOADS = {
  ...UPLOAD_WRITING,
  resendAfter: 30_000,
  newMsgid: () => `440000U${++msgids}`,
  ready: () => Promise.resolve(),
};
export const HASH = contentHashOf('01'.repeat(32));

/** A donor of Guangdong as messages state her. */
export const DONOR: StatedPerson = {
  psnNo: 'D1',
  name: '张三',
  certType: '01',
  certNo: '44010119800101001x',
  insuType: '310',
  insuAdmdvs: '440100',
};

/** A beneficiary of Sichuan as messages state him. */
export const BENEF: StatedPerson = {
  psnNo: 'B1',
  name: '李四',
  certType: '01',
  certNo: '510101195001010019',
  insuType: '390',
  insuAdmdvs: '510100',
};

/** The registry row of a stated person, with an account of `balance` yuan where one is given. */
export function registered(stated: StatedPerson, balance?: string, frozen = '0.00'): InsuredPerson {
  const { psnNo, name, certType, certNo, insuType, insuAdmdvs } = stated;
  const opening = balance === undefined ? undefined : yuanToFen(balance);
  return {
    psnNo,
    name,
    certType,
    certNo,
    insuAdmdvs,
    enrolments: [{ insutype: insuType, state: 'ACTIVE' }],
    account: opening === undefined ? undefined : { opening, balance: opening, frozen: yuanToFen(frozen), moved: false },
    liveGiven: 0,
    settings: NO_SETTINGS,
  };
}

/** A setting of `amount` yuan. */
export function terms(amount: string, setTime = NOON, limitId = 'L1'): LimitTerms {
  return { limitId, amount: yuanToFen(amount), setTime };
}

/** Settings of one message, ids in order. */
export function settings(amounts: readonly string[], setTime = NOON): LimitTerms[] {
  return amounts.map((amount, index) => terms(amount, setTime, `L${index + 1}`));
}

/** What an establishment and the relationship recorded of it have in common. */
const AGREED = {
  donor: DONOR,
  benef: BENEF,
  relType: '02',
  commitNo: 'CN-1',
  commitTime: NOON,
  channel: '1',
  estabTime: NOON,
} as const;

/** The body of an M101 or M102 that every rule accepts, changed where a case asks for it. */
export function establishment(change: Partial<Establishment> = {}): Establishment {
  return {
    relationshipId: 'R1',
    ...AGREED,
    limits: [terms('100.00')],
    ...change,
  };
}

/** A policy with these caps, the same at all times and in all pooling regions. */
export function capped(caps: Caps, kinship: ReadonlySet<string> = ALL_KINSHIP): PolicyInForce {
  const paymentOrder = { 1: ['account'], 2: ['account'], 3: ['wallet'], 4: ['wallet'] } as const;
  return () => ({ kinship, caps, paymentOrder });
}

/** Where no policy is in force. */
export const UNCAPPED = capped({});

/** A relationship as recorded. */
export function recorded(role: Role, state: RelationshipState, relationshipId = 'R1'): Relationship {
  return {
    relationshipId,
    role,
    state,
    ...AGREED,
    contentHash: HASH,
  };
}

/** A limit as recorded, nothing spent. */
export function recordedLimit(amount: string, change: Partial<Limit> = {}): Limit {
  const nothing = yuanToFen('0.00');
  return {
    ...terms(amount),
    relationshipId: 'R1',
    state: 'EFFECTIVE',
    used: nothing,
    usedCount: 0,
    everUsed: false,
    returned: nothing,
    ...change,
  };
}

/** What a table of cases shows in its last column: 0, the code, or that the message waits. */
export function codeOf(decision: { refused: boolean | 'waits'; code?: string }): string {
  if (decision.refused === 'waits') return 'waits';
  return decision.refused ? (decision.code ?? 'no code') : '0';
}
