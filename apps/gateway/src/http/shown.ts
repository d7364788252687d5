import { available, fenToYuan, type Account, type InsuredPerson, type StatedPerson } from '@libs/mutual-aid';
import { ID_PATTERN } from '@libs/national-platform';
import { maskName, maskNumber } from '@libs/operations';
import { Problem } from './problem';

const ID = new RegExp(ID_PATTERN);

/** An id from a path or query; A01 where it is none. */
export function checkId(name: string, value: string | undefined): string {
  if (value === undefined || !ID.test(value)) throw Problem.field(name, '应为 1 至 40 位的字母、数字、下划线或连字符');
  return value;
}

/** A registry row as its GET shows it. */
export function personShown(person: InsuredPerson, whole: boolean): object {
  const { psnNo, name, certType, certNo, insuAdmdvs, enrolments, account } = person;
  return {
    psn_no: psnNo,
    psn_name: whole ? name : maskName(name),
    psn_cert_type: certType,
    certno: whole ? certNo : maskNumber(certNo),
    insu_admdvs: insuAdmdvs,
    enrolments,
    ...(account ? { balance: fenToYuan(account.balance) } : {}),
  };
}

/** A person as a relationship states them. */
export function statedPersonShown(person: StatedPerson, whole: boolean): object {
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
