import { ApiProperty } from '@nestjs/swagger';
import { Items, Next, Shown, Wording } from '../openapi/parameters';
import { ID, SUM, TIME } from '../request/field-rules';

class FiguresAnswer {
  @Shown(SUM, { description: '余额，元', example: '1000.00' }) balance!: string;
  @Shown(SUM, { description: '其中因设置共济额度而冻结的，元', example: '200.00' }) frozen!: string;
  @Shown(SUM, { description: '可用：余额减冻结，元', example: '800.00' }) available!: string;
}

/** One change of an account. */
export class TrailEntryAnswer {
  @Shown(TIME, { description: '记账时间', example: '2026-11-24T09:30:00.000+08:00' }) at!: string;
  @Wording(
    '原因：OPENING 开户；IN、OUT 入账出账；USAGE、REVERSAL 本人账户支付与退回；APPLIED、RESTORED 共济额度的使用与撤销记账；M101、M103、M201、M203 等为引起冻结与解冻的国家平台报文号',
    'OPENING',
  )
  cause!: string;
  @Wording('所依据的编号：变动编号、使用编号、报文号或人员编号', '44000000000003') ref!: string;
  @ApiProperty({
    type: [String],
    required: false,
    description: '所设置、收回、使用或退回的额度编号；与额度无关的没有此项',
    example: ['440000202611240930000000000001'],
  })
  mulaid_lmt_ids?: string[];
  @Shown(SUM, { description: '变动的金额，元；方向见 cause', example: '1000.00' }) amt!: string;
  @Shown(SUM, { description: '变动后的余额，元', example: '1000.00' }) balance!: string;
  @Shown(SUM, { description: '变动后的冻结，元', example: '200.00' }) frozen!: string;
}

export class TrailAnswer {
  @Items(TrailEntryAnswer, '流水，先记的在前') items!: TrailEntryAnswer[];
  @Next('integer') next!: number | null;
}

export class AccountAnswer extends FiguresAnswer {
  @Shown(ID, { description: '人员编号', example: '44000000000003' }) psn_no!: string;
  @ApiProperty({ type: TrailAnswer, description: '流水的一页' }) trail!: TrailAnswer;
}

export class MovementAnswer extends FiguresAnswer {
  @Shown(ID, { description: '变动编号', example: 'MV-20261124-000001' }) movement_id!: string;
}

export class AccountEntryAnswer extends TrailEntryAnswer {
  @ApiProperty({ type: 'integer', description: '流水号，按提交顺序递增；可作 after', example: 1200001 }) id!: number;
  @Shown(ID, { description: '人员编号', example: '44000000000003' }) psn_no!: string;
}

export class AccountEntriesAnswer {
  @Items(AccountEntryAnswer, '全部账户的流水，按提交顺序') items!: AccountEntryAnswer[];
  @Next('integer', 1200001) next!: number | null;
}
