import { ApiProperty } from '@nestjs/swagger';
import { Items, Next, Shown, Wording } from '../openapi/parameters';
import { ID, oneOf, patterned, SUM, TIME } from '../request/field-rules';

const ACTION = oneOf('APPLY', 'UPLOAD_AGAIN');

export class DiscrepancyActAnswer {
  @Shown(TIME, { description: '何时', example: '2026-06-02T09:30:00.000+08:00' }) at!: string;
  @Shown(oneOf('PROPOSED', 'APPROVED', 'CLOSED'), { description: '提议、批准、关闭', example: 'PROPOSED' })
  act!: string;
  @Wording('由谁（令牌的 sub）', 'operator-1') by!: string;
  @Shown(ACTION, { description: '办法，提议与批准时有', example: 'APPLY', optional: true }) action?: string;
  @Wording('说明，提议与关闭时有', '对方省已确认此笔使用', { optional: true }) note?: string;
}

export class DiscrepancyAnswer {
  @Shown(patterned('^[0-9]{1,18}$', ''), { description: '编号；再次对账时同一差异编号不变', example: '17' })
  id!: string;
  @Shown(oneOf('DUPLICATE', 'UNKNOWN_LIMIT', 'AMOUNT_DIFFERS', 'MISSING_HERE', 'OVER_LIMIT', 'MISSING_THERE'), {
    description:
      'DUPLICATE 重复；UNKNOWN_LIMIT 额度不存在或不属于该关系；AMOUNT_DIFFERS 金额不符；MISSING_HERE 本省没有；OVER_LIMIT 超过额度；MISSING_THERE 平台没有',
    example: 'OVER_LIMIT',
  })
  kind!: string;
  @Shown(ID, {
    description: '额度使用（或撤销）编号；额度本身的差异没有',
    example: '510000U0000000001',
    optional: true,
  })
  use_id?: string;
  @ApiProperty({ type: 'integer', minimum: 0, required: false, example: 1, description: '行号；额度本身的差异没有' })
  line_no?: number;
  @Shown(ID, { description: '被撤销的使用编号，仅撤销时有', example: '510000U0000000000', optional: true })
  orig_use_id?: string;
  @Shown(ID, { description: '共济关系编号', example: '440000R0000000001', optional: true }) mulaid_rel_id?: string;
  @Shown(ID, { description: '共济额度编号', example: '440000L0000000001' }) mulaid_lmt_id!: string;
  @Wording('共济人（donor）或被共济人（benef）的人员编号；只有 auditor 看得到全文', '440*********03', {
    optional: true,
  })
  psn_no?: string;
  @Shown(SUM, { description: '本省的金额，元；本省没有的没有此项', example: '20.00', optional: true })
  amt_here?: string;
  @Shown(SUM, { description: '平台的金额，元；平台没有的没有此项', example: '30.00', optional: true })
  amt_there?: string;
  @Shown(TIME, { description: '使用时间', example: '2026-06-01T09:30:00.000+08:00', optional: true }) use_time?: string;
  @Shown(TIME, { description: '平台接收时间', example: '2026-06-01T09:30:01.120+08:00', optional: true })
  upload_time?: string;
  @Wording('所在的平台文件', 'usage-20260601-donor-1.tsv.gz', { optional: true }) file?: string;
  @ApiProperty({ type: 'integer', minimum: 0, required: false, example: 4711, description: '文件中的行号，标题行为 1' })
  file_line?: number;
  @Shown(ACTION, { description: '提议什么能够更正；没有此项的，须与平台核对后关闭', example: 'APPLY', optional: true })
  remedy?: string;
  @Shown(oneOf('OPEN', 'PROPOSED', 'MENDED', 'CLOSED'), {
    description: 'OPEN 待处理，PROPOSED 待另一人批准，MENDED 已更正，CLOSED 已关闭（数字不变时不再计入）',
    example: 'OPEN',
  })
  status!: string;
  @ApiProperty({ type: [DiscrepancyActAnswer], description: '处理经过，先发生的在前', example: [] })
  history!: DiscrepancyActAnswer[];
}

export class DiscrepanciesAnswer {
  @Items(DiscrepancyAnswer, '差异，按编号') items!: DiscrepancyAnswer[];
  @Next('string') next!: string | null;
}
