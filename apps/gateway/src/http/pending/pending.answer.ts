import { Items, Next, Shown } from '../openapi/parameters';
import { ID, oneOf, TIME } from '../request/field-rules';

export class PendingAnswer {
  @Shown(ID, { description: '共济关系编号', example: '440000R202611240930000000000001' }) mulaid_rel_id!: string;
  @Shown(oneOf('PENDING', 'TERMINATING'), {
    description: 'PENDING 等待平台确认建立；TERMINATING 等待平台核对并确认终止',
    example: 'PENDING',
  })
  state!: string;
  @Shown(TIME, { description: '从何时起处于此状态', example: '2026-11-24T09:30:00.000+08:00' }) since!: string;
}

export class PendingsAnswer {
  @Items(PendingAnswer, '等待已久的共济关系，等得最久的在前') items!: PendingAnswer[];
  @Next('string') next!: string | null;
}
