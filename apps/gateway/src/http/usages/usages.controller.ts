import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Ledger } from '@libs/ledger';
import {
  quoteUsage,
  refuse,
  refuseKnownSettlement,
  USED_IN_FUTURE,
  yuanToFen,
  type QuoteRequest,
} from '@libs/mutual-aid';
import { parseTime, REASON_LENGTH } from '@libs/national-platform';
import type { Clock } from '@libs/operations';
import { ProvincePolicies } from '@libs/province-policy';
import { findPerson, findUsage, findWallet, listUploadsOf } from '@libs/province-store';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { UsageIds } from '../../outgoing-records';
import { CLOCK } from '../../parts';
import { IdParam } from '../openapi/parameters';
import { Problems } from '../openapi/problems';
import { Tagged } from '../openapi/tags';
import { ABSENT, absent } from '../problem/absent';
import { carriedOut } from '../problem/carried-out';
import { Problem } from '../problem/problem';
import { Allow } from '../request/access';
import type { KnownRequest } from '../request/known-request';
import { requestHash } from '../request/content-hash';
import { checkId, ID, POSITIVE_AMOUNT, text, TIME } from '../request/field-rules';
import { validated, validatedIfGiven } from '../request/validate-body';
import { PAYMENT_EXAMPLES, QUOTE_EXAMPLES } from './payment-examples';
import { quoteShown, reversalShown, uploadShown, usageShown } from './usage-shown';
import { QuoteAnswer, ReversalAnswer, UsageAnswer, UsageNowAnswer } from './usage.answer';
import { ReversalDto, UsageDto, UsageQuoteDto } from './usage.dto';

const SETL_ID = ['setl_id', '结算编号', 'SETL-20261124-000001'] as const;
const PAYMENT_PROBLEMS = [
  ['A01', `pay_amt：${POSITIVE_AMOUNT.expects}`, `use_time：${USED_IN_FUTURE}`],
  ['A04', refuse('A04', 'setl_id').message],
  ['A05', refuse('A05', 'psn_no').message],
  ['A10', refuse('A10', '钱包可用200.00元，应缴380.00元').message],
] as const;

/** The wallet pays: quotes, usages, reversals (R16–R22). */
@Tagged('payments')
@Controller()
export class UsagesController {
  constructor(
    private readonly ledger: Ledger,
    private readonly source: DataSource,
    private readonly usageIds: UsageIds,
    private readonly policies: ProvincePolicies,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('usage-quotes')
  @HttpCode(200)
  @Allow('settlement')
  @ApiOperation({
    summary: '试算：个人账户、钱包、现金各付多少；不改变任何数据',
    description:
      '答复现在支付会得到的金额与各行，或会得到的拒绝。填写已支付过的 setl_id：内容相同得到当时的金额，内容不同为 A04。' +
      '试算不预留金额，支付时以当时的余额为准。',
  })
  @ApiBody({ type: UsageQuoteDto, examples: QUOTE_EXAMPLES })
  @ApiOkResponse({ type: QuoteAnswer, description: '现在支付会得到的金额' })
  @Problems(...PAYMENT_PROBLEMS)
  async quote(@Body() body: unknown): Promise<QuoteAnswer> {
    const dto = validated(UsageQuoteDto, body);
    const request = requestOf(dto);
    const known = dto.setl_id ? await findUsage(this.source, dto.setl_id) : undefined;
    if (known?.contentHash === requestHash(body)) return quoteShown(known.usage.payAmount, known.usage);
    const person = await findPerson(this.source, request.psnNo);
    const received = await findWallet(this.source, request.psnNo);
    const context = { now: this.clock.now(), policies: this.policies.inForce };
    const quote = quoteUsage({ person, received }, request, context);
    if (known) {
      const { code, message } = refuseKnownSettlement(quote);
      throw new Problem(code, message);
    }
    if (quote.refused) throw new Problem(quote.code, quote.message);
    return quoteShown(request.payAmount, quote);
  }

  @Post('usages')
  @Allow('settlement')
  @ApiOperation({
    summary: '支付；超时后用同一 setl_id 和相同内容重发，得到同一结果',
    description:
      '立即记录并自动上传国家平台，不等待平台。超时、断线或 503 之后用同一 setl_id、相同内容重发；已放弃的，再撤销。' +
      '被拒绝的请求什么也不留下，更正后可用原 setl_id 再发。',
  })
  @ApiBody({ type: UsageDto, examples: PAYMENT_EXAMPLES })
  @ApiCreatedResponse({ type: UsageAnswer, description: '已支付' })
  @ApiOkResponse({ type: UsageAnswer, description: '同一请求再次收到（撤销之后也一样）：答复与第一次相同，没有再支付' })
  @Problems(...PAYMENT_PROBLEMS)
  async pay(
    @Body() body: unknown,
    @Req() { traceparent }: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UsageAnswer> {
    const dto = validated(UsageDto, body);
    const request = { ...requestOf(dto), settlementId: dto.setl_id };
    const contentHash = requestHash(body);
    const ids = await this.usageIds.next();
    const command = { kind: 'pay', request, contentHash, ...ids, traceparent } as const;
    const outcome = carriedOut(await this.ledger.submit(command));
    void reply.status(outcome.repeated ? 200 : 201);
    return usageShown(outcome.usage);
  }

  @Get('usages/:setl_id')
  @Allow('settlement')
  @ApiOperation({
    summary: '查询一笔支付、其撤销及上传状态',
    description: '金额与各行同支付时的答复；reversal 同撤销时的答复，另有它自己的上传状态。',
  })
  @IdParam(...SETL_ID)
  @ApiOkResponse({ type: UsageNowAnswer, description: '支付现在的样子' })
  @Problems(['A01', `setl_id：${ID.expects}`], ['A05', ABSENT.settlement])
  async get(@Param('setl_id') settlementId: string): Promise<UsageNowAnswer> {
    const row = await findUsage(this.source, checkId('setl_id', settlementId));
    if (row === undefined) throw absent('settlement');
    const { usage, reversal } = row;
    const uploads = await listUploadsOf(this.source, [usage.useId, reversal?.useId ?? '']);
    const uploadOf = (useId: string) => uploadShown(uploads.find((each) => each.subject === useId));
    return {
      ...usageShown(usage),
      state: usage.state,
      ...(reversal ? { reversal: { ...reversalShown(reversal), upload: uploadOf(reversal.useId) } } : {}),
      upload: uploadOf(usage.useId),
    };
  }

  @Post('usages/:setl_id/reversal')
  @Allow('settlement')
  @ApiOperation({
    summary: '整笔撤销；再次请求得到同一结果',
    description:
      '请求体可以没有。钱包的钱退回原来的额度（关系已终止的退回共济人账户），本人账户的钱退回账户；余下的现金由结算系统退。' +
      '只能整笔撤销：部分退费请撤销后用新的 setl_id 重新支付。先于支付到达的撤销为 A05，什么也不留下。',
  })
  @IdParam(...SETL_ID)
  @ApiBody({ type: ReversalDto, required: false })
  @ApiCreatedResponse({ type: ReversalAnswer, description: '已撤销' })
  @ApiOkResponse({ type: ReversalAnswer, description: '已撤销过：答复与第一次相同，不论 reason' })
  @Problems(['A01', `reason：${text(REASON_LENGTH).expects}`], ['A05', ABSENT.nothingToReverse])
  async reverse(
    @Param('setl_id') given: string,
    @Body() body: unknown,
    @Req() { traceparent }: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReversalAnswer> {
    const settlementId = checkId('setl_id', given);
    validatedIfGiven(ReversalDto, body);
    const row = await findUsage(this.source, settlementId);
    if (row === undefined) throw absent('nothingToReverse');
    const { psnNo } = row.usage;
    const ids = await this.usageIds.next();
    const command = { kind: 'reverse', settlementId, psnNo, ...ids, traceparent } as const;
    const outcome = carriedOut(await this.ledger.submit(command));
    void reply.status(outcome.repeated ? 200 : 201);
    return reversalShown(outcome.reversal);
  }
}

function requestOf({ psn_no, scene, med_type, fixmedins_code, use_time, pay_amt }: UsageQuoteDto): QuoteRequest {
  const useTime = parseTime(use_time);
  if (useTime === undefined) throw Problem.field('use_time', TIME.expects);
  const place = { medType: med_type, institution: fixmedins_code };
  return { psnNo: psn_no, scene, ...place, useTime, payAmount: yuanToFen(pay_amt) };
}
