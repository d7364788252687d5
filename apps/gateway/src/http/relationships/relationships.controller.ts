import { Controller, Get, Param, Query as QueryParameters, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { findRelationshipFile, listRelationshipsOf, type RelationshipFile } from '@libs/province-store';
import { DataSource } from 'typeorm';
import { IdParam, Paged, Query } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { ABSENT, absent } from '../problem/absent';
import { Allow } from '../request/access';
import type { KnownRequest } from '../request/known-request';
import { checkId, ID } from '../request/field-rules';
import { paged, pageOf, WRONG_LIMIT } from '../request/paging';
import { RequestLog } from '../request/request-log';
import { relationshipShown } from './relationship-shown';
import { RelationshipAnswer, RelationshipsAnswer } from './relationship.answer';

/** Relationships as recorded here. */
@Tagged('relationships')
@Controller('relationships')
export class RelationshipsController {
  constructor(
    private readonly source: DataSource,
    private readonly log: RequestLog,
  ) {}

  @Get(':id')
  @Allow('window')
  @ApiOperation({ summary: '查询一个共济关系及其额度与经过', description: 'window 所见的姓名与证件号码为掩码。' })
  @IdParam('id', '共济关系编号', '510000R0000000001')
  @ApiOkResponse({ type: RelationshipAnswer, description: '共济关系' })
  @Problems(['A01', `mulaid_rel_id：${ID.expects}`], ['A05', ABSENT.relationship])
  async get(@Param('id') id: string, @Req() request: KnownRequest): Promise<RelationshipAnswer> {
    const file = await findRelationshipFile(this.source, checkId('mulaid_rel_id', id));
    if (file === undefined) throw absent('relationship');
    return relationshipShown(file, this.isWhole(request, [file]));
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

  private isWhole(request: KnownRequest, shown: readonly RelationshipFile[]): boolean {
    return this.log.showsWhole(request, () => ({
      psnNos: shown.flatMap(({ relationship: { donor, benef } }) => [donor.psnNo, benef.psnNo]),
    }));
  }
}
