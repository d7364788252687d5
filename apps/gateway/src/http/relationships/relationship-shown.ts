import { fenToYuan, remaining, type Limit, type StatedPerson } from '@libs/mutual-aid';
import { formatTime } from '@libs/national-platform';
import { maskName, maskNumber } from '@libs/operations';
import type { RelationshipFile, RelationshipUsage } from '@libs/province-store';
import { errCodeShown } from '../uploads/err-code-shown';
import type { RelationshipUsageAnswer } from './usage-line.answer';
import type { LimitAnswer, RelationshipAnswer, StatedPersonAnswer } from './relationship.answer';

/** A relationship with its limits and its history; identities whole for those who may see them. */
export function relationshipShown(
  { relationship, limits, history }: RelationshipFile,
  whole: boolean,
): RelationshipAnswer {
  const { refusedWith } = relationship;
  return {
    mulaid_rel_id: relationship.relationshipId,
    state: relationship.state,
    role: relationship.role,
    donor: statedPersonShown(relationship.donor, whole),
    benef: statedPersonShown(relationship.benef, whole),
    rel_type: relationship.relType,
    commit_no: relationship.commitNo,
    commit_time: formatTime(relationship.commitTime),
    chnl: relationship.channel,
    estab_time: formatTime(relationship.estabTime),
    ...(refusedWith === undefined ? {} : { err_code: errCodeShown(refusedWith) }),
    limits: limits.map(limitShown),
    history: history.map((row) => ({ ...row, at: formatTime(row.at) })),
  };
}

function statedPersonShown(person: StatedPerson, whole: boolean): StatedPersonAnswer {
  return {
    psn_no: person.psnNo,
    psn_name: whole ? person.name : maskName(person.name),
    psn_cert_type: person.certType,
    certno: whole ? person.certNo : maskNumber(person.certNo),
    insutype: person.insuType,
    insu_admdvs: person.insuAdmdvs,
  };
}

/** A limit as a relationship's list has it. */
export function limitShown(limit: Limit): LimitAnswer {
  return {
    mulaid_lmt_id: limit.limitId,
    state: limit.state,
    lmt_amt: fenToYuan(limit.amount),
    used_amt: fenToYuan(limit.used),
    ret_amt: fenToYuan(limit.returned),
    balc: fenToYuan(remaining(limit)),
    set_time: formatTime(limit.setTime),
  };
}

/** One line of "who used my money". */
export function relationshipUsageShown(line: RelationshipUsage): RelationshipUsageAnswer {
  const { useId, originalUseId, lineNo, limitId, amount, useTime, uploadTime } = line;
  return {
    use_id: useId,
    ...(originalUseId === undefined ? {} : { orig_use_id: originalUseId }),
    line_no: lineNo,
    mulaid_lmt_id: limitId,
    amt: fenToYuan(amount),
    use_time: formatTime(useTime),
    ...(uploadTime === undefined ? {} : { upload_time: formatTime(uploadTime) }),
  };
}
