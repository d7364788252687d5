import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { formatTime } from '@libs/national-platform';
import { parseDuration } from '@libs/operations';
import { findUpload, listUploads, redriveUpload, type UploadRow } from '@libs/province-store';
import { Gateway } from '../gateway';
import { Allow, type KnownRequest } from './access';
import { paged, pageOf } from './paging';
import { Problem } from './problem';
import { checkId } from './shown';

/** What the platform has not confirmed: unanswered and refused uploads, and a way to send them again. */
@ApiTags('运维')
@ApiBearerAuth()
@Controller('uploads')
export class UploadsController {
  constructor(@Inject(Gateway) private readonly gateway: Gateway) {}

  @Get()
  @Allow('operator')
  @ApiOperation({ summary: '查询未应答与被拒绝的上传' })
  async list(@Query() query: Record<string, string | undefined>) {
    const { limit, after } = pageOf(query);
    const { state, older_than } = query;
    if (state !== undefined && state !== 'PENDING' && state !== 'REFUSED')
      throw Problem.field('state', '应为 PENDING 或 REFUSED');
    const age = older_than === undefined ? 0 : parseDuration(older_than);
    if (age === undefined) throw Problem.field('older_than', '应为时长，例如 24h');
    const before = this.gateway.clock.now() - age;
    const rows = await listUploads(this.gateway.dataSource, { state, before, limit: limit + 1, after });
    return paged(
      rows,
      limit,
      (row) => row.seq,
      (row) => uploadShown(row),
    );
  }

  @Post(':msgid/redrive')
  @HttpCode(200)
  @Allow('operator')
  @ApiOperation({ summary: '重新上传：未应答的立即再发，被拒绝的换新报文号发送' })
  async redrive(@Param('msgid') given: string, @Req() request: KnownRequest): Promise<object> {
    const msgid = checkId('msgid', given);
    const { dataSource, clock, usageIds } = this.gateway;
    const known = await findUpload(dataSource, msgid);
    if (known === undefined) throw new Problem('A05', 'msgid：没有该上传报文，请核对报文号');
    const { msgid: newMsgid } = await usageIds.next();
    if (known.state === 'HELD')
      throw new Problem('E31', '该撤销在等待其支付的上传得到确认，请先处理同一结算的支付上传，之后会自动发送');
    const sent = await redriveUpload(dataSource, msgid, newMsgid, clock.now(), request.caller?.sub ?? '');
    const upload = sent === undefined ? undefined : await findUpload(dataSource, sent);
    if (upload === undefined) throw new Problem('E31', '只有未应答或被拒绝的上传可以重新发送');
    return uploadShown(upload);
  }
}

function uploadShown({ msgid, infno, state, tries, createdAt, errCode }: UploadRow): object {
  return {
    ...{ msgid, infno, state: state === 'HELD' ? 'PENDING' : state, tries, created_at: formatTime(createdAt) },
    ...(errCode === undefined ? {} : { err_code: errCode }),
  };
}
