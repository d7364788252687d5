import { BadRequestException, Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { readDay, type Role } from '../daily/columns';
import { Platform } from '../platform';
import type { UsageRow } from '../usage-books';
import { fileContent, jsonContent } from './content';
import { DownloadManners } from './download-manners';

/** What the provinces download (§6). */
@Controller('mulaid/v1')
export class DownloadsController {
  constructor(
    private readonly platform: Platform,
    private readonly manners: DownloadManners,
  ) {}

  /** What was pushed or waits for the province as beneficiary region, in the order of the platform. */
  @Get('relations')
  async relations(
    @Headers('x-admdvs') province: string | undefined,
    @Query() query: { since?: string; limit?: string },
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const page = this.platform.post.list.page(known(province), query.since, query.limit);
    if (page === undefined) throw new BadRequestException('since or limit');
    await this.manners.answer(reply, jsonContent(page));
  }

  /** All usage of a relationship, for its donor region (R28). */
  @Get('relations/:id/usages')
  async usages(
    @Headers('x-admdvs') province: string | undefined,
    @Param('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const relationship = this.platform.books.relationships.get(id);
    const isParty = [relationship?.donorProvince, relationship?.benefProvince].includes(known(province));
    const lines = this.platform.usage.rowsOf(id).map(pageLine);
    await this.manners.answer(reply, isParty ? jsonContent({ lines }) : undefined);
  }

  /** A day's manifest; 404 until the day is over. */
  @Get('usage-files')
  async files(
    @Headers('x-admdvs') province: string | undefined,
    @Query() query: { date?: string; role?: string },
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const day = readDay(query.date);
    if (day === undefined) throw new BadRequestException('date');
    const manifest = this.platform.daily.manifest({ province: known(province), day, role: roleOf(query.role) });
    await this.manners.answer(reply, manifest && jsonContent(manifest));
  }

  /** One of a manifest's files, or a part of it. */
  @Get('usage-files/:name')
  async file(
    @Headers() { 'x-admdvs': province, range }: { readonly 'x-admdvs'?: string; readonly range?: string },
    @Param('name') name: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const bytes = this.platform.daily.file(known(province), name);
    const content = bytes && fileContent(bytes, range);
    if (content === 'none') {
      await reply
        .code(416)
        .header('content-range', `bytes */${bytes?.length ?? 0}`)
        .send();
      return;
    }
    await this.manners.answer(reply, content);
  }
}

/** As a line of M413, with its time of receipt. */
function pageLine({ use_id, orig_use_id, line_no, mulaid_lmt_id, amt, use_time, upload_time }: UsageRow): object {
  return { use_id, orig_use_id: orig_use_id ?? undefined, line_no, mulaid_lmt_id, amt, use_time, upload_time };
}

function known(province: string | undefined): string {
  if (province === undefined || !/^\d{2}0000$/.test(province)) throw new BadRequestException('x-admdvs');
  return province;
}

function roleOf(role: string | undefined): Role {
  if (role === 'donor' || role === 'benef') return role;
  throw new BadRequestException('role');
}
