import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Ledger } from '@libs/ledger';
import { refuse, type InsuredPerson } from '@libs/mutual-aid';
import { ID_PATTERN } from '@libs/national-platform';
import { findPerson } from '@libs/province-store';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { PROVINCE } from '../../parts';
import { IdParam } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { ABSENT, absent } from '../problem/absent';
import { carriedOut } from '../problem/carried-out';
import { Problem } from '../problem/problem';
import { Allow } from '../request/access';
import type { KnownRequest } from '../request/known-request';
import { checkId, ID } from '../request/field-rules';
import { RequestLog } from '../request/request-log';
import { importPersons } from './import-persons';
import { ImportTurns } from './import-turns';
import { ImportAnswer, InsuredPersonAnswer } from './insured-person.answer';
import { InsuredPersonDto } from './insured-person.dto';
import { personShown } from './person-shown';
import { PSN_NO } from './psn-no';
import { registration } from './registration';

// A client that is told no charset may write names in one that has none of their characters.
const NDJSON = 'application/x-ndjson; charset=utf-8';
const IS_NDJSON = /^application\/x-ndjson\s*(;\s*charset="?utf-?8"?\s*)?$/i;
const NOT_NDJSON = `Content-Type 应为 ${NDJSON}，每行一个 JSON 对象`;
const PACKED = '不能带 Content-Encoding，请不压缩地重新提交';
const EXAMPLE_LINE = {
  psn_no: '44000000000003',
  psn_name: '张三',
  psn_cert_type: '01',
  certno: '440106199001011234',
  insu_admdvs: '440100',
  enrolments: [{ insutype: '310', state: 'ACTIVE' }],
  balance: '1000.00',
};

/** The registry of insured persons, at the core system's word. */
@Tagged('registry')
@Controller('insured-persons')
export class InsuredPersonsController {
  constructor(
    private readonly ledger: Ledger,
    private readonly source: DataSource,
    private readonly imports: ImportTurns,
    @Inject(PROVINCE) private readonly province: string,
    private readonly log: RequestLog,
  ) {}

  @Post('import')
  @HttpCode(200)
  @Allow('core')
  @ApiOperation({
    summary: '批量登记参保人（NDJSON）',
    description:
      '每行一个 JSON 对象，字段与登记单个参保人相同，另加 psn_no；空行跳过。整个流不限大小，每行至多 1 MiB（超过的行为 A06）。' +
      '各行互不影响：不能登记的行计入 refused_count，前 1000 行列在 refused 中，其余都已登记。' +
      '同时只进行一个批量登记，其他的等候，等不到为 A08；传输停顿一分多钟的会被断开。' +
      '中途断开或得到 503 的，可以整个重发，已登记的行再登记一次结果不变。',
  })
  @ApiConsumes(NDJSON)
  @ApiBody({
    description: '每行一个 JSON 对象，行末换行',
    schema: {
      type: 'string',
      description: `每行：登记单个参保人的请求体（InsuredPersonDto），另加 psn_no（${ID_PATTERN}）`,
    },
    examples: { line: { summary: '一行', value: `${JSON.stringify(EXAMPLE_LINE)}\n` } },
  })
  @ApiOkResponse({ type: ImportAnswer, description: '全部读完；没有登记的行见 refused_count、refused' })
  @Problems(['A01', `body：${NOT_NDJSON}`, `body：${PACKED}`])
  import(@Req() request: KnownRequest): Promise<ImportAnswer> {
    // A body of another type has been read already: as no lines at all it would pass for an empty import.
    if (!IS_NDJSON.test(request.headers['content-type'] ?? '')) throw Problem.field('body', NOT_NDJSON);
    // Packed bytes would be refused line by line, as many lines as there happen to be.
    const { 'content-encoding': packed = '' } = request.headers;
    if (!/^\s*(identity)?\s*$/i.test(packed)) throw Problem.field('body', PACKED);
    return this.imports.run(() => importPersons(this.ledger, this.province, request));
  }

  @Put(':psn_no')
  @Allow('core')
  @ApiOperation({
    summary: '登记或更新参保人',
    description:
      '以请求体整体替换此人的登记。balance 开立个人账户；账户有过变动（含冻结）后不能再改，填与期初相同的金额则不改变任何数据。' +
      '不填 balance 时账户保持原样。重发同一请求结果不变。',
  })
  @IdParam(...PSN_NO)
  @ApiBody({ type: InsuredPersonDto })
  @ApiCreatedResponse({ type: InsuredPersonAnswer, description: '新登记' })
  @ApiOkResponse({ type: InsuredPersonAnswer, description: '已有登记，已更新' })
  @Problems(
    ['A01', 'enrolments[0].state：应为 ACTIVE、ENDED 之一', 'insu_admdvs：不属于本省，应为本省（44 开头）的统筹区代码'],
    ['A09', refuse('A09', 'balance').message],
  )
  async put(
    @Param('psn_no') psnNo: string,
    @Body() body: unknown,
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const outcome = await this.ledger.submit(
      registration(checkId('psn_no', psnNo), body, this.province, request.traceparent),
    );
    const registered = carriedOut(outcome);
    void reply.status(registered.created ? 201 : 200);
    return this.shown(registered.person, request);
  }

  @Get(':psn_no')
  @Allow('core', 'window')
  @ApiOperation({ summary: '查询参保人的登记', description: 'window 所见的姓名与证件号码为掩码。' })
  @IdParam(...PSN_NO)
  @ApiOkResponse({ type: InsuredPersonAnswer, description: '登记' })
  @Problems(['A01', `psn_no：${ID.expects}`], ['A05', ABSENT.person])
  async get(@Param('psn_no') psnNo: string, @Req() request: KnownRequest) {
    const person = await findPerson(this.source, checkId('psn_no', psnNo));
    if (person === undefined) throw absent('person');
    return this.shown(person, request);
  }

  private shown(person: InsuredPerson, request: KnownRequest) {
    return personShown(
      person,
      this.log.showsWhole(request, () => ({ psnNos: [person.psnNo] })),
    );
  }
}
