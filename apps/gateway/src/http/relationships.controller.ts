import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { fenToYuan, ownPerson, remaining, type Limit, type Relationship } from '@libs/mutual-aid';
import { formatTime, ID_PATTERN } from '@libs/national-platform';
import { relationshipHistory } from '@libs/province-store';
import { Gateway } from '../gateway';
import { Allow, seesIdentities, type KnownRequest } from './access';
import { findLimits, findRelationship, findRelationshipsOf } from './look-up';
import { Problem } from './problem';
import { paged, pageOf } from './paging';
import { checkId, statedPersonShown } from './shown';

/** Relationships as recorded here. */
@ApiTags('共济关系')
@ApiBearerAuth()
@Controller('relationships')
export class RelationshipsController {
  constructor(@Inject(Gateway) private readonly gateway: Gateway) {}

  @Get(':id')
  @Allow('window')
  @ApiOperation({ summary: '查询共济关系' })
  async get(@Param('id') id: string, @Req() request: KnownRequest) {
    const relationship = await findRelationship(this.gateway.dataSource, checkId('mulaid_rel_id', id));
    if (relationship === undefined) throw new Problem('A05', 'mulaid_rel_id：没有该共济关系，请核对编号');
    return this.shown(relationship, seesIdentities(request));
  }

  @Get()
  @Allow('window')
  @ApiOperation({ summary: '按人员查询共济关系' })
  async list(@Query() query: Record<string, string | undefined>, @Req() request: KnownRequest) {
    const psnNo = checkId('psn_no', query['psn_no']);
    const { limit, after } = pageOf(query, new RegExp(ID_PATTERN));
    const found = await findRelationshipsOf(this.gateway.dataSource, psnNo, limit + 1, after);
    const whole = seesIdentities(request);
    const page = paged(
      found,
      limit,
      (each) => each.relationshipId,
      (each) => this.shown(each, whole),
    );
    return { ...page, items: await Promise.all(page.items) };
  }

  private async shown(relationship: Relationship, whole: boolean): Promise<object> {
    const { relationshipId, donor, benef, refusedWith } = relationship;
    const source = this.gateway.dataSource;
    const limits = await findLimits(source, relationshipId);
    const history = await relationshipHistory(source, ownPerson(relationship).psnNo, relationshipId);
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

function limitShown(limit: Limit): object {
  return {
    mulaid_lmt_id: limit.limitId,
    state: limit.state,
    lmt_amt: fenToYuan(limit.amount),
    used_amt: fenToYuan(limit.used),
    ret_amt: fenToYuan(limit.returned),
    balc: fenToYuan(remaining(limit)),
    set_time: formatTime(limit.setTime),
  };
}
