import type { LimitRevocation, Revocation } from '@libs/mutual-aid';
import { id, reason } from './fragments';
import { object, wireBody } from './wire-body';

interface WireRevocation {
  readonly mulaid_rel_id: string;
  readonly reason: string;
}

interface WireLimitRevocation extends WireRevocation {
  readonly mulaid_lmt_id: string;
}

/** M103 (§4). */
export const revocation = wireBody(object({ mulaid_rel_id: id, reason }), (wire: WireRevocation): Revocation => ({
  relationshipId: wire.mulaid_rel_id,
  reason: wire.reason,
}));

/** M203 (§4). */
export const limitRevocation = wireBody(
  object({ mulaid_rel_id: id, mulaid_lmt_id: id, reason }),
  (wire: WireLimitRevocation): LimitRevocation => ({
    relationshipId: wire.mulaid_rel_id,
    limitId: wire.mulaid_lmt_id,
    reason: wire.reason,
  }),
);
