import { Controller, Get, Inject, Param, Query as QueryParameters } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { MONTH_PATTERN } from '@libs/national-platform';
import { clearingFigures, findStatement, listClearingLines } from '@libs/province-store';
import { DataSource } from 'typeorm';
import { LONG_SOURCE } from '../../parts';
import { IdParam, Paged } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { Allow } from '../request/access';
import { ADMDVS, checked, patterned } from '../request/field-rules';
import { NUMBER_CURSOR, paged, pageOf, WRONG_LIMIT } from '../request/paging';
import { ClearingStatementAnswer, ClearingUsagesAnswer } from './clearing.answer';
import { clearingLineShown, clearingShown } from './clearing-shown';

const MONTH = patterned(MONTH_PATTERN, '应为 yyyy-MM 的月份，如 2026-06');
/** A relationship, the platform's time of receipt, the use and its line. */
const CURSOR = patterned(
  '^[0-9A-Za-z_-]{1,40}\\.[0-9]{1,15}\\.[0-9A-Za-z_-]{1,40}\\.[0-9]{1,9}$',
  NUMBER_CURSOR.expects,
);
const MONTH_PARAM = ['clr_ym', '清算月份', '2026-06', MONTH] as const;

/** What provinces owe each other of a month (R30), as known here, and what the platform says of it. */
@Tagged('reconciliation')
@Controller('clearing-statements')
export class ClearingStatementsController {
  constructor(
    private readonly source: DataSource,
    @Inject(LONG_SOURCE) private readonly longSource: DataSource,
  ) {}

  @Get(':clr_ym')
  @Allow('operator')
  @ApiOperation({
    summary: '查询一个月的清算数',
    description:
      '按国家平台接收时间（东八区）归月；平台尚未应答的不计入。收到平台的清算单（M601）之前也可查询。' +
      '每次查询都重新计算并与最近的清算单比较；数据多时需要一些时间。',
  })
  @IdParam(...MONTH_PARAM)
  @ApiOkResponse({ type: ClearingStatementAnswer, description: '本省的数与平台的清算单' })
  @Problems(['A01', `clr_ym：${MONTH.expects}`])
  async month(@Param('clr_ym') given: string): Promise<ClearingStatementAnswer> {
    const month = monthOf(given);
    const statement = await findStatement(this.source, month);
    return clearingShown(given, await clearingFigures(this.longSource, month), statement);
  }

  @Get(':clr_ym/:admdvs/lines')
  @Allow('operator')
  @ApiOperation({
    summary: '查询一个月与一个省份之间的使用明细',
    description: '本省的明细，用来与对方或平台核对；没有则 items 为 []。',
  })
  @IdParam(...MONTH_PARAM)
  @IdParam('admdvs', '对方省份', '510000', ADMDVS)
  @Paged(CURSOR, '440000R0000000001.1782264601120.510000U202606240930000000000001.1')
  @ApiOkResponse({ type: ClearingUsagesAnswer, description: '一页' })
  @Problems(['A01', `clr_ym：${MONTH.expects}`, `admdvs：${ADMDVS.expects}`, WRONG_LIMIT])
  async lines(
    @Param('clr_ym') given: string,
    @Param('admdvs') admdvs: string,
    @QueryParameters() query: Record<string, string | undefined>,
  ): Promise<ClearingUsagesAnswer> {
    const month = monthOf(given);
    const asked = { month, province: checked(ADMDVS, 'admdvs', admdvs), ...pageOf(query, CURSOR) };
    return paged(await listClearingLines(this.source, asked), ({ cursor }) => cursor, clearingLineShown);
  }
}

function monthOf(given: string): number {
  return Number(checked(MONTH, 'clr_ym', given).replace('-', ''));
}
