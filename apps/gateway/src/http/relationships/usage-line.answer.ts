import { Count, Items, Next, Shown } from '../openapi/parameters';
import { AMOUNT, ID, TIME } from '../request/field-rules';

export class RelationshipUsageAnswer {
  @Shown(ID, { description: '额度使用（或撤销）编号', example: '510000U202611240930000000000001' }) use_id!: string;
  @Shown(ID, {
    description: '被撤销的使用编号，仅撤销时有',
    example: '510000U202611240915000000000001',
    optional: true,
  })
  orig_use_id?: string;
  @Count('行号，从 1 起', 1) line_no!: number;
  @Shown(ID, { description: '共济额度编号', example: '510000L0000000001' }) mulaid_lmt_id!: string;
  @Shown(AMOUNT, { description: '支付的金额，撤销时为退回的金额，元', example: '100.00' }) amt!: string;
  @Shown(TIME, { description: '费用发生（或撤销）时间', example: '2026-11-24T09:30:00.000+08:00' }) use_time!: string;
  @Shown(TIME, {
    description: '国家平台接收时间；平台尚未应答的没有',
    example: '2026-11-24T09:30:01.120+08:00',
    optional: true,
  })
  upload_time?: string;
}

export class RelationshipUsagesAnswer {
  @Items(RelationshipUsageAnswer, '本省记录（被共济人在本省）或已入账（共济人在本省）的使用，先的在前')
  items!: RelationshipUsageAnswer[];
  @Next('string') next!: string | null;
}
