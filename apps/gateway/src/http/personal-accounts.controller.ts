import { hash } from 'node:crypto';
import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { contentHashOf, fen, fenToYuan, yuanToFen } from '@libs/mutual-aid';
import { canonicalJson, formatTime } from '@libs/national-platform';
import { accountEntries, accountTrail, type EntryRow } from '@libs/province-store';
import type { FastifyReply } from 'fastify';
import { Gateway } from '../gateway';
import { Allow } from './access';
import { MovementDto } from './insured-person.dto';
import { findPerson } from './look-up';
import { paged, pageOf } from './paging';
import { Problem } from './problem';
import { accountShown, checkId } from './shown';
import { validated } from './validate-body';

type QueryText = Record<string, string | undefined>;

/** Personal accounts: figures, trail, and the core system's movements. */
@ApiTags('个人账户')
@ApiBearerAuth()
@Controller()
export class PersonalAccountsController {
  constructor(@Inject(Gateway) private readonly gateway: Gateway) {}

  @Get('personal-accounts/:psn_no')
  @Allow('window', 'core')
  @ApiOperation({ summary: '查询个人账户与流水' })
  async get(@Param('psn_no') psnNo: string, @Query() query: QueryText) {
    const { limit, after } = pageOf(query);
    const person = await findPerson(this.gateway.dataSource, checkId('psn_no', psnNo));
    if (person?.account === undefined) throw new Problem('A05', 'psn_no：没有个人账户，请核对人员编号');
    const rows = await accountTrail(this.gateway.dataSource, psnNo, limit + 1, after);
    const trail = paged(rows, limit, (row) => row.cursor, entryShown);
    return { psn_no: psnNo, ...accountShown(person.account), trail };
  }

  @Post('personal-accounts/:psn_no/movements')
  @Allow('core')
  @ApiOperation({ summary: '个人账户入账或出账' })
  @ApiBody({ type: MovementDto })
  async move(@Param('psn_no') psnNo: string, @Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply) {
    checkId('psn_no', psnNo);
    const { movement_id, amt, direction, reason } = validated(MovementDto, body);
    const movement = { movementId: movement_id, psnNo, amount: yuanToFen(amt), direction, reason };
    const contentHash = contentHashOf(hash('sha256', `${psnNo}\n${canonicalJson(body)}`, 'hex'));
    const outcome = await this.gateway.ledger.submit({ kind: 'move', movement, contentHash });
    if (outcome.kind === 'refused') throw new Problem(outcome.refusal.code, outcome.refusal.message);
    if (outcome.kind !== 'moved') throw new Error('a movement is carried out or refused');
    void reply.status(outcome.repeated ? 200 : 201);
    const { balance, frozen } = outcome.movement;
    return {
      movement_id,
      balance: fenToYuan(balance),
      frozen: fenToYuan(frozen),
      available: fenToYuan(fen(balance - frozen)),
    };
  }

  @Get('account-entries')
  @Allow('core')
  @ApiOperation({ summary: '按提交顺序读取全部账户流水' })
  async entries(@Query() query: QueryText) {
    const { limit, after } = pageOf(query);
    const rows = await accountEntries(this.gateway.dataSource, limit + 1, after);
    return paged(
      rows,
      limit,
      (row) => row.cursor,
      (row) => ({ id: row.cursor, psn_no: row.psnNo, ...entryShown(row) }),
    );
  }
}

function entryShown({ at, cause, ref, amount, balance, frozen }: EntryRow) {
  const figures = { amt: fenToYuan(amount), balance: fenToYuan(balance), frozen: fenToYuan(frozen) };
  return { at: formatTime(at), cause, ref, ...figures };
}
