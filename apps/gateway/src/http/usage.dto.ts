import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';
import { AMOUNT_PATTERN, ID_PATTERN } from '@libs/national-platform';
import type { Scene } from '@libs/mutual-aid';

const AMOUNT = new RegExp(AMOUNT_PATTERN);
const CODE = /^.{1,40}$/su;

/** What the wallet is asked to pay. */
abstract class PaymentDto {
  @ApiProperty({ description: '被共济人（患者）人员编号', example: '44000000000003' })
  @Matches(new RegExp(ID_PATTERN))
  psn_no!: string;

  @ApiProperty({ enum: ['1', '2', '3', '4'], description: '1 医疗机构 2 零售药店 3 居民医保缴费 4 长护险缴费' })
  @IsIn(['1', '2', '3', '4'])
  scene!: Scene;

  @ApiPropertyOptional({ description: '医疗类别', example: '11' })
  @IsOptional()
  @IsString()
  @Matches(CODE)
  med_type?: string;

  @ApiPropertyOptional({ description: '定点医药机构编号，场景 1、2 必填', example: 'H44010000001' })
  @ValidateIf((dto: PaymentDto) => dto.scene === '1' || dto.scene === '2' || Boolean(dto.fixmedins_code))
  @IsString()
  @Matches(CODE)
  fixmedins_code?: string;

  @ApiProperty({ description: '应付金额，元，两位小数', example: '128.50' })
  @Matches(AMOUNT)
  @Matches(/[1-9]/)
  pay_amt!: string;

  @ApiProperty({ description: '使用时间', example: '2026-11-24T09:30:00.000+08:00' })
  @IsString()
  use_time!: string;
}

/** A payment to be quoted. */
export class UsageQuoteDto extends PaymentDto {
  @ApiPropertyOptional({ description: '结算编号，试算时可不填', example: 'SETL-20261124-000001' })
  @IsOptional()
  @Matches(new RegExp(ID_PATTERN))
  setl_id?: string;
}

/** A payment, whose settlement id is used once. */
export class UsageDto extends PaymentDto {
  @ApiProperty({ description: '结算编号，只用一次；超时后用同一编号重发', example: 'SETL-20261124-000001' })
  @Matches(new RegExp(ID_PATTERN))
  setl_id!: string;
}

/** Why a usage is reversed. */
export class ReversalDto {
  @ApiPropertyOptional({ description: '撤销原因', example: '患者退费' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  reason?: string;
}
