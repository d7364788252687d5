import { ApiProperty } from '@nestjs/swagger';
import { Count, Items, Next, Shown, Wording } from '../openapi/parameters';
import { oneOf, patterned, TIME } from '../request/field-rules';

export class DeadLetterStepAnswer {
  @Shown(TIME, { description: '何时', example: '2026-11-24T09:30:00.000+08:00' }) at!: string;
  @Wording('发生了什么：原因，或 REDRIVEN、DISCARDED', 'not JSON') what!: string;
  @Wording('由谁（令牌的 sub）处理；由系统记录的没有此项', 'operator-1', { optional: true }) by?: string;
}

export class DeadLetterAnswer {
  @Shown({ schema: { type: 'string', pattern: '^[0-9]{1,18}$' } }, { description: '编号', example: '17' }) id!: string;
  @Shown(TIME, { description: '何时收到', example: '2026-11-24T09:30:00.000+08:00' }) at!: string;
  @Wording('为何不能处理', 'not JSON') reason!: string;
  @Wording('来自哪个主题；upload 为被平台拒绝的上传', 'mulaid.down.relation.440000') topic!: string;
  @Wording('报文号，读得出时有', '100000202611240930000000000001', { optional: true }) msgid?: string;
  @Wording(
    '报文原文。operator 所见：格式正确的逐项显示，姓名与证件号码为掩码，自由文本为 ***，接口未定义的项不列；其余为 null',
    null,
    { nullable: true },
  )
  record!: string | null;
  @Count('所存报文的字节数；超过 4 MiB 的只存开头', 7) record_bytes!: number;
  @Shown(patterned('^[0-9a-f]{64}$', ''), {
    description: '所存报文的 SM3，十六进制',
    example: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  })
  record_sm3!: string;
  @Shown(oneOf('OPEN', 'REDRIVEN', 'DISCARDED'), {
    description: 'OPEN 待处理，REDRIVEN 已重新处理，DISCARDED 已废弃',
    example: 'OPEN',
  })
  state!: string;
  @ApiProperty({ type: [DeadLetterStepAnswer], description: '经过，先发生的在前' }) history!: DeadLetterStepAnswer[];
}

export class DeadLettersAnswer {
  @Items(DeadLetterAnswer, '死信，先到的在前') items!: DeadLetterAnswer[];
  @Next('string') next!: string | null;
}
