import { fenToYuan, remaining, type Limit, type StatedPerson } from '@libs/mutual-aid';
import { formatTime } from '@libs/national-platform';
import { maskName, maskNumber } from '@libs/operations';
import type { LimitAnswer, StatedPersonAnswer } from './relationship.answer';

/** A person as a relationship states them. */
export function statedPersonShown(person: StatedPerson, whole: boolean): StatedPersonAnswer {
  return {
    psn_no: person.psnNo,
    psn_name: whole ? person.name : maskName(person.name),
    psn_cert_type: person.certType,
    certno: whole ? person.certNo : maskNumber(person.certNo),
    insutype: person.insuType,
    insu_admdvs: person.insuAdmdvs,
  };
}

/** A limit as GET /relationships shows it. */
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
