import type { DemoRow } from '../people';

/** The family of the story. */
export interface Cast {
  readonly father: DemoRow;
  readonly mother: DemoRow;
  readonly wife: DemoRow;
  readonly daughter: DemoRow;
  /** He is not insured in Sichuan, whatever the family thinks. */
  readonly fatherInLaw: DemoRow;
  readonly uncle: DemoRow;
}

export const CAST: Cast = {
  father: employee('440000', '1', '王建国', '3000.00'),
  mother: resident('2', '李秀英'),
  wife: employee('510000', '3', '陈静', '0.00'),
  daughter: resident('4', '王芳'),
  fatherInLaw: resident('5', '陈大山'),
  uncle: resident('6', '李强'),
};

function resident(number: string, psn_name: string): DemoRow {
  return row('510000', number, psn_name, '390');
}

function employee(province: string, number: string, psn_name: string, balance: string): DemoRow {
  return { ...row(province, number, psn_name, '310'), balance };
}

function row(province: string, number: string, psn_name: string, insutype: string): DemoRow {
  return {
    psn_no: `${province}FAMILY${number}`,
    psn_name,
    psn_cert_type: '01',
    certno: `${province}19600101000${number}`,
    insu_admdvs: `${province.slice(0, 2)}0100`,
    enrolments: [{ insutype, state: 'ACTIVE' }],
  };
}
