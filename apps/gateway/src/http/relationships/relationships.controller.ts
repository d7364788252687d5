import { Body, Controller, Get, HttpCode, Param, Post, Query as QueryParameters, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Ledger } from '@libs/ledger';
import { NOT_INSURED_HERE, refuse } from '@libs/mutual-aid';
import {
  findLimit,
  findRelationshipFile,
  findRole,
  listRelationshipsOf,
  listUsagesOf,
  type RelationshipFile,
} from '@libs/province-store';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { UsageIds } from '../../outgoing-records';
import { IdParam, Paged, Query } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { ABSENT, absent } from '../problem/absent';
import { carriedOut } from '../problem/carried-out';
import { Allow } from '../request/access';
import type { KnownRequest } from '../request/known-request';
import { checkId, ID, patterned, POSITIVE_AMOUNT } from '../request/field-rules';
import { NUMBER_CURSOR, paged, pageOf, WRONG_LIMIT } from '../request/paging';
import { RequestLog } from '../request/request-log';
import { ESTABLISHMENT_EXAMPLE } from './establishment-example';
import { limitShown, relationshipShown, relationshipUsageShown } from './relationship-shown';
import { LimitAnswer, RelationshipAnswer, RelationshipsAnswer } from './relationship.answer';
import { RelationshipUsagesAnswer } from './usage-line.answer';
import { EstablishmentDto, LimitDto, TerminationDto } from './relationship.dto';
import { establishCommand, limitCommand, terminationCommand } from './window-commands';

const REL_ID = ['id', '共济关系编号', '510000R0000000001'] as const;
/** The platform's time of receipt or 0, the use and its line. */
const USAGE_CURSOR = patterned('^[0-9]{1,15}\\.[0-9A-Za-z_-]{1,40}\\.[0-9]{1,9}$', NUMBER_CURSOR.expects);
const WRONG_ID = `mulaid_rel_id：${ID.expects}`;
const ASKED_BEFORE = '同一请求再次收到：现在的样子，没有再办理';
const ONCE =
  '超时、断线或 503 之后用同一 request_id、相同内容重发；被拒绝的请求什么也不留下，更正后可用原 request_id 再发。';
const A04 = refuse('A04', 'request_id').message;

/** Relationships as recorded here, and what the province's own channels ask for them (R14). */
@Tagged('relationships')
@Controller('relationships')
export class RelationshipsController {
  constructor(
    private readonly source: DataSource,
    private readonly ledger: Ledger,
    private readonly ids: UsageIds,
    private readonly log: RequestLog,
  ) {}

  @Post()
  @HttpCode(202)
  @Allow('window')
  @ApiOperation({
    summary: '建立共济关系（共济人在本省参保）',
    description: `立即核对并冻结额度，上传国家平台；平台确认之前为 PENDING，额度不能使用，拒绝则为 REFUSED 并解冻。${ONCE}`,
  })
  @ApiBody({ type: EstablishmentDto, examples: ESTABLISHMENT_EXAMPLE })
  @ApiAcceptedResponse({ type: RelationshipAnswer, description: '已受理，等待国家平台确认' })
  @ApiOkResponse({ type: RelationshipAnswer, description: ASKED_BEFORE })
  @Problems(
    ['A01', `donor.psn_no：${ID.expects}`, `limits[0].lmt_amt：${POSITIVE_AMOUNT.expects}`],
    ['A04', A04],
    ...(['E10', 'E12', 'E13', 'E14', 'E15', 'E16', 'E20', 'E21', 'E22', 'E23', 'E24', 'E25'] as const),
  )
  async establish(
    @Body() body: unknown,
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RelationshipAnswer> {
    const outcome = carriedOut(await this.ledger.submit(await establishCommand({ body, request }, this.ids)));
    if (outcome.kind === 'asked before') {
      void reply.status(200);
      return this.shown(outcome.made[0] ?? '', request);
    }
    const { relationship, limits } = outcome;
    const history = [{ at: relationship.estabTime, from: null, to: relationship.state, cause: 'M111' }];
    this.log.act(request, { mulaid_rel_id: relationship.relationshipId }, 'a relationship was asked for');
    const file = { relationship, limits, history };
    return relationshipShown(file, this.isWhole(request, [file]));
  }

  @Post(':id/limits')
  @HttpCode(202)
  @Allow('window')
  @ApiOperation({
    summary: '增加一个额度（共济人在本省参保）',
    description: `只能在 EFFECTIVE 的关系上增加。立即核对并冻结，上传国家平台；平台确认之前额度为 PENDING，不能使用。${ONCE}`,
  })
  @IdParam(...REL_ID)
  @ApiBody({ type: LimitDto })
  @ApiAcceptedResponse({ type: LimitAnswer, description: '已受理，等待国家平台确认' })
  @ApiOkResponse({ type: LimitAnswer, description: ASKED_BEFORE })
  @Problems(
    ['A01', WRONG_ID, `lmt_amt：${POSITIVE_AMOUNT.expects}`],
    ['A04', A04],
    ['A05', ABSENT.relationship],
    ...(['E10', 'E20', 'E21', 'E22', 'E23', 'E24', 'E25', 'E31'] as const),
  )
  async setLimit(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LimitAnswer> {
    const relationshipId = checkId('mulaid_rel_id', id);
    const command = await limitCommand(relationshipId, { body, request }, this.ids);
    const outcome = carriedOut(await this.ledger.submit(command));
    if (outcome.kind === 'asked before') {
      void reply.status(200);
      const limit = await findLimit(this.source, outcome.made[0] ?? '');
      if (limit === undefined) throw absent('relationship');
      return limitShown(limit);
    }
    const { limitId } = outcome.limit;
    this.log.act(request, { mulaid_rel_id: relationshipId, mulaid_lmt_id: limitId }, 'a limit was asked for');
    return limitShown(outcome.limit);
  }

  @Post(':id/termination')
  @HttpCode(202)
  @Allow('window')
  @ApiOperation({
    summary: '终止共济关系',
    description:
      '由在本省参保的一方提出。立即停止使用（TERMINATING），上传国家平台；平台与双方核对之后终止，未用的额度退还共济人账户。' +
      `正在终止的再次提出也受理。${ONCE}`,
  })
  @IdParam(...REL_ID)
  @ApiBody({ type: TerminationDto })
  @ApiAcceptedResponse({ type: RelationshipAnswer, description: '已受理，不能再使用' })
  @ApiOkResponse({ type: RelationshipAnswer, description: ASKED_BEFORE })
  @Problems(['A01', WRONG_ID, `initiator：${NOT_INSURED_HERE}`], ['A04', A04], ['A05', ABSENT.relationship], 'E31')
  async terminate(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RelationshipAnswer> {
    const relationshipId = checkId('mulaid_rel_id', id);
    const command = await terminationCommand(relationshipId, { body, request }, this.ids);
    const outcome = carriedOut(await this.ledger.submit(command));
    if (outcome.kind === 'asked before') void reply.status(200);
    else this.log.act(request, { mulaid_rel_id: relationshipId }, 'a termination was asked for');
    return this.shown(relationshipId, request);
  }

  @Get(':id')
  @Allow('window')
  @ApiOperation({ summary: '查询一个共济关系及其额度与经过', description: 'window 所见的姓名与证件号码为掩码。' })
  @IdParam('id', '共济关系编号', '510000R0000000001')
  @ApiOkResponse({ type: RelationshipAnswer, description: '共济关系' })
  @Problems(['A01', `mulaid_rel_id：${ID.expects}`], ['A05', ABSENT.relationship])
  async get(@Param('id') id: string, @Req() request: KnownRequest): Promise<RelationshipAnswer> {
    return this.shown(checkId('mulaid_rel_id', id), request);
  }

  @Get()
  @Allow('window')
  @ApiOperation({
    summary: '按人员查询共济关系',
    description: '此人给予与得到的全部共济关系，含已结束的；没有则 items 为 []，也不问此人有无登记。',
  })
  @Query('psn_no', ID, { description: '人员编号', example: '44000000000003', required: true })
  @Paged(ID, '510000R0000000001')
  @ApiOkResponse({ type: RelationshipsAnswer, description: '一页' })
  @Problems(['A01', `psn_no：必填，${ID.expects}`, WRONG_LIMIT])
  async list(
    @QueryParameters() query: Record<string, string | undefined>,
    @Req() request: KnownRequest,
  ): Promise<RelationshipsAnswer> {
    const psnNo = checkId('psn_no', query['psn_no']);
    const page = await listRelationshipsOf(this.source, psnNo, pageOf(query, ID));
    const whole = this.isWhole(request, page.rows);
    return paged(
      page,
      ({ relationship }) => relationship.relationshipId,
      (file) => relationshipShown(file, whole),
    );
  }

  @Get(':id/usages')
  @Allow('window')
  @ApiOperation({
    summary: '谁用了我的钱：查询一个共济关系的使用与撤销',
    description: '被共济人在本省的，为本省记录的使用；共济人在本省的，为已从其账户入账的使用（逐日下载后入账）。',
  })
  @IdParam(...REL_ID)
  @Paged(USAGE_CURSOR, '0.510000U202611240930000000000001.1')
  @ApiOkResponse({ type: RelationshipUsagesAnswer, description: '一页' })
  @Problems(['A01', WRONG_ID, WRONG_LIMIT], ['A05', ABSENT.relationship])
  async usages(
    @Param('id') id: string,
    @QueryParameters() query: Record<string, string | undefined>,
  ): Promise<RelationshipUsagesAnswer> {
    const relationshipId = checkId('mulaid_rel_id', id);
    const page = pageOf(query, USAGE_CURSOR);
    const role = await findRole(this.source, relationshipId);
    if (role === undefined) throw absent('relationship');
    const usages = await listUsagesOf(this.source, { relationshipId, role }, page);
    return paged(usages, ({ cursor }) => cursor, relationshipUsageShown);
  }

  private async shown(relationshipId: string, request: KnownRequest): Promise<RelationshipAnswer> {
    const file = await findRelationshipFile(this.source, relationshipId);
    if (file === undefined) throw absent('relationship');
    return relationshipShown(file, this.isWhole(request, [file]));
  }

  private isWhole(request: KnownRequest, shown: readonly RelationshipFile[]): boolean {
    return this.log.showsWhole(request, () => ({
      psnNos: shown.flatMap(({ relationship: { donor, benef } }) => [donor.psnNo, benef.psnNo]),
    }));
  }
}
