/** Why something was not done: the codes of the national interface page §3, in their order of precedence. */
export type RefusalCode =
  | 'E01'
  | 'E02'
  | 'E03'
  | 'E04'
  | 'E10'
  | 'E11'
  | 'E12'
  | 'E13'
  | 'E14'
  | 'E15'
  | 'E16'
  | 'E20'
  | 'E21'
  | 'E22'
  | 'E23'
  | 'E24'
  | 'E25'
  | 'E30'
  | 'E31'
  | 'E32'
  | 'E40'
  | 'E99';

/** A refusal of the province's own API (province-api.md, A-codes) that a rule decides. */
export type RequestRefusalCode = 'A01' | 'A03' | 'A04' | 'A05' | 'A09' | 'A10' | 'A11';

/** What each code says to the person who reads it: what happened and what to do next. */
export const REFUSAL_TEXT: Readonly<Record<RefusalCode | RequestRefusalCode, string>> = {
  E01: '报文不符合接口规范，请按提示的字段更正后重新发送',
  E02: '验签或解密失败，请核对密钥与签名',
  E03: '报文不是发给本省的，请核对接收方区划',
  E04: '同一编号已用于不同内容，请核对编号或改用新编号',
  E10: '共济人未在本省正常参加职工医保，请核对参保状态、证件号码与险种',
  E11: '被共济人未在本省正常参加基本医保，请核对参保状态、证件号码与险种',
  E12: '亲属关系不在允许范围内，请核对亲属关系代码',
  E13: '共济人与被共济人是同一人，不能建立共济关系',
  E14: '双方在同一省参保，请按省内共济办理',
  E15: '承诺书编号或签署时间缺失，或签署时间晚于当前时间，请补正承诺书信息',
  E16: '双方已有有效的共济关系，请先终止后再建立',
  E20: '单次额度低于本省规定的下限，请调高金额',
  E21: '单次额度高于本省规定的上限，请调低金额',
  E22: '本期设置次数已达本省上限，请在下一周期办理',
  E23: '本期累计额度超过本省上限，请调低金额或在下一周期办理',
  E24: '未用额度合计或被共济人数超过本省上限，请先终止不再需要的关系',
  E25: '个人账户可用余额不足，请调低金额',
  E30: '共济关系或额度不存在，请先建立后再操作',
  E31: '当前状态不允许此操作，请先查询最新状态',
  E32: '双方数据不一致，请核对后重新发起',
  E40: '额度已被使用，不能撤销，请改用终止流程',
  E99: '系统内部错误，请稍后重发；持续出现请联系运维人员查看死信',
  A01: '请求不符合接口规范，请按提示的字段更正',
  A03: '令牌的角色或省份不允许此操作，请使用有权限的账号',
  A04: '同一编号已用于不同内容，请核对编号或改用新编号',
  A05: '未找到，请核对编号',
  A09: '个人账户已有变动，期初余额不能再改；请用账户变动接口入账或出账',
  A10: '医保钱包余额不足，保费须由钱包全额支付；请核对钱包余额，或改用其他方式缴费',
  A11: '个人账户可用余额不足，请核对可用余额',
};

/** A refusal as a value: it never fails its neighbours in a batch. */
export interface Refusal<Code extends string = RefusalCode> {
  readonly refused: true;
  readonly code: Code;
  /** For people: what happened, what to do. Names no person. */
  readonly message: string;
}

/**
 * Makes the refusal of a code, with the detail (a field, a figure) where there is one. `sentence` says more than the
 * code's own text: what is expected of that field.
 */
export function refuse<Code extends RefusalCode | RequestRefusalCode>(
  code: Code,
  detail?: string,
  sentence?: string,
): Refusal<Code> {
  const text = sentence ?? REFUSAL_TEXT[code];
  return { refused: true, code, message: detail === undefined ? text : `${detail}：${text}` };
}

/** Where several codes apply, the lowest wins (§3). */
export function lowestCode(codes: readonly RefusalCode[]): RefusalCode | undefined {
  let lowest: RefusalCode | undefined;
  for (const code of codes) if (lowest === undefined || code < lowest) lowest = code;
  return lowest;
}
