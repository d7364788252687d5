import { ApiProperty } from '@nestjs/swagger';
import { DiscrepanciesAnswer } from '../discrepancies/discrepancy.answer';
import { Count, Items, Next, Shown, Wording } from '../openapi/parameters';
import { oneOf, SUM, TIME } from '../request/field-rules';
import { DATE, ROLE } from './day';

const unknownYet = '；没有结束的为 null';

export class RunProgressAnswer {
  @Wording('正在做什么', 'apply') stage!: string;
  @Count('已处理的行数', 1200000) rows_done!: number;
  @Count('总行数', 5000000) rows_all!: number;
  @Count('每秒行数', 21000) rows_per_second!: number;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 180,
    description: '预计还需的秒数；不知道为 null',
  })
  seconds_left!: number | null;
}

export class RunAnswer {
  @Shown(DATE, { description: '对账的日期（平台接收时间，东八区）', example: '2026-06-01' }) date!: string;
  @Shown(ROLE, { description: 'donor 共济人在本省，benef 被共济人在本省', example: 'donor' }) role!: string;
  @Count('该日该角色的第几次对账，从 1 起', 1) run_no!: number;
  @Shown(oneOf('WAITING', 'RUNNING', 'BALANCED', 'UNBALANCED', 'FAILED'), {
    description:
      'WAITING 等待平台文件，RUNNING 进行中，BALANCED 一致，UNBALANCED 有差异，FAILED 文件不对，当日都没有入账；WAITING、FAILED 自动再试',
    example: 'UNBALANCED',
  })
  state!: string;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 12000,
    description: `本省当日的行数${unknownYet}`,
  })
  cnt!: number | null;
  @Shown(SUM, { description: `本省当日金额合计，撤销也为正，元${unknownYet}`, example: '350000.00', nullable: true })
  amt!: string | null;
  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, example: 1, description: `计入的差异数${unknownYet}` })
  diff_cnt!: number | null;
  @Shown(SUM, { description: `差异金额合计，元${unknownYet}`, example: '20.00', nullable: true })
  diff_amt!: string | null;
  @Shown(TIME, { description: '何时开始', example: '2026-06-02T02:30:00.000+08:00' }) started_at!: string;
  @Shown(TIME, { description: `何时结束${unknownYet}`, example: '2026-06-02T02:34:10.120+08:00', nullable: true })
  ended_at!: string | null;
  @Wording('为何 WAITING 或 FAILED', '平台文件尚未就绪', { optional: true }) reason?: string;
  @ApiProperty({ type: RunProgressAnswer, required: false, description: '进度，仅 RUNNING 时有' })
  progress?: RunProgressAnswer;
}

export class RunWithDiscrepanciesAnswer extends RunAnswer {
  @ApiProperty({ type: DiscrepanciesAnswer, description: '这一次对账发现的差异，分页' })
  discrepancies!: DiscrepanciesAnswer;
}

export class RunsAnswer {
  @Items(RunAnswer, '按日期、角色、次数') items!: RunAnswer[];
  @Next('string') next!: string | null;
}
