import { ApiProperty } from '@nestjs/swagger';
import { ID, oneOf, patterned, TIME } from '../request/field-rules';
import { Count, Items, Next, Shown, Wording } from '../openapi/parameters';

export class UploadAnswer {
  @Shown(ID, { description: '报文号', example: '440000202611240930000000000001' }) msgid!: string;
  @Shown(patterned('^M[0-9]{3}$', ''), { description: 'M411 额度使用，M412 撤销', example: 'M411' }) infno!: string;
  @Shown(oneOf('PENDING', 'REFUSED'), {
    description: 'PENDING 等待平台应答，自动重发；REFUSED 平台拒绝，等人处理',
    example: 'REFUSED',
  })
  state!: string;
  @Count('已发送次数；0 为还在等它之前的报文得到应答', 1) tries!: number;
  @Shown(TIME, { description: '何时产生', example: '2026-11-24T09:30:00.000+08:00' }) created_at!: string;
  @Wording('平台拒绝的错误码，仅 REFUSED 时有', 'E30', { optional: true }) err_code?: string;
}

export class UploadsAnswer {
  @Items(UploadAnswer, '未应答与被拒绝的上传，按记录顺序') items!: UploadAnswer[];
  @Next('integer') next!: number | null;
}

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
  @Wording('报文原文；operator 所见的姓名与证件号码为掩码', '{broken', { nullable: true }) record!: string | null;
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
