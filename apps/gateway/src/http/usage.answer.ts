import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

// What the usage requests answer, for the OpenAPI document.

export class ProblemAnswer {
  @ApiProperty({ example: 'urn:mutual-aid:A10' }) type!: string;
  @ApiProperty({ example: '钱包余额不足以全额支付，请改用其他方式' }) title!: string;
  @ApiProperty({ example: 422 }) status!: number;
  @ApiProperty({ description: '发生了什么、下一步怎么做' }) detail!: string;
  @ApiProperty({ example: '/api/v1/usages' }) instance!: string;
  @ApiProperty({ example: 'A10' }) err_code!: string;
}

export class UsageLineAnswer {
  @ApiProperty({ example: 1 }) line_no!: number;
  @ApiProperty() mulaid_rel_id!: string;
  @ApiProperty() mulaid_lmt_id!: string;
  @ApiProperty({ example: '100.00', description: '本额度支付金额' }) amt!: string;
  @ApiProperty({ example: '900.00', description: '支付后该额度余额' }) balc!: string;
}

export class QuoteAnswer {
  @ApiProperty({ example: '128.50' }) pay_amt!: string;
  @ApiProperty({ example: '28.50', description: '本人个人账户支付' }) acct_pay!: string;
  @ApiProperty({ example: '100.00', description: '共济钱包支付' }) acct_mulaid_pay!: string;
  @ApiProperty({ example: '0.00', description: '现金支付' }) psn_cash_pay!: string;
  @ApiProperty({ type: [UsageLineAnswer] }) lines!: UsageLineAnswer[];
}

export class UsageAnswer extends QuoteAnswer {
  @ApiProperty() use_id!: string;
  @ApiProperty() setl_id!: string;
}

export class UploadAnswer {
  @ApiProperty({ enum: ['NONE', 'PENDING', 'CONFIRMED', 'REFUSED'] }) state!: string;
  @ApiPropertyOptional({ description: '国家平台接收时间' }) upload_time?: string;
  @ApiPropertyOptional({ description: '国家平台拒绝的错误码' }) err_code?: string;
}

export class ReversalAnswer {
  @ApiProperty() use_id!: string;
  @ApiProperty() orig_use_id!: string;
  @ApiProperty() setl_id!: string;
  @ApiProperty() use_time!: string;
  @ApiProperty() acct_pay!: string;
  @ApiProperty() acct_mulaid_pay!: string;
  @ApiProperty() psn_cash_pay!: string;
  @ApiProperty({ type: [UsageLineAnswer] }) lines!: UsageLineAnswer[];
}

export class UploadedReversalAnswer extends ReversalAnswer {
  @ApiProperty({ type: UploadAnswer }) upload!: UploadAnswer;
}

export class UsageNowAnswer extends UsageAnswer {
  @ApiProperty({ enum: ['PAID', 'REVERSED'] }) state!: string;
  @ApiPropertyOptional({ type: UploadedReversalAnswer }) reversal?: UploadedReversalAnswer;
  @ApiProperty({ type: UploadAnswer }) upload!: UploadAnswer;
}

export class WalletLimitAnswer {
  @ApiProperty() mulaid_rel_id!: string;
  @ApiProperty() mulaid_lmt_id!: string;
  @ApiProperty({ example: '510100', description: '共济人参保统筹区' }) donor_admdvs!: string;
  @ApiProperty() lmt_amt!: string;
  @ApiProperty() used_amt!: string;
  @ApiProperty() balc!: string;
  @ApiProperty() set_time!: string;
}

export class WalletAnswer {
  @ApiProperty() psn_no!: string;
  @ApiProperty({ example: '900.00', description: '钱包可用总额' }) balc!: string;
  @ApiProperty({ type: [WalletLimitAnswer], description: '按支付顺序' }) limits!: WalletLimitAnswer[];
}
