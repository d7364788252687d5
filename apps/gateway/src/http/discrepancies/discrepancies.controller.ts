import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Ledger } from '@libs/ledger';
import { CANNOT_BE_APPLIED, NOTHING_TO_UPLOAD, notInStatus, OTHER_ROLE, refuse, SAME_PERSON } from '@libs/mutual-aid';
import { findDiscrepancy } from '@libs/province-store';
import { DataSource } from 'typeorm';
import { IdParam } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { ABSENT, absent } from '../problem/absent';
import { carriedOut } from '../problem/carried-out';
import { textOf } from '../problem/problem';
import { Allow } from '../request/access';
import { checked, patterned } from '../request/field-rules';
import { whoIs, type KnownRequest } from '../request/known-request';
import { RequestLog } from '../request/request-log';
import { validated } from '../request/validate-body';
import { DiscrepancyAnswer } from './discrepancy.answer';
import { discrepancyShown } from './discrepancy-shown';
import { ClosingDto, ProposalDto } from './repair.dto';

const DISCREPANCY_ID = patterned('^[0-9]{1,18}$', '应为差异编号，如 17');
const ID_PARAM = ['id', '差异编号', '17', DISCREPANCY_ID] as const;
const WRONG_ID = `id：${DISCREPANCY_ID.expects}`;

/** What people do about differences that do not mend themselves: one proposes, another approves (R25). */
@Tagged('reconciliation')
@Controller('discrepancies')
export class DiscrepanciesController {
  constructor(
    private readonly source: DataSource,
    private readonly ledger: Ledger,
    private readonly log: RequestLog,
  ) {}

  @Post(':id/proposals')
  @HttpCode(201)
  @Allow('operator')
  @ApiOperation({
    summary: '提议更正一个差异',
    description: '只能对 OPEN 的提议；由另一名操作员批准后执行，见 …/approval。',
  })
  @IdParam(...ID_PARAM)
  @ApiBody({ type: ProposalDto })
  @ApiCreatedResponse({ type: DiscrepancyAnswer, description: '已提议（PROPOSED）的差异' })
  @Problems(['A01', WRONG_ID, `action：${OTHER_ROLE}`], ['A05', ABSENT.discrepancy], ['E31', notInStatus('CLOSED')])
  async propose(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: KnownRequest,
  ): Promise<DiscrepancyAnswer> {
    const id = checked(DISCREPANCY_ID, 'id', given);
    const { action, note } = validated(ProposalDto, body);
    carriedOut(await this.ledger.submit({ kind: 'propose-repair', id, action, note, by: whoIs(request) }));
    this.log.act(request, { discrepancy: id, action }, 'a repair was proposed');
    return this.shown(id);
  }

  @Post(':id/approval')
  @HttpCode(200)
  @Allow('operator')
  @ApiOperation({
    summary: '批准并执行一个提议',
    description: '没有请求体。提议人以外的操作员批准，立即执行：成功的为 MENDED；仍不能执行的为 422，仍为 PROPOSED。',
  })
  @IdParam(...ID_PARAM)
  @ApiOkResponse({ type: DiscrepancyAnswer, description: '已更正（MENDED）的差异' })
  @Problems(
    ['A01', WRONG_ID],
    ['A03', textOf('A03'), SAME_PERSON],
    ['A05', ABSENT.discrepancy],
    ['E25', refuse('E25', 'mulaid_lmt_id').message],
    ['E30', refuse('E30', 'mulaid_lmt_id').message],
    ['E31', notInStatus('OPEN')],
    ['E32', CANNOT_BE_APPLIED, NOTHING_TO_UPLOAD],
  )
  async approve(@Param('id') given: string, @Req() request: KnownRequest): Promise<DiscrepancyAnswer> {
    const id = checked(DISCREPANCY_ID, 'id', given);
    carriedOut(await this.ledger.submit({ kind: 'approve-repair', id, by: whoIs(request) }));
    this.log.act(request, { discrepancy: id }, 'a repair was approved and carried out');
    return this.shown(id);
  }

  @Post(':id/closing')
  @HttpCode(200)
  @Allow('operator')
  @ApiOperation({
    summary: '关闭一个差异',
    description: '不更正任何数据。以后的对账仍列出它，数字不变时不再计入；数字变了的重新为 OPEN。',
  })
  @IdParam(...ID_PARAM)
  @ApiBody({ type: ClosingDto })
  @ApiOkResponse({ type: DiscrepancyAnswer, description: '已关闭（CLOSED）的差异' })
  @Problems(['A01', WRONG_ID], ['A05', ABSENT.discrepancy], ['E31', notInStatus('MENDED')])
  async close(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: KnownRequest,
  ): Promise<DiscrepancyAnswer> {
    const id = checked(DISCREPANCY_ID, 'id', given);
    const { note } = validated(ClosingDto, body);
    carriedOut(await this.ledger.submit({ kind: 'close-discrepancy', id, note, by: whoIs(request) }));
    this.log.act(request, { discrepancy: id }, 'a discrepancy was closed');
    return this.shown(id);
  }

  private async shown(id: string): Promise<DiscrepancyAnswer> {
    const file = await findDiscrepancy(this.source, id);
    if (file === undefined) throw absent('discrepancy');
    return discrepancyShown(file, false);
  }
}
