import type { LimitSetting } from '@libs/mutual-aid';
import { id, limit, limitOf, type WireLimit } from './fragments';
import { object, wireBody } from './wire-body';

interface WireLimitSetting {
  readonly mulaid_rel_id: string;
  readonly limit: WireLimit;
}

/** M201 and M202 (§4). */
export const limitSetting = wireBody(object({ mulaid_rel_id: id, limit }), (wire: WireLimitSetting): LimitSetting => ({
  relationshipId: wire.mulaid_rel_id,
  limit: limitOf(wire.limit),
}));
