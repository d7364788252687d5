import { Controller, Get, Param, Query as QueryParameters, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ownPerson, type Relationship } from '@libs/mutual-aid';
import { formatTime } from '@libs/national-platform';
import { findLimits, findRelationship, findRelationshipsOf, relationshipHistory } from '@libs/province-store';
import { DataSource } from 'typeorm';
import { IdParam, Paged, Query } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { ABSENT, absent } from '../problem/absent';
import { Allow, type KnownRequest } from '../request/access';
import { checkId, ID } from '../request/field-rules';
import { paged, pageOf, WRONG_LIMIT } from '../request/paging';
import { RequestLog } from '../request/request-log';
import { limitShown, statedPersonShown } from './relationship-shown';
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
    const relationship = await findRelationship(this.source, checkId('mulaid_rel_id', id));
    if (relationship === undefined) throw absent('relationship');
    return this.shown(relationship, this.isWhole(request, [relationship]));
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
    const { limit, after } = pageOf(query, ID);
    const found = await findRelationshipsOf(this.source, psnNo, limit + 1, after);
    const whole = this.isWhole(request, found.slice(0, limit));
    const page = paged(
      found,
      limit,
      (each) => each.relationshipId,
      (each) => this.shown(each, whole),
    );
    return { ...page, items: await Promise.all(page.items) };
  }

  private isWhole(request: KnownRequest, shown: readonly Relationship[]): boolean {
    return this.log.showsWhole(request, () => ({
      psnNos: shown.flatMap(({ donor, benef }) => [donor.psnNo, benef.psnNo]),
    }));
  }

  private async shown(relationship: Relationship, whole: boolean): Promise<RelationshipAnswer> {
    const { relationshipId, donor, benef, refusedWith } = relationship;
    const limits = await findLimits(this.source, relationshipId);
    const history = await relationshipHistory(this.source, ownPerson(relationship).psnNo, relationshipId);
    return {
      mulaid_rel_id: relationshipId,
      state: relationship.state,
      role: relationship.role,
      donor: statedPersonShown(donor, whole),
      benef: statedPersonShown(benef, whole),
      rel_type: relationship.relType,
      commit_no: relationship.commitNo,
      commit_time: formatTime(relationship.commitTime),
      chnl: relationship.channel,
      estab_time: formatTime(relationship.estabTime),
      ...(refusedWith ? { err_code: refusedWith } : {}),
      limits: limits.map(limitShown),
      history: history.map((row) => ({ ...row, at: formatTime(row.at) })),
    };
  }
}
