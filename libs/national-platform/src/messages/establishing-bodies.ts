import {
  fenToYuan,
  type ContentHash,
  type Establishment,
  type LimitSetting,
  type LimitTerms,
  type StatedPerson,
} from '@libs/mutual-aid';
import { contentHash } from '../content-hash';
import { formatTime } from '../times';
import type { WireLimit, WirePerson } from './fragments';

/** The body of an M111 (§5), as M101's. */
export function establishmentBody(establishment: Establishment): object {
  const { commitTime } = establishment;
  return {
    mulaid_rel_id: establishment.relationshipId,
    donor: wirePerson(establishment.donor),
    benef: wirePerson(establishment.benef),
    rel_type: establishment.relType,
    commit_no: establishment.commitNo,
    commit_time: commitTime === undefined ? undefined : formatTime(commitTime),
    chnl: establishment.channel,
    estab_time: formatTime(establishment.estabTime),
    limits: establishment.limits.map(wireLimit),
  };
}

/** What makes the platform's M101 of the same body the same content (§3). */
export function establishmentHash(establishment: Establishment): ContentHash {
  return contentHash('M101', JSON.parse(JSON.stringify(establishmentBody(establishment))));
}

/** The body of an M211 (§5), as M201's. */
export function settingBody({ relationshipId, limit }: LimitSetting): object {
  return { mulaid_rel_id: relationshipId, limit: wireLimit(limit) };
}

function wirePerson(person: StatedPerson): WirePerson {
  return {
    psn_no: person.psnNo,
    psn_name: person.name,
    psn_cert_type: person.certType,
    certno: person.certNo,
    insutype: person.insuType,
    insu_admdvs: person.insuAdmdvs,
  };
}

function wireLimit({ limitId, amount, setTime }: LimitTerms): WireLimit {
  return { mulaid_lmt_id: limitId, lmt_amt: fenToYuan(amount), set_time: formatTime(setTime) };
}
