import { Readable } from 'node:stream';
import {
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query as QueryParameters,
  Req,
  StreamableFile,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiExtraModels, ApiOkResponse, ApiOperation, getSchemaPath } from '@nestjs/swagger';
import { Ledger } from '@libs/ledger';
import type { Run } from '@libs/mutual-aid';
import type { Clock } from '@libs/operations';
import { findLatestRun, listDiscrepancies, listRuns, type DiscrepancyFile } from '@libs/province-store';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../parts';
import { CSV_HEADER, discrepancyShown } from '../discrepancies/discrepancy-shown';
import { IdParam, Paged, Query } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { ABSENT, absent } from '../problem/absent';
import { Problem } from '../problem/problem';
import { Allow } from '../request/access';
import { patterned } from '../request/field-rules';
import type { KnownRequest } from '../request/known-request';
import { NUMBER_CURSOR, paged, pageOf, WRONG_LIMIT } from '../request/paging';
import { RequestLog } from '../request/request-log';
import { DATE, dayAsked, dayOf, ROLE, today } from './day';
import { discrepanciesCsv } from './discrepancies-csv';
import { RunAnswer, RunsAnswer, RunWithDiscrepanciesAnswer } from './run.answer';
import { runShown } from './run-shown';
import { wantsCsv } from './wants-csv';

const CURSOR = patterned('^[0-9]{8}\\.(donor|benef)\\.[0-9]{1,9}$', NUMBER_CURSOR.expects);
const DATE_PARAM = ['date', '对账日期', '2026-06-01', DATE] as const;
const ROLE_PARAM = ['role', 'donor 共济人在本省，benef 被共济人在本省', 'donor', ROLE] as const;
const WRONG_DAY = [`date：${DATE.expects}`, `role：${ROLE.expects}`] as const;
const NOT_OVER = 'date：这一天还没有结束，请在次日（东八区）以后对账';
const EVER = { from: 0, to: 99_991_231 };

/** The daily reconciliations with the platform's files (R23–R26). */
@Tagged('reconciliation')
@ApiExtraModels(RunWithDiscrepanciesAnswer)
@Controller('reconciliations')
export class ReconciliationsController {
  constructor(
    private readonly source: DataSource,
    private readonly ledger: Ledger,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly log: RequestLog,
  ) {}

  @Get()
  @Allow('operator')
  @ApiOperation({
    summary: '查询对账',
    description: '每日每个角色的每一次，含正在进行的与其进度；按日期、角色、次数。',
  })
  @Query('from', DATE, { description: '从这一天起，含；不填为最早', example: '2026-06-01' })
  @Query('to', DATE, { description: '到这一天止，含；不填为最近', example: '2026-06-30' })
  @Paged(CURSOR, '20260601.donor.1')
  @ApiOkResponse({ type: RunsAnswer, description: '一页' })
  @Problems(['A01', `from：${DATE.expects}`, `to：${DATE.expects}`, WRONG_LIMIT])
  async runs(@QueryParameters() query: Record<string, string | undefined>): Promise<RunsAnswer> {
    const { from, to } = query;
    const asked = {
      ...pageOf(query, CURSOR),
      from: from === undefined ? EVER.from : dayOf('from', from),
      to: to === undefined ? EVER.to : dayOf('to', to),
    };
    const now = this.clock.now();
    return paged(
      await listRuns(this.source, asked),
      ({ day, role, runNo }) => `${String(day).padStart(8, '0')}.${role}.${runNo}`,
      (run) => runShown(run, now),
    );
  }

  @Get(':date/:role')
  @Allow('operator')
  @ApiOperation({
    summary: '查询一日最近一次对账及其差异',
    description:
      '差异分页；Accept: text/csv 时答复全部差异的 CSV（UTF-8，第一行为列名）。处理差异见 POST /api/v1/discrepancies/{id}/proposals。',
  })
  @IdParam(...DATE_PARAM)
  @IdParam(...ROLE_PARAM)
  @Paged()
  @ApiOkResponse({
    description: '最近一次对账',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(RunWithDiscrepanciesAnswer) } },
      'text/csv': { schema: { type: 'string' }, example: CSV_HEADER },
    },
  })
  @Problems(['A01', ...WRONG_DAY, WRONG_LIMIT], ['A05', ABSENT.run])
  async latest(
    @Param('date') date: string,
    @Param('role') role: string,
    @QueryParameters() query: Record<string, string | undefined>,
    @Req() request: KnownRequest,
  ): Promise<RunWithDiscrepanciesAnswer | StreamableFile> {
    const day = dayAsked({ date, role });
    const page = pageOf(query);
    const run = await findLatestRun(this.source, day);
    if (run === undefined) throw absent('run');
    if (wantsCsv(request.headers.accept)) {
      const csv = discrepanciesCsv(this.source, run, (shown) => this.isWhole(request, shown));
      return new StreamableFile(Readable.from(csv), { type: 'text/csv; charset=utf-8' });
    }
    return this.withDiscrepancies(run, request, await listDiscrepancies(this.source, run, page));
  }

  @Post(':date/:role/runs')
  @HttpCode(202)
  @Allow('operator')
  @ApiOperation({
    summary: '再次对账',
    description:
      '没有请求体。立即下载并核对这一天；WAITING、FAILED 的为同一次，马上再试；正在进行的继续进行；已结束的为新的一次。' +
      '已入账的不会再次入账。',
  })
  @IdParam(...DATE_PARAM)
  @IdParam(...ROLE_PARAM)
  @ApiAcceptedResponse({ type: RunAnswer, description: '将要进行的对账' })
  @Problems(['A01', ...WRONG_DAY, NOT_OVER])
  async runAgain(
    @Param('date') date: string,
    @Param('role') given: string,
    @Req() request: KnownRequest,
  ): Promise<RunAnswer> {
    const { day, role } = dayAsked({ date, role: given });
    const now = this.clock.now();
    if (day >= today(now)) throw new Problem('A01', NOT_OVER);
    const { run } = await this.ledger.submit({ kind: 'request-run', day, role, cause: 'operator' });
    this.log.act(request, { date, role, run_no: run.runNo }, 'a reconciliation was asked for');
    return runShown(run, now);
  }

  private withDiscrepancies(
    run: Run,
    request: KnownRequest,
    found: Awaited<ReturnType<typeof listDiscrepancies>>,
  ): RunWithDiscrepanciesAnswer {
    const whole = this.isWhole(request, found.rows);
    const discrepancies = paged(
      found,
      ({ discrepancy }) => discrepancy.id,
      (file) => discrepancyShown(file, whole),
    );
    return { ...runShown(run, this.clock.now()), discrepancies };
  }

  private isWhole(request: KnownRequest, shown: readonly DiscrepancyFile[]): boolean {
    return this.log.showsWhole(request, () => ({
      psnNos: shown.flatMap(({ discrepancy }) => discrepancy.psnNo ?? []),
    }));
  }
}
