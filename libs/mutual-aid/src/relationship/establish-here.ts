import type { Decision } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import type { Establishment } from '../platform-message';
import type { PolicyInForce } from '../policy/policy';
import { establishForDonor, type EstablishmentContext } from './establish';

/**
 * POST /relationships (R14): the donor region checks as for an M101 and freezes at once; relationship and limits are
 * PENDING until the platform answers the M111.
 */
export function establishHere(
  donor: InsuredPerson | undefined,
  establishment: Establishment,
  policies: PolicyInForce,
  context: EstablishmentContext,
): Decision {
  const decision = establishForDonor(donor, establishment, policies, context);
  if (decision.refused) return decision;
  const { relationships = [], limits = [] } = decision;
  return {
    ...decision,
    relationships: relationships.map(({ after }) => ({
      after: { ...after, state: 'PENDING', openSince: context.now },
    })),
    limits: limits.map((limit) => ({ ...limit, state: 'PENDING' })),
    uploads: [{ infno: 'M111', establishment }],
  };
}
