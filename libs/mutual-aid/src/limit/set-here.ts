import type { DecisionOrWait } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import type { LimitSetting } from '../platform-message';
import type { PolicyInForce } from '../policy/policy';
import type { Relationship } from '../relationship/relationship';
import { setLimitForDonor } from './set';

/**
 * POST /relationships/{id}/limits (R14): checked as an M201, E31 unless EFFECTIVE, E10 in the beneficiary region, and
 * frozen at once; the limit is PENDING until the platform answers the M211.
 */
export function setLimitHere(
  own: InsuredPerson | undefined,
  relationship: Relationship,
  setting: LimitSetting,
  policies: PolicyInForce,
): DecisionOrWait {
  const decision = setLimitForDonor(setting, { own, relationship, limit: undefined }, policies);
  if (decision.refused) return decision;
  return {
    ...decision,
    limits: (decision.limits ?? []).map((limit) => ({ ...limit, state: 'PENDING' })),
    uploads: [{ infno: 'M211', setting }],
  };
}
