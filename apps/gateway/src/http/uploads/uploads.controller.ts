import { Controller, Get, HttpCode, Inject, Param, Post, Query as QueryParameters, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Ledger } from '@libs/ledger';
import { HELD_BACK, NO_SUCH_UPLOAD, NOT_TO_BE_SENT, UNDONE } from '@libs/mutual-aid';
import { formatTime } from '@libs/national-platform';
import type { Clock } from '@libs/operations';
import { listUploads, type ListedUpload } from '@libs/province-store';
import { DataSource } from 'typeorm';
import { UsageIds } from '../../outgoing-records';
import { CLOCK } from '../../parts';
import { IdParam, Paged, Query } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { carriedOut } from '../problem/carried-out';
import { Allow } from '../request/access';
import { AGE, ago } from '../request/age';
import { whoIs, type KnownRequest } from '../request/known-request';
import { checkedIfGiven, checkId, ID, oneOf } from '../request/field-rules';
import { paged, pageOf } from '../request/paging';
import { RequestLog } from '../request/request-log';
import { errCodeShown } from './err-code-shown';
import { UploadAnswer, UploadsAnswer } from './upload.answer';

const STATE = oneOf('PENDING', 'REFUSED');

/** What the platform has not confirmed: unanswered and refused uploads, and a way to send them again. */
@Tagged('operations')
@Controller('uploads')
export class UploadsController {
  constructor(
    private readonly source: DataSource,
    private readonly ledger: Ledger,
    private readonly usageIds: UsageIds,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly log: RequestLog,
  ) {}

  @Get()
  @Allow('operator')
  @ApiOperation({
    summary: '查询未应答与被拒绝的上传',
    description:
      '先产生的在前。已确认的与已换号重发的不列出。PENDING 的由系统自动重发，不必人工处理。' +
      '被拒绝的 M111、M211、M311 已按拒绝处理（建立、额度、终止作废），不能重发；其余的记录仍有效，查明原因后重发。',
  })
  @Query('state', STATE, { description: '只列这一状态的；不填则两种都列', example: 'REFUSED' })
  @Query('older_than', AGE, { description: '只列产生至今超过此时长的', example: '24h' })
  @Paged()
  @ApiOkResponse({ type: UploadsAnswer, description: '一页' })
  @Problems(['A01', `state：${STATE.expects}`, `older_than：${AGE.expects}`])
  async list(@QueryParameters() query: Record<string, string | undefined>): Promise<UploadsAnswer> {
    const page = pageOf(query);
    const state = checkedIfGiven(STATE, 'state', query['state']) as 'PENDING' | 'REFUSED' | undefined;
    const before = ago(query['older_than'], this.clock.now());
    return paged(await listUploads(this.source, { ...page, state, before }), (row) => row.seq, uploadShown);
  }

  @Post(':msgid/redrive')
  @HttpCode(200)
  @Allow('operator')
  @ApiOperation({
    summary: '重新上传：未应答的立即再发，被拒绝的换新报文号发送',
    description: '没有请求体。答复中的 msgid 是此后的报文号：未应答的不变，被拒绝的为新号，原号不能再用（E31）。',
  })
  @IdParam('msgid', '报文号', '440000202611240930000000000001')
  @ApiOkResponse({ type: UploadAnswer, description: '将要重发的上传' })
  @Problems(
    ['A01', `msgid：${ID.expects}`],
    ['A05', `msgid：${NO_SUCH_UPLOAD}`],
    ['E31', NOT_TO_BE_SENT, UNDONE, HELD_BACK],
  )
  async redrive(@Param('msgid') given: string, @Req() request: KnownRequest): Promise<UploadAnswer> {
    const msgid = checkId('msgid', given);
    const { msgid: newMsgid } = await this.usageIds.next();
    const { traceparent } = request;
    const command = {
      kind: 'redrive-upload',
      msgid,
      newMsgid,
      by: whoIs(request),
      traceparent,
    } as const;
    const { upload } = carriedOut(await this.ledger.submit(command));
    this.log.act(request, { msgid, sentAs: upload.msgid, infno: upload.infno }, 'an upload was redriven');
    return uploadShown(upload);
  }
}

function uploadShown({ msgid, infno, state, tries, createdAt, errCode }: Omit<ListedUpload, 'seq'>): UploadAnswer {
  return {
    msgid,
    infno,
    state: state === 'HELD' ? 'PENDING' : state,
    tries,
    created_at: formatTime(createdAt),
    ...(errCode === undefined ? {} : { err_code: errCodeShown(errCode) }),
  };
}
