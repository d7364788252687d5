import { Controller, Get, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { conservationInYuan, proveConservation } from '@libs/province-store';
import { Gateway } from '../gateway';
import { Allow } from './access';

/** What auditors ask: does every fen add up. */
@ApiTags('审计')
@ApiBearerAuth()
@Controller('audit')
export class AuditController {
  constructor(@Inject(Gateway) private readonly gateway: Gateway) {}

  /** No role but the auditor's, who may send every GET. */
  @Get('conservation')
  @Allow()
  @ApiOperation({ summary: '全库资金守恒核查（R31）' })
  async conservation(): Promise<object> {
    return conservationInYuan(await proveConservation(this.gateway.dataSource));
  }
}
