import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { drawingOrder, fen, fenToYuan, remaining } from '@libs/mutual-aid';
import { formatTime } from '@libs/national-platform';
import { donorRegionsOf } from '@libs/province-store';
import { Gateway } from '../gateway';
import { Allow } from './access';
import { findPerson, findWallet } from './look-up';
import { Problem } from './problem';
import { checkId } from './shown';
import { ProblemAnswer, WalletAnswer } from './usage.answer';

/** What a person can spend of others' money. */
@ApiTags('钱包支付')
@ApiBearerAuth()
@Controller('wallets')
export class WalletsController {
  constructor(@Inject(Gateway) private readonly gateway: Gateway) {}

  @Get(':psn_no')
  @Allow('settlement', 'window')
  @ApiOperation({ summary: '查询钱包：可用额度，按支付顺序' })
  @ApiOkResponse({ type: WalletAnswer })
  @ApiResponse({ status: '4XX', description: '拒绝，见 err_code', type: ProblemAnswer })
  async get(@Param('psn_no') given: string): Promise<WalletAnswer> {
    const psnNo = checkId('psn_no', given);
    const { dataSource } = this.gateway;
    if ((await findPerson(dataSource, psnNo)) === undefined)
      throw new Problem('A05', 'psn_no：没有该参保人的登记，请核对人员编号');
    const limits = drawingOrder(await findWallet(dataSource, psnNo)).map(({ limit }) => limit);
    const regions = await donorRegionsOf(
      dataSource,
      limits.map((limit) => limit.relationshipId),
    );
    return {
      psn_no: psnNo,
      balc: fenToYuan(fen(limits.reduce((sum, limit) => sum + remaining(limit), 0n))),
      limits: limits.map((limit) => ({
        ...{ mulaid_rel_id: limit.relationshipId, mulaid_lmt_id: limit.limitId },
        donor_admdvs: regions.get(limit.relationshipId) ?? '',
        ...{ lmt_amt: fenToYuan(limit.amount), used_amt: fenToYuan(limit.used), balc: fenToYuan(remaining(limit)) },
        set_time: formatTime(limit.setTime),
      })),
    };
  }
}
