import { ApiProperty } from '@nestjs/swagger';
import { Items, Next, Shown } from '../openapi/parameters';
import { ID, oneOf, patterned, TIME } from '../request/field-rules';

export class FlagAnswer {
  @Shown(patterned('^[0-9]{1,18}$', ''), { description: '编号', example: '17' }) id!: string;
  @Shown(oneOf('FAST_DRAIN', 'MANY_DONORS', 'MANY_PLACES'), {
    description:
      'FAST_DRAIN 大额额度设置后很快用尽；MANY_DONORS 一名被共济人的共济人过多；MANY_PLACES 短时间内在多家机构使用',
    example: 'FAST_DRAIN',
  })
  kind!: string;
  @Shown(TIME, { description: '何时发现', example: '2026-11-24T09:30:00.000+08:00' }) at!: string;
  @Shown(ID, { description: '人员编号：被共济人；对方省使用的额度为本省的共济人', example: '44000000000003' })
  psn_no!: string;
  @Shown(ID, { description: '共济额度编号，仅 FAST_DRAIN 时有', example: '510000L0000000001', optional: true })
  mulaid_lmt_id?: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      '依据。FAST_DRAIN：mulaid_rel_id、lmt_amt、set_time、drained_at；MANY_DONORS：donors；MANY_PLACES：from、until、fixmedins_codes',
    example: {
      mulaid_rel_id: '510000R0000000001',
      lmt_amt: '8000.00',
      set_time: '2026-11-24T08:00:00.000+08:00',
      drained_at: '2026-11-24T09:29:58.000+08:00',
    },
  })
  facts!: Record<string, unknown>;
}

export class FlagsAnswer {
  @Items(FlagAnswer, '标记，先发现的在前') items!: FlagAnswer[];
  @Next('string') next!: string | null;
}
