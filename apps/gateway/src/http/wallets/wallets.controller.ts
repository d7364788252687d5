import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { drawingOrder, fen, fenToYuan, remaining } from '@libs/mutual-aid';
import { formatTime } from '@libs/national-platform';
import { donorRegionsOf, findPerson, findWallet } from '@libs/province-store';
import { DataSource } from 'typeorm';
import { IdParam } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { ABSENT, absent } from '../problem/absent';
import { Allow } from '../request/access';
import { checkId, ID } from '../request/field-rules';
import { WalletAnswer } from './wallet.answer';

/** What a person can spend of others' money. */
@Tagged('payments')
@Controller('wallets')
export class WalletsController {
  constructor(private readonly source: DataSource) {}

  @Get(':psn_no')
  @Allow('settlement', 'window')
  @ApiOperation({
    summary: '查询钱包：可用额度，按支付顺序',
    description: '只列现在可用且有余额的额度。有登记而没有额度的人：balc 为 0.00、limits 为 []。',
  })
  @IdParam('psn_no', '人员编号', '44000000000003')
  @ApiOkResponse({ type: WalletAnswer, description: '钱包' })
  @Problems(['A01', `psn_no：${ID.expects}`], ['A05', ABSENT.person])
  async get(@Param('psn_no') given: string): Promise<WalletAnswer> {
    const psnNo = checkId('psn_no', given);
    if ((await findPerson(this.source, psnNo)) === undefined) throw absent('person');
    const limits = drawingOrder(await findWallet(this.source, psnNo)).map(({ limit }) => limit);
    const regions = await donorRegionsOf(
      this.source,
      limits.map((limit) => limit.relationshipId),
    );
    return {
      psn_no: psnNo,
      balc: fenToYuan(fen(limits.reduce((sum, limit) => sum + remaining(limit), 0n))),
      limits: limits.map((limit) => ({
        mulaid_rel_id: limit.relationshipId,
        mulaid_lmt_id: limit.limitId,
        donor_admdvs: regions.get(limit.relationshipId) ?? '',
        lmt_amt: fenToYuan(limit.amount),
        used_amt: fenToYuan(limit.used),
        balc: fenToYuan(remaining(limit)),
        set_time: formatTime(limit.setTime),
      })),
    };
  }
}
