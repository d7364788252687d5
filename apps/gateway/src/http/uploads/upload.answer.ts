import { Count, Items, Next, Shown, Wording } from '../openapi/parameters';
import { ID, oneOf, patterned, TIME } from '../request/field-rules';

export class UploadAnswer {
  @Shown(ID, { description: '报文号', example: '440000202611240930000000000001' }) msgid!: string;
  @Shown(patterned('^M[0-9]{3}$', ''), {
    description: 'M111 建立，M211 额度，M311 终止，M312 参保终止或转移，M411 额度使用，M412 撤销，M413 使用明细',
    example: 'M411',
  })
  infno!: string;
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
  @Items(UploadAnswer, '未应答与被拒绝的上传，先产生的在前') items!: UploadAnswer[];
  @Next('integer') next!: number | null;
}
