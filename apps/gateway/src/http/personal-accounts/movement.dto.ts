import { REASON_LENGTH } from '@libs/national-platform';
import { Field } from '../request/field';
import { ID, oneOf, POSITIVE_AMOUNT, text } from '../request/field-rules';

/** Money into or out of a personal account. */
export class MovementDto {
  @Field(ID, { description: '变动编号，只用一次；超时后用同一编号、相同内容重发', example: 'MV-20261124-000001' })
  movement_id!: string;

  @Field(POSITIVE_AMOUNT, { description: '金额，元', example: '300.00' })
  amt!: string;

  @Field(oneOf('IN', 'OUT'), { description: 'IN 入账（没有账户则开户），OUT 出账', example: 'IN' })
  direction!: 'IN' | 'OUT';

  @Field(text(REASON_LENGTH), { description: '变动原因', example: '2026 年 11 月缴费划入' })
  reason!: string;
}
