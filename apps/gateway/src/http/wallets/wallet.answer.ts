import { ApiProperty } from '@nestjs/swagger';
import { Shown } from '../openapi/parameters';
import { ADMDVS, AMOUNT, ID, SUM, TIME } from '../request/field-rules';

export class WalletLimitAnswer {
  @Shown(ID, { description: '共济关系编号', example: '510000R0000000001' }) mulaid_rel_id!: string;
  @Shown(ID, { description: '共济额度编号', example: '510000L0000000001' }) mulaid_lmt_id!: string;
  @Shown(ADMDVS, { description: '共济人参保统筹区', example: '510100' }) donor_admdvs!: string;
  @Shown(AMOUNT, { description: '设置的额度，元', example: '1000.00' }) lmt_amt!: string;
  @Shown(AMOUNT, { description: '已用，元', example: '100.00' }) used_amt!: string;
  @Shown(AMOUNT, { description: '可用余额，元；大于 0.00', example: '900.00' }) balc!: string;
  @Shown(TIME, { description: '额度设置时间', example: '2026-11-01T08:00:00.000+08:00' }) set_time!: string;
}

export class WalletAnswer {
  @Shown(ID, { description: '人员编号', example: '44000000000003' }) psn_no!: string;
  @Shown(SUM, { description: '钱包可用总额，元；没有可用额度时为 0.00', example: '900.00' }) balc!: string;
  @ApiProperty({ type: [WalletLimitAnswer], description: '现在可用且有余额的额度，按支付顺序（设置时间，再按编号）' })
  limits!: WalletLimitAnswer[];
}
