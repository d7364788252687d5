import { ApiProperty } from '@nestjs/swagger';
import { Count, Shown, Wording } from '../openapi/parameters';
import { SUM } from '../request/field-rules';

const sum = (description: string, example: string) => Shown(SUM, { description, example });

export class LimitSumsAnswer {
  @Count('额度数', 3) count!: number;
  @sum('设置合计，元', '3000.00') lmt_amt!: string;
  @sum('已用合计，元', '100.00') used_amt!: string;
  @sum('退还合计，元', '0.00') ret_amt!: string;
  @sum('余额合计，元', '2900.00') balc!: string;
}

export class AccountSumsAnswer {
  @Count('账户数', 2) count!: number;
  @sum('余额合计，元', '1800.00') balance!: string;
  @sum('冻结合计，元', '200.00') frozen!: string;
}

export class ViolationAnswer {
  @Wording('哪一条守恒不成立，如 LIMIT_NOT_CONSERVED、FROZEN_DIFFERS、BALANCE_DIFFERS', 'FROZEN_DIFFERS') kind!: string;
  @Wording('额度、人员或使用编号', '44000000000003') id!: string;
  @Wording('应有的数，单位分', '20000') expected!: string;
  @Wording('实有的数，单位分', '10000') found!: string;
}

export class ConservationAnswer {
  @ApiProperty({ description: '全部守恒', example: true }) ok!: boolean;
  @ApiProperty({ type: LimitSumsAnswer }) limits!: LimitSumsAnswer;
  @ApiProperty({ type: AccountSumsAnswer }) accounts!: AccountSumsAnswer;
  @ApiProperty({ type: [ViolationAnswer], description: '不守恒之处，每类最多 1000 条；守恒时为 []', example: [] })
  violations!: ViolationAnswer[];
}
