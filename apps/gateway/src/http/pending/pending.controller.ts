import { Controller, Get, Inject, Query as QueryParameters } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { formatTime } from '@libs/national-platform';
import type { Clock } from '@libs/operations';
import { listOpenRelationships } from '@libs/province-store';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../parts';
import { Paged, Query } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { AGE, ago } from '../request/age';
import { Allow } from '../request/access';
import { patterned } from '../request/field-rules';
import { NUMBER_CURSOR, paged, pageOf } from '../request/paging';
import { PendingsAnswer } from './pending.answer';

/** Since when, and the relationship. */
const CURSOR = patterned('^[0-9]{1,15}\\.[0-9A-Za-z_-]{1,40}$', NUMBER_CURSOR.expects);

/** Relationships that stay PENDING or TERMINATING: the platform owes an answer. */
@Tagged('operations')
@Controller('pending')
export class PendingController {
  constructor(
    private readonly source: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Allow('operator')
  @ApiOperation({
    summary: '查询久未办结的共济关系',
    description:
      '等待平台确认建立（PENDING）或终止（TERMINATING）的，等得最久的在前。上传是否得到应答见 GET /api/v1/uploads。',
  })
  @Query('older_than', AGE, { description: '只列处于此状态超过此时长的', example: '24h' })
  @Paged(CURSOR, '1764000000000.440000R202611240930000000000001')
  @ApiOkResponse({ type: PendingsAnswer, description: '一页' })
  @Problems(['A01', `older_than：${AGE.expects}`])
  async list(@QueryParameters() query: Record<string, string | undefined>): Promise<PendingsAnswer> {
    const page = pageOf(query, CURSOR);
    const before = ago(query['older_than'], this.clock.now());
    return paged(
      await listOpenRelationships(this.source, { ...page, before }),
      ({ cursor }) => cursor,
      ({ relationshipId, state, since }) => ({ mulaid_rel_id: relationshipId, state, since: formatTime(since) }),
    );
  }
}
