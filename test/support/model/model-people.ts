import { ALL_KINSHIP, fen, NO_SETTINGS, type Caps, type InsuredPerson, type Policy } from '@libs/mutual-aid';
import type { WirePerson } from './wire';

export const PROVINCES = ['440000', '510000'] as const;

const CAPS: Caps = {
  amountMin: fen(200n),
  amountMax: fen(6000n),
  amountPerMonth: fen(30_000n),
  outstandingMax: fen(25_000n),
};

/** The same in both provinces: every scene has another order, no nephews, moderate caps. */
export function policyAt(): Policy {
  const paymentOrder = { 1: ['account', 'wallet'], 2: ['wallet', 'account'], 3: ['wallet'], 4: ['wallet'] } as const;
  return { kinship: new Set([...ALL_KINSHIP].filter((each) => each !== '09')), caps: CAPS, paymentOrder };
}

function person(province: string, name: string, insutype: string): WirePerson {
  const psn_no = `${province.slice(0, 2)}${name}`;
  const insu_admdvs = `${province.slice(0, 2)}0100`;
  return { psn_no, psn_name: name, psn_cert_type: '01', certno: `C${psn_no}`, insutype, insu_admdvs };
}

/** Two employees with money, who give and receive, one of them with little; and a resident, who only receives. */
export function peopleOf(province: string): WirePerson[] {
  return [person(province, 'D1', '310'), person(province, 'D2', '310'), person(province, 'B1', '390')];
}

const OPENING: Readonly<Record<string, bigint>> = { D1: 30_000n, D2: 5_000n };

/** As the registry has them at the start. */
export function registryRow({ psn_no, psn_name, certno, insutype, insu_admdvs }: WirePerson): InsuredPerson {
  const opening = OPENING[psn_name];
  const account =
    opening === undefined ? undefined : { opening: fen(opening), balance: fen(opening), frozen: fen(0n), moved: false };
  return {
    psnNo: psn_no,
    name: psn_name,
    certType: '01',
    certNo: certno,
    insuAdmdvs: insu_admdvs,
    enrolments: [{ insutype, state: 'ACTIVE' }],
    account,
    liveGiven: 0,
    settings: NO_SETTINGS,
  };
}
