import type { Scene } from '@libs/mutual-aid';
import { REASON_LENGTH } from '@libs/national-platform';
import { Field } from '../request/field';
import { ID, oneOf, POSITIVE_AMOUNT, text, TIME } from '../request/field-rules';

/** R16: in scenes 1 and 2 the place is named. */
const namesPlace = ({ scene }: PaymentDto): boolean => scene === '1' || scene === '2';

/** What the wallet is asked to pay. */
abstract class PaymentDto {
  @Field(ID, { description: '被共济人（患者、参保缴费人）的人员编号', example: '44000000000003' })
  psn_no!: string;

  @Field(oneOf('1', '2', '3', '4'), {
    description:
      '场景：1 定点医疗机构自付费用；2 定点零售药店的药品、器械、耗材；3 城乡居民基本医保缴费；4 长期护理保险缴费。' +
      '3、4 只由钱包支付，全额支付或整笔拒绝（A10）',
    example: '1',
  })
  scene!: Scene;

  @Field(text(40), { description: '医疗类别代码', example: '11', optional: true })
  med_type?: string;

  @Field(text(40), {
    description: '定点医药机构编号；场景 1、2 必填，场景 3、4 可不填',
    example: 'H44010000001',
    requiredWhere: (body) => namesPlace(body as PaymentDto),
  })
  fixmedins_code?: string;

  @Field(POSITIVE_AMOUNT, { description: '应付金额，元；大于 0.00', example: '128.50' })
  pay_amt!: string;

  @Field(TIME, {
    description: '费用发生时间，决定适用的政策；晚于当前时间 5 分钟以上为 A01',
    example: '2026-11-24T09:30:00.000+08:00',
  })
  use_time!: string;
}

/** A payment to be quoted. */
export class UsageQuoteDto extends PaymentDto {
  @Field(ID, {
    description: '结算编号，可不填；填写已支付过的编号时，答复支付同一请求会得到的结果',
    example: 'SETL-20261124-000001',
    optional: true,
  })
  setl_id?: string;
}

/** A payment, whose settlement id is used once. */
export class UsageDto extends PaymentDto {
  @Field(ID, { description: '结算编号，只用一次；超时后用同一编号、相同内容重发', example: 'SETL-20261124-000001' })
  setl_id!: string;
}

/** Why a usage is reversed. */
export class ReversalDto {
  @Field(text(REASON_LENGTH), {
    description: '撤销原因；不影响结果',
    example: '患者退费',
    optional: true,
  })
  reason?: string;
}
