import { Problem } from './problem';

/** What A05 says of each thing that can be asked for and may not be there. */
export const ABSENT = {
  person: 'psn_no：没有该参保人的登记，请核对人员编号',
  account: 'psn_no：没有个人账户，请核对人员编号',
  settlement: 'setl_id：没有该结算的支付记录，请核对结算编号',
  nothingToReverse: 'setl_id：没有该结算的支付记录，没有可撤销的内容',
  relationship: 'mulaid_rel_id：没有该共济关系，请核对编号',
  run: 'date：这一天没有该角色的对账，请核对日期与角色',
  discrepancy: 'id：没有该差异，请核对编号',
  deadLetter: 'id：没有该死信，请核对编号',
} as const;

/** A05 for one of them. */
export function absent(what: keyof typeof ABSENT): Problem {
  return new Problem('A05', ABSENT[what]);
}
