import { fenToYuan, type InsuredPerson } from '@libs/mutual-aid';
import { maskName, maskNumber } from '@libs/operations';
import type { InsuredPersonAnswer } from './insured-person.answer';

/** A registry row as its GET shows it. */
export function personShown(person: InsuredPerson, whole: boolean): InsuredPersonAnswer {
  const { psnNo, name, certType, certNo, insuAdmdvs, enrolments, account } = person;
  return {
    psn_no: psnNo,
    psn_name: whole ? name : maskName(name),
    psn_cert_type: certType,
    certno: whole ? certNo : maskNumber(certNo),
    insu_admdvs: insuAdmdvs,
    enrolments: [...enrolments],
    ...(account ? { balance: fenToYuan(account.balance) } : {}),
  };
}
