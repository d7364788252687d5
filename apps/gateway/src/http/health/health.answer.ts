import { ApiProperty } from '@nestjs/swagger';
import { Shown, Wording } from '../openapi/parameters';
import { oneOf } from '../request/field-rules';

const UP_OR_DOWN = oneOf('up', 'down');

export class LiveAnswer {
  @Shown(oneOf('up'), { description: '进程在运行', example: 'up' }) status!: string;
}

export class PartHealthAnswer {
  @Shown(UP_OR_DOWN, { description: '该部分是否可用', example: 'up' }) status!: string;
  @Wording('为何不可用', 'no answer within 2 s', { optional: true }) detail?: string;
}

export class HealthAnswer {
  @Shown(UP_OR_DOWN, { description: '除 platform 外各部分都可用才是 up', example: 'up' }) status!: string;
  @ApiProperty({
    type: 'object',
    example: { database: { status: 'up' }, kafka: { status: 'up' } },
    additionalProperties: { $ref: '#/components/schemas/PartHealthAnswer' },
    description:
      '各部分：database、ledger、kafka、migrations、consumption、platform（国家平台的下载；不可用时网关照常工作）',
  } as object)
  parts!: Record<string, PartHealthAnswer>;
}
