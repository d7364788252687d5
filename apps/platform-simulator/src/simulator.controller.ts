import { Body, Controller, Get, HttpCode, Param, Post, ServiceUnavailableException } from '@nestjs/common';
import { Platform, type AppRequest } from './platform';
import { ProvinceLine } from './province-line';

/** The simulator's own side: ask as the national app would, misbehave, look at the books. */
@Controller()
export class SimulatorController {
  constructor(
    private readonly platform: Platform,
    private readonly line: ProvinceLine,
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

  /** One request, or an array of them that are carried out at once. */
  @Post('simulator/relationships')
  @HttpCode(200)
  establish(@Body() body: AppRequest | AppRequest[]): Promise<object> {
    return Array.isArray(body)
      ? Promise.all(body.map((each) => this.platform.establish(each)))
      : this.platform.establish(body);
  }

  @Get('simulator/relationships/:id')
  relationship(@Param('id') id: string): object {
    return this.platform.relationship(id);
  }

  @Post('simulator/relationships/:id/limits')
  @HttpCode(200)
  setLimit(@Param('id') id: string, @Body() body: { lmt_amt: string }): Promise<object> {
    return this.platform.setLimit(id, body.lmt_amt);
  }

  @Post('simulator/relationships/:id/revocation')
  @HttpCode(200)
  revoke(@Param('id') id: string, @Body() body: { reason?: string }): Promise<object> {
    return this.platform.revoke(id, body.reason ?? '撤销');
  }

  @Post('simulator/relationships/:id/limits/:limitId/revocation')
  @HttpCode(200)
  revokeLimit(
    @Param('id') id: string,
    @Param('limitId') limitId: string,
    @Body() body: { reason?: string },
  ): Promise<object> {
    return this.platform.revokeLimit(id, limitId, body.reason ?? '撤销');
  }

  /** `repeat` and `reorder` are parts of the messages (0 to 1); `delay_ms` is the longest delay. */
  @Post('simulator/misbehaviour')
  @HttpCode(200)
  misbehave(
    @Body() body: { repeat?: number; reorder?: number; delay_ms?: number; silent?: boolean; refuse?: number },
  ): object {
    const { repeat = 0, reorder = 0, delay_ms: delayMs = 0, silent = false, refuse = 0 } = body;
    this.line.misbehaviour = { repeat, reorder, delayMs, silent, refuse };
    if (!silent) this.platform.desk.speakAgain();
    return this.line.misbehaviour;
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
    const { contradictions, repeatedAnswers } = this.line;
    const { usage, unanswered, repeats } = this.platform.desk;
    const uploads = { usage: usage.sums(), unanswered_uploads: unanswered, repeated_uploads: repeats };
    return { ...this.platform.books.totals(), repeated_answers: repeatedAnswers, contradictions, ...uploads };
  }

  /** Every limit that was drawn on, with what is used of it. */
  @Get('simulator/used-limits')
  usedLimits(): object {
    return this.platform.desk.usage.drawnLimits().map(({ relationship, limit }) => ({
      mulaid_rel_id: relationship.mulaid_rel_id,
      province: relationship.benefProvince,
      mulaid_lmt_id: limit.mulaid_lmt_id,
      used_amt: limit.used_amt,
      used_cnt: limit.used_cnt,
    }));
  }

  /** Catch-up for beneficiary regions: nothing to catch up with in this version. */
  @Get('mulaid/v1/relations')
  relations(): object {
    return { items: [], next: null };
  }
}
