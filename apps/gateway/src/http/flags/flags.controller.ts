import { Controller, Get, Query as QueryParameters } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { formatTime } from '@libs/national-platform';
import { listFlags, type ListedFlag } from '@libs/province-store';
import { DataSource } from 'typeorm';
import { Paged } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { Allow } from '../request/access';
import { paged, pageOf, WRONG_LIMIT } from '../request/paging';
import { FlagAnswer, FlagsAnswer } from './flag.answer';

/** Unusual patterns, for a person to look at: nothing is blocked by them (R33). */
@Tagged('audit')
@Controller('flags')
export class FlagsController {
  constructor(private readonly source: DataSource) {}

  @Get()
  @Allow('operator', 'auditor')
  @ApiOperation({
    summary: '查询异常标记',
    description: '发生后数秒内标记，供人核查，不阻止任何支付；同一情形只标记一次，永久保留。阈值为网关设置 flags.*。',
  })
  @Paged()
  @ApiOkResponse({ type: FlagsAnswer, description: '一页' })
  @Problems(['A01', WRONG_LIMIT])
  async list(@QueryParameters() query: Record<string, string | undefined>): Promise<FlagsAnswer> {
    return paged(await listFlags(this.source, pageOf(query)), ({ id }) => id, flagShown);
  }
}

function flagShown({ id, kind, at, psnNo, limitId, facts }: ListedFlag): FlagAnswer {
  const limit = limitId === undefined ? {} : { mulaid_lmt_id: limitId };
  return {
    id,
    kind,
    at: formatTime(at),
    psn_no: psnNo,
    ...limit,
    facts: JSON.parse(facts) as Record<string, unknown>,
  };
}
