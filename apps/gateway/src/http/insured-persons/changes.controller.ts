import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOperation } from '@nestjs/swagger';
import { Ledger } from '@libs/ledger';
import type { Clock } from '@libs/operations';
import { CLOCK } from '../../parts';
import { IdParam } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { ABSENT } from '../problem/absent';
import { carriedOut } from '../problem/carried-out';
import { Allow } from '../request/access';
import { checkId, ID } from '../request/field-rules';
import type { KnownRequest } from '../request/known-request';
import { RequestLog } from '../request/request-log';
import { CHANGED_IN_FUTURE, changeCommand } from './change-command';
import { ChangeAnswer } from './insured-person.answer';
import { ChangeDto } from './insured-person.dto';
import { PSN_NO } from './psn-no';

/** Ends of insurance, at the core system's word (R8). */
@Tagged('registry')
@Controller('insured-persons')
export class ChangesController {
  constructor(
    private readonly ledger: Ledger,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly log: RequestLog,
  ) {}

  @Post(':psn_no/changes')
  @HttpCode(202)
  @Allow('core')
  @ApiOperation({
    summary: '参保终止或转移：共济关系自行终止',
    description:
      '此人全部参保登记改为 ENDED，其给予与得到的生效关系立即停止使用（TERMINATING），一次告知国家平台；账户保留，可继续入账。' +
      '同一 chg_type、chg_time 再次收到得到同一答复，不改变任何数据。以登记或批量登记改变统筹区、或使参保不再有效的，效果相同。',
  })
  @IdParam(...PSN_NO)
  @ApiBody({ type: ChangeDto })
  @ApiAcceptedResponse({ type: ChangeAnswer, description: '已受理' })
  @Problems(['A01', `psn_no：${ID.expects}`, `chg_time：${CHANGED_IN_FUTURE}`], ['A05', ABSENT.person])
  async change(@Param('psn_no') given: string, @Body() body: unknown, @Req() request: KnownRequest) {
    const psnNo = checkId('psn_no', given);
    const outcome = await this.ledger.submit(changeCommand(psnNo, body, request, this.clock.now()));
    const { relationshipIds } = carriedOut(outcome);
    this.log.act(request, { relationships: relationshipIds.length }, 'an insurance ended');
    return { psn_no: psnNo, mulaid_rel_ids: relationshipIds };
  }
}
