import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { conservationInYuan, proveConservation } from '@libs/province-store';
import { DataSource } from 'typeorm';
import { LONG_SOURCE } from '../../parts';
import { Tagged } from '../openapi/tags';
import { Allow } from '../request/access';
import { ConservationAnswer } from './audit.answer';

/** What auditors ask: does every fen add up. */
@Tagged('audit')
@Controller('audit')
export class AuditController {
  constructor(@Inject(LONG_SOURCE) private readonly source: DataSource) {}

  /** No role but the auditor's, who may send every GET. */
  @Get('conservation')
  @Allow()
  @ApiOperation({
    summary: '核查全库资金守恒',
    description:
      '在一个一致的时点核对：每个额度 = 已用 + 退还 + 余额；每个账户的冻结 = 其额度余额之和；' +
      '余额 = 期初 + 入账 − 出账 − 本人支付 − 额度已用；没有负数。数据多时需要几分钟。',
  })
  @ApiOkResponse({ type: ConservationAnswer, description: '核查完成；ok 为 false 时见 violations' })
  async conservation(): Promise<ConservationAnswer> {
    return conservationInYuan(await proveConservation(this.source)) as ConservationAnswer;
  }
}
