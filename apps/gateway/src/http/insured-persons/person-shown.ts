import type { StatedPersonAnswer } from '../relationships/relationship.answer';
import type { InsuredPersonAnswer } from './insured-person.answer';
import { available, fenToYuan, type Account, type InsuredPerson, type StatedPerson } from '@libs/mutual-aid';
import { maskName, maskNumber } from '@libs/operations';
import { checked, ID } from '../request/field-rules';

/** An id from a path or query; A01 where it is none. */
export function checkId(name: string, value: string | undefined): string {
  return checked(ID, name, value);
}

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

/** An account's figures. */
export function accountShown(account: Account): { balance: string; frozen: string; available: string } {
  return {
    balance: fenToYuan(account.balance),
    frozen: fenToYuan(account.frozen),
    available: fenToYuan(available(account)),
  };
}
