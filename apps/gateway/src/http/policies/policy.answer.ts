import { ApiProperty } from '@nestjs/swagger';
import { Items, Next, Shown, Wording } from '../openapi/parameters';
import { AMOUNT } from '../request/field-rules';

const count = (description: string, example: number) =>
  ApiProperty({ type: 'integer', minimum: 0, required: false, description, example });
const amount = (description: string, example: string) => Shown(AMOUNT, { description, example, optional: true });

/** What is left out is not capped. */
export class CapsAnswer {
  @count('每日设置次数', 5) settings_per_day?: number;
  @count('每月设置次数', 20) settings_per_month?: number;
  @count('每年设置次数', 100) settings_per_year?: number;
  @amount('单次额度下限，元', '1.00') amount_min?: string;
  @amount('单次额度上限，元', '20000.00') amount_max?: string;
  @amount('每月设置总额，元', '50000.00') amount_per_month?: string;
  @amount('每年设置总额，元', '200000.00') amount_per_year?: string;
  @amount('未用额度合计，元', '100000.00') outstanding_max?: string;
  @count('被共济人数', 8) beneficiaries_max?: number;
}

const kinship = (required: boolean) =>
  ApiProperty({
    type: 'array',
    items: { type: 'string', pattern: '^0[1-9]$' },
    required,
    example: ['01', '02', '03'],
    description: '允许的亲属关系代码；不填为全部九种',
  } as object);

const payers = { type: 'array', items: { type: 'string', enum: ['account', 'wallet'] } };
const paymentOrder = (required: boolean) =>
  ApiProperty({
    type: 'object',
    required,
    additionalProperties: payers,
    example: { 1: ['account', 'wallet'], 2: ['wallet', 'account'], 3: ['wallet'], 4: ['wallet'] },
    description: '各场景的支付顺序：account 本人个人账户，wallet 共济钱包；场景 3、4 总是只有 wallet',
  } as object);

export class PolicyOverrideAnswer {
  @kinship(false) kinship?: string[];
  @ApiProperty({ type: CapsAnswer, required: false, description: '上限；没有的项不设上限' }) caps?: CapsAnswer;
  @paymentOrder(false) payment_order?: Record<string, string[]>;
}

export class PolicyAnswer extends PolicyOverrideAnswer {
  @Wording('生效时间，如政策文件所写（毫秒可略）', '2026-01-01T00:00:00+08:00') effective_from!: string;
  @ApiProperty({
    type: 'object',
    required: false,
    example: { 440300: { caps: { amount_max: '30000.00' } } },
    additionalProperties: { $ref: '#/components/schemas/PolicyOverrideAnswer' },
    description: '统筹区另有规定的，按六位区划代码；只写与全省不同的项',
  } as object)
  pooling_regions?: Record<string, PolicyOverrideAnswer>;
}

export class PoliciesAnswer {
  @Items(PolicyAnswer, '政策文件中的全部政策') items!: PolicyAnswer[];
  @Next('integer') next!: number | null;
}

export class EffectivePolicyAnswer {
  @Wording('所用政策的生效时间；当时没有政策生效为 null', '2026-01-01T00:00:00+08:00', { nullable: true })
  effective_from!: string | null;
  @kinship(true) kinship!: string[];
  @ApiProperty({ type: CapsAnswer, description: '上限，统筹区的规定已并入；没有的项不设上限' }) caps!: CapsAnswer;
  @paymentOrder(true) payment_order!: Record<string, string[]>;
}
