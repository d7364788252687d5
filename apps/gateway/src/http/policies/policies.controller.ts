import { Controller, Get, Inject, Query as QueryParameters } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { parseTime } from '@libs/national-platform';
import type { Clock } from '@libs/operations';
import { ProvincePolicies } from '@libs/province-policy';
import { CLOCK } from '../../parts';
import { Paged, Query } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { Allow } from '../request/access';
import { ADMDVS, checked, checkedIfGiven, TIME } from '../request/field-rules';
import { paged, pageOf, WRONG_LIMIT } from '../request/paging';
import { EffectivePolicyAnswer, PoliciesAnswer } from './policy.answer';

/** The province's policies, as written and as in force. */
@Tagged('policies')
@Controller('policies')
export class PoliciesController {
  constructor(
    private readonly provincePolicies: ProvincePolicies,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Allow('operator')
  @ApiOperation({ summary: '查询本省政策', description: '政策文件中的全部政策，如文件所写，按文件中的次序。' })
  @Paged()
  @ApiOkResponse({ type: PoliciesAnswer, description: '一页' })
  @Problems(['A01', WRONG_LIMIT])
  policies(@QueryParameters() query: Record<string, string | undefined>): PoliciesAnswer {
    const { limit, after = '0' } = pageOf(query);
    const rows = this.provincePolicies.file.policies.map((policy, index) => ({ policy, number: index + 1 }));
    const from = rows.filter(({ number }) => number > Number(after));
    return paged(
      { rows: from.slice(0, limit), hasMore: from.length > limit },
      ({ number }) => number,
      ({ policy }) => policy,
    );
  }

  @Get('effective')
  @Allow('operator')
  @ApiOperation({
    summary: '查询某统筹区某一时点生效的政策',
    description:
      '生效的是 effective_from 不晚于该时点的最后一个，统筹区另有规定的已并入。当时没有政策生效：effective_from 为 null，' +
      '不设上限、亲属关系不限、支付顺序先账户后钱包。区划代码不核对是否存在：没有另行规定的，得到全省的政策。',
  })
  @Query('admdvs', ADMDVS, { description: '统筹区六位区划代码', example: '440300', required: true })
  @Query('at', TIME, {
    description: '时点；不填为现在（URL 中的 + 写作 %2B）',
    example: '2026-11-24T09:30:00.000+08:00',
  })
  @ApiOkResponse({ type: EffectivePolicyAnswer, description: '生效的政策' })
  @Problems(['A01', `admdvs：${ADMDVS.expects}`, `at：${TIME.expects}`])
  effective(@QueryParameters() query: Record<string, string | undefined>): EffectivePolicyAnswer {
    const admdvs = checked(ADMDVS, 'admdvs', query['admdvs']);
    const at = checkedIfGiven(TIME, 'at', query['at']);
    const instant = (at === undefined ? undefined : parseTime(at)) ?? this.clock.now();
    return this.provincePolicies.effectiveOnWire(instant, admdvs) as EffectivePolicyAnswer;
  }
}
