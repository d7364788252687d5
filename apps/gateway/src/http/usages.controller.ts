import { hash } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { contentHashOf, quoteUsage, yuanToFen, type QuoteRequest } from '@libs/mutual-aid';
import { canonicalJson, parseTime } from '@libs/national-platform';
import { listUploadsOf } from '@libs/province-store';
import type { FastifyReply } from 'fastify';
import { Gateway } from '../gateway';
import { Allow } from './access';
import { findPerson, findUsage, findWallet } from './look-up';
import { Problem } from './problem';
import { checkId } from './shown';
import { ProblemAnswer, QuoteAnswer, ReversalAnswer, UsageAnswer, UsageNowAnswer } from './usage.answer';
import { ReversalDto, UsageDto, UsageQuoteDto } from './usage.dto';
import { quoteShown, reversalShown, uploadShown, usageShown } from './usage-shown';
import { validated } from './validate-body';

const Problems = () => ApiResponse({ status: '4XX', description: '拒绝，见 err_code', type: ProblemAnswer });

/** The wallet pays: quotes, usages, reversals (R16–R22). */
@ApiTags('钱包支付')
@ApiBearerAuth()
@Controller()
export class UsagesController {
  constructor(@Inject(Gateway) private readonly gateway: Gateway) {}

  @Post('usage-quotes')
  @HttpCode(200)
  @Allow('settlement')
  @ApiOperation({ summary: '试算：个人账户、钱包、现金各付多少；不改变任何数据' })
  @ApiBody({ type: UsageQuoteDto })
  @ApiOkResponse({ type: QuoteAnswer })
  @Problems()
  async quote(@Body() body: unknown): Promise<QuoteAnswer> {
    const request = requestOf(validated(UsageQuoteDto, body));
    const { dataSource, policies, clock } = this.gateway;
    const person = await findPerson(dataSource, request.psnNo);
    const wallet = await findWallet(dataSource, request.psnNo);
    const quote = quoteUsage(person, wallet, request, policies.inForce, clock.now());
    if (quote.refused) throw new Problem(quote.code, quote.message);
    return quoteShown(request.payAmount, quote);
  }

  @Post('usages')
  @Allow('settlement')
  @ApiOperation({ summary: '支付；超时后用同一 setl_id 和相同内容重发，得到同一结果' })
  @ApiBody({ type: UsageDto })
  @ApiCreatedResponse({ type: UsageAnswer })
  @ApiOkResponse({ type: UsageAnswer, description: '同一请求再次收到' })
  @Problems()
  async pay(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<UsageAnswer> {
    const dto = validated(UsageDto, body);
    const request = { ...requestOf(dto), settlementId: dto.setl_id };
    const contentHash = contentHashOf(hash('sha256', canonicalJson(body), 'hex'));
    const ids = await this.gateway.usageIds.next();
    const outcome = await this.gateway.ledger.submit({ kind: 'pay', request, contentHash, ...ids });
    if (outcome.kind === 'refused') throw new Problem(outcome.refusal.code, outcome.refusal.message);
    if (outcome.kind !== 'paid') throw new Error('a payment is made or refused');
    void reply.status(outcome.repeated ? 200 : 201);
    return usageShown(outcome.usage);
  }

  @Get('usages/:setl_id')
  @Allow('settlement')
  @ApiOperation({ summary: '查询一笔支付、其撤销及上传状态' })
  @ApiOkResponse({ type: UsageNowAnswer })
  @Problems()
  async get(@Param('setl_id') settlementId: string): Promise<UsageNowAnswer> {
    const { dataSource } = this.gateway;
    const row = await findUsage(dataSource, checkId('setl_id', settlementId));
    if (row === undefined) throw new Problem('A05', 'setl_id：没有该结算的支付记录，请核对结算编号');
    const { usage, reversal } = row;
    const uploads = await listUploadsOf(dataSource, [usage.useId, reversal?.useId ?? '']);
    const uploadOf = (useId: string) => uploadShown(uploads.find((each) => each.useId === useId));
    return {
      ...usageShown(usage),
      state: usage.state,
      ...(reversal ? { reversal: { ...reversalShown(reversal), upload: uploadOf(reversal.useId) } } : {}),
      upload: uploadOf(usage.useId),
    };
  }

  @Post('usages/:setl_id/reversal')
  @Allow('settlement')
  @ApiOperation({ summary: '整笔撤销；再次请求得到同一结果' })
  @ApiBody({ type: ReversalDto, required: false })
  @ApiCreatedResponse({ type: ReversalAnswer })
  @ApiOkResponse({ type: ReversalAnswer, description: '已撤销过' })
  @Problems()
  async reverse(
    @Param('setl_id') given: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReversalAnswer> {
    const settlementId = checkId('setl_id', given);
    if (body !== undefined) validated(ReversalDto, body);
    const row = await findUsage(this.gateway.dataSource, settlementId);
    if (row === undefined) throw new Problem('A05', 'setl_id：没有该结算的支付记录，没有可撤销的内容');
    const { psnNo } = row.usage;
    const ids = await this.gateway.usageIds.next();
    const outcome = await this.gateway.ledger.submit({ kind: 'reverse', settlementId, psnNo, ...ids });
    if (outcome.kind === 'refused') throw new Problem(outcome.refusal.code, outcome.refusal.message);
    if (outcome.kind !== 'reversed') throw new Error('a reversal is always accepted');
    void reply.status(outcome.repeated ? 200 : 201);
    return reversalShown(outcome.reversal);
  }
}

function requestOf({ psn_no, scene, med_type, fixmedins_code, use_time, pay_amt }: UsageQuoteDto): QuoteRequest {
  const useTime = parseTime(use_time);
  if (useTime === undefined) throw Problem.field('use_time', '应为 yyyy-MM-ddTHH:mm:ss.SSS 加时区的时间');
  const place = { medType: med_type || undefined, institution: fixmedins_code || undefined };
  return { psnNo: psn_no, scene, ...place, useTime, payAmount: yuanToFen(pay_amt) };
}
