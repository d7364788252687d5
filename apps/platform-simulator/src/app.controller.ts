import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { AppRequest } from './establishing';
import { Platform } from './platform';
import type { Answer } from './answer';
import { ProvinceLine } from './province-line';
import { REGIONS } from './terminations/comparison';
import type { Termination } from './terminations/termination';

/** The national app's part: what its users ask for, and how it stands with that. */
@Controller('simulator/relationships')
export class AppController {
  constructor(
    private readonly platform: Platform,
    private readonly line: ProvinceLine,
  ) {}

  /** One request, or an array of them that are carried out at once; a part of them out of order, on request. */
  @Post()
  @HttpCode(200)
  establish(@Body() body: AppRequest | AppRequest[]): Promise<object> {
    const establish = (request: AppRequest) =>
      this.platform.establishing.byApp(request, Math.random() < this.line.misbehaviour.reorder);
    return Array.isArray(body) ? Promise.all(body.map(establish)) : establish(body);
  }

  /** With its newest termination: where it stands, and what the regions said in each round. */
  @Get(':id')
  relationship(@Param('id') id: string): object {
    const termination = this.platform.terminating.of(id);
    return { ...this.platform.relationship(id), termination: termination && shown(termination) };
  }

  @Post(':id/limits')
  @HttpCode(200)
  setLimit(@Param('id') id: string, @Body() body: { lmt_amt: string }): Promise<Answer> {
    return this.platform.establishing.limitByApp(this.platform.relationship(id), body.lmt_amt);
  }

  @Post(':id/revocation')
  @HttpCode(200)
  revoke(@Param('id') id: string, @Body() body: { reason?: string }): Promise<Answer> {
    return this.platform.revoking.revoke(this.platform.relationship(id), body.reason ?? '撤销');
  }

  @Post(':id/limits/:limitId/revocation')
  @HttpCode(200)
  revokeLimit(
    @Param('id') id: string,
    @Param('limitId') limitId: string,
    @Body() body: { reason?: string },
  ): Promise<Answer> {
    return this.platform.revoking.revokeLimit(this.platform.relationship(id), limitId, body.reason ?? '撤销');
  }

  /** Begins; `GET` tells how it goes on. */
  @Post(':id/termination')
  @HttpCode(202)
  terminate(@Param('id') id: string, @Body() body: { initiator?: 'donor' | 'benef'; reason?: string }): object {
    const { initiator = 'donor', reason = '用户申请' } = body;
    const relationship = this.platform.relationship(id);
    this.platform.inBackground(this.platform.terminating.begin(relationship, { initiator, reason }));
    return this.relationship(id);
  }

  /** M303; an E31 where it is too late or somebody's insurance has ended. */
  @Post(':id/cancellation')
  @HttpCode(202)
  cancel(@Param('id') id: string, @Body() body: { reason?: string }): Answer {
    const { answer, done } = this.platform.terminating.cancel(
      this.platform.relationship(id),
      body.reason ?? '撤回终止',
    );
    this.platform.inBackground(done);
    return answer;
  }

  /** A person lets a termination go on that rests; an E31 where none does. */
  @Post(':id/termination/continuation')
  @HttpCode(202)
  goOn(@Param('id') id: string): Answer {
    const { answer, done } = this.platform.terminating.goOn(this.platform.relationship(id));
    this.platform.inBackground(done);
    return answer;
  }
}

function shown({ state, cause, rounds }: Termination): object {
  const inShort = rounds.map((round) => REGIONS.map((region) => round[region] ?? '…').join(' / '));
  return { state, initiator: cause.initiator, reason: cause.reason, rounds: inShort };
}
