import { Body, Controller, Get, Param, Post, Query as QueryParameters, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Ledger } from '@libs/ledger';
import { fen, fenToYuan, refuse, yuanToFen } from '@libs/mutual-aid';
import { accountEntries, accountTrail, findPerson } from '@libs/province-store';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { IdParam, Paged } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { ABSENT, absent } from '../problem/absent';
import { carriedOut } from '../problem/carried-out';
import { Allow } from '../request/access';
import { requestHash } from '../request/content-hash';
import { checkId, ID, POSITIVE_AMOUNT } from '../request/field-rules';
import { paged, pageOf, WRONG_LIMIT } from '../request/paging';
import { validated } from '../request/validate-body';
import { accountShown, entryShown } from './account-shown';
import { AccountAnswer, AccountEntriesAnswer, MovementAnswer } from './account.answer';
import { MovementDto } from './movement.dto';

type QueryText = Record<string, string | undefined>;

const PSN_NO = ['psn_no', '人员编号', '44000000000003'] as const;

/** Personal accounts: figures, trail, and the core system's movements. */
@Tagged('accounts')
@Controller()
export class PersonalAccountsController {
  constructor(
    private readonly ledger: Ledger,
    private readonly source: DataSource,
  ) {}

  @Get('personal-accounts/:psn_no')
  @Allow('window', 'core')
  @ApiOperation({
    summary: '查询个人账户与流水',
    description: 'limit 与 after 用于流水 trail：trail.next 不为 null 时还有更多。',
  })
  @IdParam(...PSN_NO)
  @Paged()
  @ApiOkResponse({ type: AccountAnswer, description: '账户与流水的一页' })
  @Problems(['A01', WRONG_LIMIT, `psn_no：${ID.expects}`], ['A05', ABSENT.account])
  async get(@Param('psn_no') psnNo: string, @QueryParameters() query: QueryText): Promise<AccountAnswer> {
    const asked = pageOf(query);
    const person = await findPerson(this.source, checkId('psn_no', psnNo));
    if (person?.account === undefined) throw absent('account');
    const trail = paged(await accountTrail(this.source, psnNo, asked), (row) => row.cursor, entryShown);
    return { psn_no: psnNo, ...accountShown(person.account), trail };
  }

  @Post('personal-accounts/:psn_no/movements')
  @Allow('core')
  @ApiOperation({
    summary: '个人账户入账或出账',
    description:
      'IN 没有账户则以 0.00 开户再入账；OUT 至多到可用余额（冻结的不能出账）。超时后用同一 movement_id、相同内容重发，' +
      '得到当时的答复。',
  })
  @IdParam(...PSN_NO)
  @ApiBody({ type: MovementDto })
  @ApiCreatedResponse({ type: MovementAnswer, description: '已记账；余额是记账之后的' })
  @ApiOkResponse({ type: MovementAnswer, description: '同一请求再次收到：答复与第一次相同，没有再记账' })
  @Problems(
    ['A01', `amt：${POSITIVE_AMOUNT.expects}`],
    ['A04', refuse('A04', 'movement_id').message],
    ['A05', refuse('A05', 'psn_no').message, refuse('A05', '个人账户').message],
    'A11',
  )
  async move(
    @Param('psn_no') psnNo: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MovementAnswer> {
    checkId('psn_no', psnNo);
    const { movement_id, amt, direction, reason } = validated(MovementDto, body);
    const movement = { movementId: movement_id, psnNo, amount: yuanToFen(amt), direction, reason };
    const contentHash = requestHash(body, `${psnNo}\n`);
    const outcome = carriedOut(await this.ledger.submit({ kind: 'move', movement, contentHash }));
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
  @ApiOperation({
    summary: '按提交顺序读取全部账户流水',
    description: '供核心系统跟踪扣款与冻结：记住最后的 id，下次作为 after 接着读；读过的流水之前不会再出现新的。',
  })
  @Paged()
  @ApiOkResponse({ type: AccountEntriesAnswer, description: '一页' })
  @Problems(['A01', WRONG_LIMIT])
  async entries(@QueryParameters() query: QueryText): Promise<AccountEntriesAnswer> {
    return paged(
      await accountEntries(this.source, pageOf(query)),
      (row) => row.cursor,
      (row) => ({ id: row.cursor, psn_no: row.psnNo, ...entryShown(row) }),
    );
  }
}
