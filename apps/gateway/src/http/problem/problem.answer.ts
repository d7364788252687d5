import { ApiProperty } from '@nestjs/swagger';
import { Wording } from '../openapi/parameters';

/** What every request that is not done answers (RFC 9457). */
export class ProblemAnswer {
  @Wording('urn:mutual-aid: 加错误码', 'urn:mutual-aid:A10') type!: string;
  @Wording('错误码的统一说明', '医保钱包余额不足，保费须由钱包全额支付；请核对钱包余额，或改用其他方式缴费')
  title!: string;
  @ApiProperty({ type: 'integer', description: '与 HTTP 状态相同', example: 422 }) status!: number;
  @Wording(
    '这一次发生了什么、下一步怎么做；A01 以字段路径开头，如 enrolments[0].state',
    '钱包可用200.00元，应缴380.00元',
  )
  detail!: string;
  @Wording('请求的路径', '/api/v1/usages') instance!: string;
  @Wording('错误码：A 码见本文开头的表，E 码为国家平台接口的错误码', 'A10') err_code!: string;
}
