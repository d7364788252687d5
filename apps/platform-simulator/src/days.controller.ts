import { BadRequestException, Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { periodsOf } from '@libs/mutual-aid';
import { parseDuration } from '@libs/operations';
import type { Answer } from './answer';
import { clearingLines, type ClearingLine } from './clearing';
import { COLUMNS, readDay, writeDay, type DayOf, type FileKind, type FileRow, type Role } from './daily/columns';
import type { Edit } from './daily/edits';
import { SPOILS, type SpoilName } from './daily/spoils';
import { Platform } from './platform';
import { ProvinceLine } from './province-line';
import type { ReportedRun } from './run-reports';

const ROLES: readonly Role[] = ['donor', 'benef'];

/** Whose files of which day, as a caller names them. */
interface DayNamed {
  readonly province?: string;
  readonly date?: string;
  readonly role?: string;
}

/** An edit as a caller asks for it. */
interface EditAsked extends DayNamed {
  readonly kind?: FileKind;
  readonly edit: Edit['edit'];
  readonly where?: FileRow;
  readonly rows?: number;
  readonly set?: FileRow;
}

/** What a province answered to one message. */
interface Answered {
  readonly province: string;
  readonly role?: Role;
  readonly answer: Answer;
}

/** How days and months end: the platform's clock, its notices, and files that are wrong on request. */
@Controller('simulator')
export class DaysController {
  constructor(
    private readonly platform: Platform,
    private readonly line: ProvinceLine,
  ) {}

  /** Shifts the platform's clock from the machine's, `-24h`: what is uploaded then is received then. */
  @Post('clock')
  @HttpCode(200)
  setClock(@Body() body: { offset?: string }): object {
    const offset = parseDuration(body.offset ?? '0s');
    if (offset === undefined) throw new BadRequestException('offset');
    this.line.clock.offset = offset;
    return this.clock();
  }

  /** M501 for a day: to every province for both roles, where nothing else is said. */
  @Post('days/:date/notices')
  @HttpCode(200)
  notify(@Param('date') date: string, @Body() body: { provinces?: string[]; roles?: Role[] }): Promise<Answered[]> {
    if (readDay(date) === undefined) throw new BadRequestException('date');
    const { provinces = this.platform.provinces, roles = ROLES } = body;
    const ask = async (province: string, role: Role): Promise<Answered> => {
      return { province, role, answer: await this.platform.ask(province, 'M501', { date, role }) };
    };
    return Promise.all(provinces.flatMap((province) => roles.map((role) => ask(province, role))));
  }

  /** M601 for a month, `2026-06`, with lines that say otherwise than the books where asked for. */
  @Post('clearing/:month')
  @HttpCode(200)
  clear(
    @Param('month') clr_ym: string,
    @Body()
    body: { provinces?: string[]; change?: { province: string; admdvs: string; line: Partial<ClearingLine> }[] },
  ): Promise<Answered[]> {
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(clr_ym)) throw new BadRequestException('month');
    const { provinces = this.platform.provinces, change = [] } = body;
    const ask = async (province: string): Promise<Answered> => {
      const { books, usage } = this.platform;
      const lines = clearingLines(books, usage, province, Number(clr_ym.replace('-', ''))).map((line) => {
        const other = change.find((each) => each.province === province && each.admdvs === line.admdvs);
        return { ...line, ...other?.line };
      });
      return { province, answer: await this.platform.ask(province, 'M601', { clr_ym, lines }) };
    };
    return Promise.all(provinces.map(ask));
  }

  /** What the daily files say otherwise than the books, all of it; `[]` ends it. Tells how many rows each concerns by now. */
  @Post('daily-files/edits')
  @HttpCode(200)
  edit(@Body() body: EditAsked[]): object[] {
    const { daily } = this.platform;
    daily.edits = body.map(({ kind = 'usage', edit, where = {}, rows, set = {}, ...named }) => {
      if (!Object.hasOwn(COLUMNS, kind)) throw new BadRequestException('kind');
      if (!['leave-out', 'repeat', 'change', 'add'].includes(edit)) throw new BadRequestException('edit');
      const columns: readonly string[] = COLUMNS[kind];
      const unknown = [...Object.keys(where), ...Object.keys(set)].find((each) => !columns.includes(each));
      if (unknown !== undefined) throw new BadRequestException(`a ${kind} file has no column ${unknown}`);
      return { ...this.dayOf(named), kind, edit, where, rows, set };
    });
    const hits = daily.hits();
    return body.map((each, index) => ({ ...each, concerned: hits[index] ?? 0 }));
  }

  /** The next so many times (1) that a manifest is asked for, its day's files are wrong or not ready; `{}` ends all. */
  @Post('daily-files/spoils')
  @HttpCode(200)
  spoil(@Body() body: DayNamed & { how?: SpoilName | 'not-ready'; times?: number }): object {
    const { how, times = 1, ...named } = body;
    if (how === undefined) this.platform.daily.unspoil();
    else if (how === 'not-ready' || Object.hasOwn(SPOILS, how))
      this.platform.daily.spoil(this.dayOf(named), how, times);
    else throw new BadRequestException(`how: not-ready, ${Object.keys(SPOILS).join(', ')}`);
    return body;
  }

  /** The most rows of a file. */
  @Post('daily-files/size')
  @HttpCode(200)
  limitRows(@Body() body: { rows: number }): object {
    if (!Number.isInteger(body.rows) || body.rows < 1) throw new BadRequestException('rows');
    this.platform.daily.mostRows = body.rows;
    return body;
  }

  /** How the provinces' runs ended, as they reported it (M511). */
  @Get('reconciliations')
  reconciliations(): ReportedRun[] {
    return this.platform.reports.all();
  }

  /** The platform's time, and its date in UTC+8. */
  @Get('clock')
  clock(): object {
    const now = this.line.clock.now();
    return { now: new Date(now).toISOString(), date: writeDay(periodsOf(now).day) };
  }

  private dayOf({ province = '', date, role }: DayNamed): DayOf {
    const day = readDay(date);
    if (!this.platform.provinces.includes(province)) throw new BadRequestException('province');
    if (day === undefined) throw new BadRequestException('date');
    if (role !== 'donor' && role !== 'benef') throw new BadRequestException('role');
    return { province, day, role };
  }
}
