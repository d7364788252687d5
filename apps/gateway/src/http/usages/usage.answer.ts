import { ApiProperty } from '@nestjs/swagger';
import { Count, Shown, Wording } from '../openapi/parameters';
import { AMOUNT, ID, oneOf, TIME } from '../request/field-rules';

const REL = { description: '共济关系编号', example: '510000R0000000001' };
const LIMIT = { description: '共济额度编号', example: '510000L0000000001' };
const SETTLEMENT = { description: '结算编号', example: 'SETL-20261124-000001' };
const USE = { description: '额度使用编号，由本网关给出', example: '440000202611240930000000000001' };

export class UsageLineAnswer {
  @Count('行号，从 1 起', 1) line_no!: number;
  @Shown(ID, REL) mulaid_rel_id!: string;
  @Shown(ID, LIMIT) mulaid_lmt_id!: string;
  @Shown(AMOUNT, { description: '本额度支付（撤销时为退回）的金额，元', example: '100.00' }) amt!: string;
  @Shown(AMOUNT, { description: '当时（支付或撤销之后）该额度的余额，元', example: '900.00' }) balc!: string;
}

/** Who pays how much. */
class SplitAnswer {
  @Shown(AMOUNT, { description: '本人个人账户支付，元', example: '28.50' }) acct_pay!: string;
  @Shown(AMOUNT, { description: '共济钱包支付，元；等于各行 amt 之和', example: '100.00' }) acct_mulaid_pay!: string;
  @Shown(AMOUNT, { description: '个人现金支付，元', example: '0.00' }) psn_cash_pay!: string;
  @ApiProperty({ type: [UsageLineAnswer], description: '每个用到的额度一行，按支付顺序；钱包一分未付时为 []' })
  lines!: UsageLineAnswer[];
}

export class QuoteAnswer extends SplitAnswer {
  @Shown(AMOUNT, { description: '应付金额，元；等于三项支付之和', example: '128.50' }) pay_amt!: string;
}

export class UsageAnswer extends QuoteAnswer {
  @Shown(ID, USE) use_id!: string;
  @Shown(ID, SETTLEMENT) setl_id!: string;
}

/** How far its way to the national platform an upload is. */
export class UploadStateAnswer {
  @Shown(oneOf('NONE', 'PENDING', 'CONFIRMED', 'REFUSED'), {
    description: 'NONE 没有可上传的内容（lines 为 []）；PENDING 等待平台应答；CONFIRMED 平台已接收；REFUSED 平台拒绝',
    example: 'CONFIRMED',
  })
  state!: string;
  @Shown(TIME, {
    description: '国家平台接收时间，仅 CONFIRMED 时有',
    example: '2026-11-24T09:30:01.120+08:00',
    optional: true,
  })
  upload_time?: string;
  @Wording('国家平台拒绝的错误码，仅 REFUSED 时有', 'E30', { optional: true }) err_code?: string;
}

/** An upload that waits has neither time nor code. */
const CONFIRMED = { state: 'CONFIRMED', upload_time: '2026-11-24T09:30:01.120+08:00' };
const WAITING = { state: 'PENDING' };

export class ReversalAnswer extends SplitAnswer {
  @Shown(ID, { ...USE, description: '撤销的使用编号，由本网关给出', example: '440000202611241015000000000002' })
  use_id!: string;
  @Shown(ID, { ...USE, description: '被撤销的额度使用编号' }) orig_use_id!: string;
  @Shown(ID, SETTLEMENT) setl_id!: string;
  @Shown(TIME, { description: '撤销时间', example: '2026-11-24T10:15:00.000+08:00' }) use_time!: string;
}

export class UploadedReversalAnswer extends ReversalAnswer {
  @ApiProperty({ type: UploadStateAnswer, description: '撤销的上传状态', example: WAITING })
  upload!: UploadStateAnswer;
}

export class UsageNowAnswer extends UsageAnswer {
  @Shown(oneOf('PAID', 'REVERSED'), { description: 'PAID 已支付，REVERSED 已撤销', example: 'REVERSED' })
  state!: string;
  @ApiProperty({ type: UploadedReversalAnswer, required: false, description: '撤销，仅 REVERSED 时有' })
  reversal?: UploadedReversalAnswer;
  @ApiProperty({ type: UploadStateAnswer, description: '支付的上传状态', example: CONFIRMED })
  upload!: UploadStateAnswer;
}
