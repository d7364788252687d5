import { Controller, Get, HttpCode, Param, Post, Query as QueryParameters, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ANOTHER_HAND, Ledger, notOpen, type Hand } from '@libs/ledger';
import { NOT_TO_BE_SENT } from '@libs/mutual-aid';
import { findDeadLetter, listDeadLetters, UPLOAD_LETTERS, type DeadLetterRow } from '@libs/province-store';
import { DataSource } from 'typeorm';
import { RecordIntake } from '../../kafka/take-in-records';
import { UsageIds } from '../../outgoing-records';
import { IdParam, Paged } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { ABSENT, absent } from '../problem/absent';
import { carriedOut } from '../problem/carried-out';
import { Allow } from '../request/access';
import { whoIs, type KnownRequest } from '../request/known-request';
import { patterned } from '../request/field-rules';
import { paged, pageOf, WRONG_LIMIT } from '../request/paging';
import { RequestLog } from '../request/request-log';
import { DeadLetterAnswer, DeadLettersAnswer } from './dead-letter.answer';
import { Hands } from './hands';
import { letterShown, personsIn } from './letter-shown';

const LETTER_ID = patterned('^[0-9]{1,18}$', '');
const ID_PARAM = ['id', '死信编号', '17', LETTER_ID] as const;

/** Records that could not be handled, and what operators do with them. */
@Tagged('operations')
@Controller('dead-letters')
export class DeadLettersController {
  private readonly hands = new Hands((id) => this.find(id));

  constructor(
    private readonly source: DataSource,
    private readonly ledger: Ledger,
    private readonly intake: RecordIntake,
    private readonly usageIds: UsageIds,
    private readonly log: RequestLog,
  ) {}

  @Get()
  @Allow('operator')
  @ApiOperation({
    summary: '查询死信',
    description:
      '读不出、无法应答、反复失败的报文，以及被平台拒绝的上传（topic 为 upload）；各种状态都列，先到的在前。',
  })
  @Paged()
  @ApiOkResponse({ type: DeadLettersAnswer, description: '一页' })
  @Problems(['A01', WRONG_LIMIT])
  async letters(
    @QueryParameters() query: Record<string, string | undefined>,
    @Req() request: KnownRequest,
  ): Promise<DeadLettersAnswer> {
    const page = await listDeadLetters(this.source, pageOf(query));
    const whole = this.isWhole(request, page.rows);
    return paged(
      page,
      (row) => row.id,
      (row) => letterShown(row, whole),
    );
  }

  @Post(':id/redrive')
  @HttpCode(200)
  @Allow('operator')
  @ApiOperation({
    summary: '重新处理死信',
    description:
      '没有请求体。像刚收到一样再处理一次；被拒绝的上传换新报文号重发。成功的变为 REDRIVEN；再次失败的仍为 OPEN，history 增加一步。',
  })
  @IdParam(...ID_PARAM)
  @ApiOkResponse({ type: DeadLetterAnswer, description: '处理之后的死信；看 state' })
  @Problems(['A05', ABSENT.deadLetter], ['E31', notOpen('DISCARDED'), ANOTHER_HAND, NOT_TO_BE_SENT])
  redrive(@Param('id') id: string, @Req() request: KnownRequest): Promise<DeadLetterAnswer> {
    return this.hands.on(id, (letter) => this.redriveLetter(letter, request));
  }

  @Post(':id/discard')
  @HttpCode(200)
  @Allow('operator')
  @ApiOperation({ summary: '废弃死信', description: '没有请求体。此后不再处理，记录保留。' })
  @IdParam(...ID_PARAM)
  @ApiOkResponse({ type: DeadLetterAnswer, description: '已废弃的死信' })
  @Problems(['A05', ABSENT.deadLetter], ['E31', notOpen('REDRIVEN'), ANOTHER_HAND])
  discard(@Param('id') id: string, @Req() request: KnownRequest): Promise<DeadLetterAnswer> {
    return this.hands.on(id, async (letter) => {
      carriedOut(await this.ledger.submit({ kind: 'discard', letter: letter.key, hand: handOn(letter, request) }));
      this.log.act(request, { letter: id, msgid: letter.msgid }, 'a dead letter was discarded');
      return this.shown(await this.find(id), request);
    });
  }

  private async redriveLetter(letter: DeadLetterRow, request: KnownRequest): Promise<DeadLetterAnswer> {
    if (letter.topic === UPLOAD_LETTERS) await this.redriveUpload(letter, request);
    else {
      const { origin, topic, incarnation, record, key: redriven } = letter;
      const { traceparent } = request;
      const from = { origin, topic, incarnation: incarnation ?? undefined, record, redriven, traceparent };
      carriedOut(await this.intake.redrive(from, handOn(letter, request)));
    }
    const now = await this.find(letter.id);
    this.log.act(request, { letter: letter.id, msgid: letter.msgid, state: now.state }, 'a dead letter was redriven');
    return this.shown(now, request);
  }

  /** A refused upload goes to the platform again under a new msgid (§5). */
  private async redriveUpload(letter: DeadLetterRow, request: KnownRequest): Promise<void> {
    const { msgid: newMsgid } = await this.usageIds.next();
    const { by, seen: letterSeen } = handOn(letter, request);
    const { traceparent } = request;
    const about = { msgid: letter.msgid ?? '', newMsgid, by, letterSeen, traceparent };
    carriedOut(await this.ledger.submit({ kind: 'redrive-upload', ...about }));
  }

  private shown(letter: DeadLetterRow, request: KnownRequest): DeadLetterAnswer {
    return letterShown(letter, this.isWhole(request, [letter]));
  }

  private isWhole(request: KnownRequest, letters: readonly DeadLetterRow[]): boolean {
    return this.log.showsWhole(request, () => {
      const shown = letters.filter(({ record }) => record !== null);
      return { psnNos: shown.flatMap(({ record }) => personsIn(record)), letters: shown.map(({ id }) => id) };
    });
  }

  private async find(id: string): Promise<DeadLetterRow> {
    const letter = LETTER_ID.fits(id) ? await findDeadLetter(this.source, id) : undefined;
    if (letter === undefined) throw absent('deadLetter');
    return letter;
  }
}

function handOn({ history }: DeadLetterRow, request: KnownRequest): Hand {
  return { by: whoIs(request), seen: history.length };
}
