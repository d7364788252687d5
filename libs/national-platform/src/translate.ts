import {
  yuanToFen,
  type Channel,
  type Establishment,
  type LimitTerms,
  type OrderInfno,
  type PlatformOrder,
  type StatedPerson,
} from '@libs/mutual-aid';
import { parseTime } from './times';

/** The wire's names (§4); a body has passed its schema before it is translated. */
interface WirePerson {
  psn_no: string;
  psn_name: string;
  psn_cert_type: string;
  certno: string;
  insutype: string;
  insu_admdvs: string;
}

interface WireLimit {
  mulaid_lmt_id: string;
  lmt_amt: string;
  set_time: string;
}

interface WireEstablishment {
  mulaid_rel_id: string;
  donor: WirePerson;
  benef: WirePerson;
  rel_type: string;
  commit_no?: string | null;
  commit_time?: string | null;
  chnl: Channel;
  estab_time: string;
  limits: WireLimit[];
}

interface WireOrder {
  mulaid_rel_id: string;
  mulaid_lmt_id: string;
  reason: string;
  limit: WireLimit;
}

/** The one place that turns the national dictionary's names into the code's English words. */
export function orderOf(infno: OrderInfno, input: unknown): PlatformOrder {
  if (infno === 'M101' || infno === 'M102') return { infno, body: establishmentOf(input as WireEstablishment) };
  const { mulaid_rel_id: relationshipId, mulaid_lmt_id: limitId, reason, limit } = input as WireOrder;
  if (infno === 'M103') return { infno, body: { relationshipId, reason } };
  if (infno === 'M203') return { infno, body: { relationshipId, limitId, reason } };
  return { infno, body: { relationshipId, limit: limitOf(limit) } };
}

function establishmentOf(wire: WireEstablishment): Establishment {
  return {
    relationshipId: wire.mulaid_rel_id,
    donor: personOf(wire.donor),
    benef: personOf(wire.benef),
    relType: wire.rel_type,
    commitNo: wire.commit_no || undefined,
    commitTime: wire.commit_time ? parseTime(wire.commit_time) : undefined,
    channel: wire.chnl,
    estabTime: instantOf(wire.estab_time),
    limits: wire.limits.map(limitOf),
  };
}

function personOf(wire: WirePerson): StatedPerson {
  return {
    psnNo: wire.psn_no,
    name: wire.psn_name,
    certType: wire.psn_cert_type,
    certNo: wire.certno,
    insuType: wire.insutype,
    insuAdmdvs: wire.insu_admdvs,
  };
}

function limitOf(wire: WireLimit): LimitTerms {
  return { limitId: wire.mulaid_lmt_id, amount: yuanToFen(wire.lmt_amt), setTime: instantOf(wire.set_time) };
}

function instantOf(time: string): number {
  const instant = parseTime(time);
  if (instant === undefined) throw new Error('a time that passed its schema is a time');
  return instant;
}
