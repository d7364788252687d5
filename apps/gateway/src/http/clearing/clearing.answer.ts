import { ApiProperty } from '@nestjs/swagger';
import { Count, Items, Next, Shown } from '../openapi/parameters';
import { ADMDVS, AMOUNT, ID, NET_SUM, oneOf, patterned, TIME } from '../request/field-rules';

export class ClearingFiguresAnswer {
  @Shown(NET_SUM, { description: '应付：本省共济人的钱在对方使用，减撤销，元；可为负', example: '1280.50' })
  payable_amt!: string;
  @Count('应付的行数，使用与撤销各计一行', 12) payable_cnt!: number;
  @Shown(NET_SUM, { description: '应收：对方共济人的钱在本省使用，减撤销，元；可为负', example: '-20.00' })
  receivable_amt!: string;
  @Count('应收的行数，使用与撤销各计一行', 3) receivable_cnt!: number;
}

export class ClearingLineAnswer extends ClearingFiguresAnswer {
  @Shown(ADMDVS, { description: '对方省份；在 regions 中为本省统筹区', example: '510000' }) admdvs!: string;
}

export class ClearingStatementBodyAnswer {
  @Shown(patterned('^[0-9A-Za-z_-]{1,70}$', ''), {
    description: '平台对账单的报文号',
    example: '100000202607010930000000000001',
  })
  msgid!: string;
  @Shown(TIME, { description: '何时收到并答复', example: '2026-07-01T09:30:00.000+08:00' }) at!: string;
  @ApiProperty({ type: [ClearingLineAnswer], description: '平台所列，按原来的顺序' }) lines!: ClearingLineAnswer[];
}

export class ClearingDifferenceAnswer {
  @Shown(ADMDVS, { description: '对方省份', example: '510000' }) admdvs!: string;
  @ApiProperty({ type: ClearingFiguresAnswer, description: '本省的数；没有的为零' }) here!: ClearingFiguresAnswer;
  @ApiProperty({ type: ClearingFiguresAnswer, description: '平台的数；没有的为零' }) there!: ClearingFiguresAnswer;
}

export class ClearingStatementAnswer {
  @Shown(patterned('^[0-9]{4}-[0-9]{2}$', ''), { description: '清算月份（平台接收时间，东八区）', example: '2026-06' })
  clr_ym!: string;
  @ApiProperty({ type: [ClearingLineAnswer], description: '本省的数，每个对方省份一行，按代码' })
  lines!: ClearingLineAnswer[];
  @ApiProperty({ type: [ClearingLineAnswer], description: '同样的数，本省每个统筹区一行，按代码' })
  regions!: ClearingLineAnswer[];
  @ApiProperty({
    type: ClearingStatementBodyAnswer,
    required: false,
    description: '平台最近一次的清算单；还没有收到的没有此项',
  })
  statement?: ClearingStatementBodyAnswer;
  @Shown(oneOf('MATCH', 'MISMATCH'), {
    description: '此刻与清算单是否一致；还没有收到清算单的没有此项',
    example: 'MISMATCH',
    optional: true,
  })
  result?: string;
  @ApiProperty({ type: [ClearingDifferenceAnswer], description: '不一致的省份；一致或没有清算单时为 []' })
  differences!: ClearingDifferenceAnswer[];
}

export class ClearingUsageAnswer {
  @Shown(oneOf('donor', 'benef'), {
    description: 'donor 应付（共济人在本省），benef 应收（被共济人在本省）',
    example: 'donor',
  })
  role!: string;
  @Shown(ID, { description: '共济关系编号', example: '440000R0000000001' }) mulaid_rel_id!: string;
  @Shown(ID, { description: '共济额度编号', example: '440000L0000000001' }) mulaid_lmt_id!: string;
  @Shown(ID, { description: '额度使用（或撤销）编号', example: '510000U202611240930000000000001' }) use_id!: string;
  @Shown(ID, {
    description: '被撤销的使用编号，仅撤销时有',
    example: '510000U202611240915000000000001',
    optional: true,
  })
  orig_use_id?: string;
  @Count('行号，从 1 起', 1) line_no!: number;
  @Shown(AMOUNT, { description: '支付的金额，撤销时为退回的金额（清算时减去），元', example: '100.00' }) amt!: string;
  @Shown(TIME, { description: '费用发生（或撤销）时间', example: '2026-06-24T09:30:00.000+08:00' }) use_time!: string;
  @Shown(TIME, { description: '国家平台接收时间，按此归月', example: '2026-06-24T09:30:01.120+08:00' })
  upload_time!: string;
}

export class ClearingUsagesAnswer {
  @Items(ClearingUsageAnswer, '按共济关系编号，其中先被平台接收的在前') items!: ClearingUsageAnswer[];
  @Next('string') next!: string | null;
}
