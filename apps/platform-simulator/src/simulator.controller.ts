import { Body, Controller, Get, HttpCode, Post, ServiceUnavailableException } from '@nestjs/common';
import type { RefusalCode } from '@libs/mutual-aid';
import { DownloadManners, type DownloadManner } from './downloads/download-manners';
import { Platform } from './platform';
import { ProvinceLine } from './province-line';

/** The simulator's own side: misbehave, look at the books. */
@Controller()
export class SimulatorController {
  constructor(
    private readonly platform: Platform,
    private readonly line: ProvinceLine,
    private readonly downloads: DownloadManners,
  ) {}

  @Get('health/live')
  live(): object {
    return { status: 'up' };
  }

  @Get('health/ready')
  ready(): object {
    if (!this.line.isReady) throw new ServiceUnavailableException();
    return { status: 'up' };
  }

  /**
   * `repeat` and `reorder` are parts of the messages (0 to 1); `delay_ms` is the longest delay; `silent` is true or the
   * numbers of the uploads that are not answered; `refuse` the part of the uploads that is refused with E99.
   */
  @Post('simulator/misbehaviour')
  @HttpCode(200)
  misbehave(
    @Body()
    body: {
      repeat?: number;
      reorder?: number;
      delay_ms?: number;
      silent?: boolean | string[];
      refuse?: number;
    },
  ): object {
    const { repeat = 0, reorder = 0, delay_ms: delayMs = 0, silent = false, refuse = 0 } = body;
    this.line.misbehaviour = { repeat, reorder, delayMs, silent, refuse };
    this.platform.desk.speakAgain();
    return this.line.misbehaviour;
  }

  /** The next uploads of a number are refused with a code. */
  @Post('simulator/refusals')
  @HttpCode(200)
  refuse(@Body() body: { infno: string; err_code: RefusalCode; count?: number }): object {
    this.platform.desk.refuseNext(body.infno, body.err_code, body.count ?? 1);
    return body;
  }

  /** M102, M103, M202 and M203 are not pushed to these provinces until they are left out: the download shows them (§6). */
  @Post('simulator/held-provinces')
  @HttpCode(200)
  async hold(@Body() body: { provinces: string[] }): Promise<object> {
    await this.platform.post.hold(body.provinces);
    return body;
  }

  /**
   * How the download answers: `well`, `away`, `slow`, `error`, `nonsense` or `cut`; so many `times`, left out for ever;
   * `of: "files"` the daily files alone.
   */
  @Post('simulator/downloads')
  @HttpCode(200)
  answerDownloads(
    @Body() body: { how: DownloadManner; slow_ms?: number; times?: number; of?: 'all' | 'files' },
  ): object {
    this.downloads.how = body.how;
    this.downloads.slowMs = body.slow_ms ?? this.downloads.slowMs;
    this.downloads.times = body.times ?? Infinity;
    this.downloads.isOfFilesOnly = body.of === 'files';
    return body;
  }

  /** M301 says so much too much of a limit until the amount is left out: a mismatch that no comparison solves. */
  @Post('simulator/misprints')
  @HttpCode(200)
  misprint(@Body() body: { mulaid_lmt_id: string; amt?: string }): object {
    const { misprints } = this.platform.terminating;
    if (body.amt === undefined) misprints.delete(body.mulaid_lmt_id);
    else misprints.set(body.mulaid_lmt_id, body.amt);
    return body;
  }

  /** After how many fruitless rounds the platform cancels a termination by itself; for those that begin from now on. */
  @Post('simulator/rounds')
  @HttpCode(200)
  limitRounds(@Body() body: { rounds: number }): object {
    this.platform.terminating.rounds = body.rounds;
    return body;
  }

  /** One message as it is, for what a well-behaved platform would not send. */
  @Post('simulator/messages')
  @HttpCode(200)
  message(
    @Body() body: { province: string; infno: string; input: object; envelope?: Record<string, unknown> },
  ): Promise<object> {
    return this.platform.ask(body.province, body.infno, body.input, body.envelope);
  }

  @Post('simulator/raw')
  @HttpCode(202)
  async raw(@Body() body: { topic: string; key?: string; value: string }): Promise<object> {
    await this.line.sendRaw(body.topic, body.key ?? null, body.value);
    return {};
  }

  @Get('simulator/books')
  books(): object {
    const { contradictions, repeatedAnswers, unreadableAnswers } = this.line;
    const { unanswered, repeats } = this.platform.desk;
    const uploads = { usage: this.platform.usage.sums(), unanswered_uploads: unanswered, repeated_uploads: repeats };
    const answers = { repeated_answers: repeatedAnswers, contradictions, unreadable_answers: unreadableAnswers };
    return { ...this.platform.books.totals(), ...answers, ...uploads };
  }

  /** Every limit that was drawn on, with what is used of it. */
  @Get('simulator/used-limits')
  usedLimits(): object {
    return this.platform.usage.drawnLimits().map(({ relationship, limit }) => ({
      mulaid_rel_id: relationship.mulaid_rel_id,
      province: relationship.benefProvince,
      donor_province: relationship.donorProvince,
      mulaid_lmt_id: limit.mulaid_lmt_id,
      used_amt: limit.used_amt,
      used_cnt: limit.used_cnt,
    }));
  }

  /** Every relationship of which a termination was asked for, with the figures that both regions were asked about last. */
  @Get('simulator/terminations')
  terminations(): object {
    return this.platform.terminating.all().map(({ state, figures, relationship, rounds }) => {
      const { mulaid_rel_id, donorProvince, benefProvince } = relationship;
      return { mulaid_rel_id, donorProvince, benefProvince, state, rounds: rounds.length, figures };
    });
  }
}
