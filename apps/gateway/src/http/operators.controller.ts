import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { formatTime, parseTime } from '@libs/national-platform';
import { maskIdentities, maskText } from '@libs/operations';
import {
  findDeadLetter,
  listDeadLetters,
  moveDeadLetter,
  redriveUpload,
  UPLOAD_LETTERS,
  type DeadLetterRow,
} from '@libs/province-store';
import { Gateway } from '../gateway';
import { Allow, seesIdentities, type KnownRequest } from './access';
import { paged, pageOf } from './paging';
import { Problem } from './problem';

/** What operators look at and do: policies in force, dead letters. */
@ApiTags('运维')
@ApiBearerAuth()
@Controller()
export class OperatorsController {
  constructor(@Inject(Gateway) private readonly gateway: Gateway) {}

  @Get('policies')
  @Allow('operator')
  @ApiOperation({ summary: '查询本省政策' })
  policies(): object {
    return { items: this.gateway.policies.file.policies, next: null };
  }

  @Get('policies/effective')
  @Allow('operator')
  @ApiOperation({ summary: '查询某统筹区某一时点生效的政策' })
  effective(@Query('admdvs') admdvs = '', @Query('at') at?: string): object {
    if (!/^\d{6}$/.test(admdvs)) throw Problem.field('admdvs', '应为六位区划代码');
    const instant = at === undefined ? this.gateway.clock.now() : parseTime(at);
    if (instant === undefined) throw Problem.field('at', '应为 yyyy-MM-ddTHH:mm:ss.SSS 加时区的时间');
    return this.gateway.policies.effectiveOnWire(instant, admdvs);
  }

  @Get('dead-letters')
  @Allow('operator')
  @ApiOperation({ summary: '查询死信' })
  async letters(@Query() query: Record<string, string | undefined>, @Req() request: KnownRequest) {
    const { limit, after } = pageOf(query);
    const rows = await listDeadLetters(this.gateway.dataSource, limit + 1, after);
    return paged(
      rows,
      limit,
      (row) => row.id,
      (row) => letterShown(row, seesIdentities(request)),
    );
  }

  @Post('dead-letters/:id/redrive')
  @HttpCode(200)
  @Allow('operator')
  @ApiOperation({ summary: '重新处理死信' })
  async redrive(@Param('id') id: string, @Req() request: KnownRequest): Promise<object> {
    const letter = await this.open(id);
    if (letter.topic === UPLOAD_LETTERS) return this.redriveUpload(letter, request);
    const { origin, topic, record } = letter;
    const outcome = await this.gateway.intake.take({ origin, topic, record, redrivenBy: whoIs(request) });
    const failedAgain = outcome.kind === 'kept' || (outcome.kind === 'answered' && outcome.answer.errCode === 'E99');
    if (!failedAgain) await this.move(letter, 'REDRIVEN', request);
    return this.shownNow(id, request);
  }

  @Post('dead-letters/:id/discard')
  @HttpCode(200)
  @Allow('operator')
  @ApiOperation({ summary: '废弃死信' })
  async discard(@Param('id') id: string, @Req() request: KnownRequest): Promise<object> {
    await this.move(await this.open(id), 'DISCARDED', request);
    return this.shownNow(id, request);
  }

  /** A refused upload goes to the platform again under a new msgid (§5). */
  private async redriveUpload(letter: DeadLetterRow, request: KnownRequest): Promise<object> {
    const { dataSource, usageIds, clock } = this.gateway;
    const { msgid } = await usageIds.next();
    const sent = await redriveUpload(dataSource, letter.msgid ?? '', msgid, clock.now(), whoIs(request));
    if (sent === undefined) throw new Problem('E31', '该上传已重新发送过，请废弃这条死信');
    return this.shownNow(letter.id, request);
  }

  private async open(id: string): Promise<DeadLetterRow> {
    const letter = /^\d{1,18}$/.test(id) ? await findDeadLetter(this.gateway.dataSource, id) : undefined;
    if (letter === undefined) throw new Problem('A05', 'id：没有该死信，请核对编号');
    if (letter.state !== 'OPEN') throw new Problem('E31', `该死信状态为 ${letter.state}，只有 OPEN 的可以处理`);
    return letter;
  }

  private async move(letter: DeadLetterRow, state: 'REDRIVEN' | 'DISCARDED', request: KnownRequest): Promise<void> {
    const step = { at: this.gateway.clock.now(), what: state, by: whoIs(request) };
    if (!(await moveDeadLetter(this.gateway.dataSource, letter.id, state, step))) throw new Problem('E31');
  }

  private async shownNow(id: string, request: KnownRequest): Promise<object> {
    const letter = await findDeadLetter(this.gateway.dataSource, id);
    if (letter === undefined) throw new Problem('A05');
    return letterShown(letter, seesIdentities(request));
  }
}

function whoIs(request: KnownRequest): string {
  return request.caller?.sub ?? '';
}

function letterShown(letter: DeadLetterRow, whole: boolean): object {
  const { id, at, reason, topic, msgid, record, state, history } = letter;
  return {
    ...{ id, at: formatTime(at), reason, topic },
    ...(msgid === null ? {} : { msgid }),
    record: record === null ? null : recordShown(record.toString('utf8'), whole),
    state,
    history: history.map((step) => ({ ...step, at: formatTime(step.at) })),
  };
}

function recordShown(text: string, whole: boolean): string {
  if (whole) return text;
  try {
    return JSON.stringify(maskIdentities(JSON.parse(text)));
  } catch {
    return maskText(text);
  }
}
