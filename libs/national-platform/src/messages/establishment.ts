import type { Channel, Establishment } from '@libs/mutual-aid';
import {
  doubledLimit,
  id,
  instantOf,
  limit,
  limitOf,
  person,
  personOf,
  time,
  twoDigits,
  type WireLimit,
  type WirePerson,
} from './fragments';
import { object, wireBody } from './wire-body';

interface WireEstablishment {
  readonly mulaid_rel_id: string;
  readonly donor: WirePerson;
  readonly benef: WirePerson;
  readonly rel_type: string;
  readonly commit_no?: string | null;
  readonly commit_time?: string | null;
  readonly chnl: Channel;
  readonly estab_time: string;
  readonly limits: readonly WireLimit[];
}

const schema = object(
  {
    mulaid_rel_id: id,
    donor: person,
    benef: person,
    rel_type: twoDigits,
    // R5 and E15 speak of a missing letter; the schema only of a malformed one.
    commit_no: { type: ['string', 'null'], maxLength: 64 },
    commit_time: { anyOf: [{ type: 'null' }, { const: '' }, time] },
    chnl: { type: 'string', enum: ['1', '2', '3'] },
    estab_time: time,
    limits: { type: 'array', minItems: 1, maxItems: 20, items: limit },
  },
  ['commit_no', 'commit_time'],
);

/** M101 and M102 (§4). */
export const establishment = wireBody(schema, establishmentOf, doubledLimit);

function establishmentOf(wire: WireEstablishment): Establishment {
  return {
    relationshipId: wire.mulaid_rel_id,
    donor: personOf(wire.donor),
    benef: personOf(wire.benef),
    relType: wire.rel_type,
    commitNo: wire.commit_no || undefined,
    commitTime: wire.commit_time ? instantOf(wire.commit_time) : undefined,
    channel: wire.chnl,
    estabTime: instantOf(wire.estab_time),
    limits: wire.limits.map(limitOf),
  };
}
