import { ApiProperty } from '@nestjs/swagger';
import { Count, Shown, Wording } from '../openapi/parameters';
import { ADMDVS, ID, oneOf, SUM, THREE_DIGITS, TWO_DIGITS } from '../request/field-rules';

/** What names and certificate numbers say of their masks. */
export const MASKED = '；core、auditor 以外的角色只见掩码';

/** As many refused lines of an import are listed; of the others only the number is told. */
export const MOST_LISTED = 1000;

export class EnrolmentAnswer {
  @Shown(THREE_DIGITS, { description: '险种：310 职工，390 城乡居民', example: '310' }) insutype!: string;
  @Shown(oneOf('ACTIVE', 'ENDED'), { description: 'ACTIVE 正常参保，ENDED 已终止', example: 'ACTIVE' }) state!: string;
}

export class InsuredPersonAnswer {
  @Shown(ID, { description: '人员编号', example: '44000000000003' }) psn_no!: string;
  @Wording(`姓名${MASKED}`, '张三') psn_name!: string;
  @Shown(TWO_DIGITS, { description: '证件类型代码', example: '01' }) psn_cert_type!: string;
  @Wording(`证件号码${MASKED}`, '440106199001011234') certno!: string;
  @Shown(ADMDVS, { description: '参保统筹区', example: '440100' }) insu_admdvs!: string;
  @ApiProperty({ type: [EnrolmentAnswer], description: '参保登记' }) enrolments!: EnrolmentAnswer[];
  @Shown(SUM, { description: '个人账户余额，元；没有账户时没有此项', example: '1000.00', optional: true })
  balance?: string;
}

export class RefusedLineAnswer {
  @Count('行号，从 1 起，空行也计数', 2) line!: number;
  @Shown(oneOf('A01', 'A06', 'A09'), { description: '拒绝的错误码', example: 'A01' }) err_code!: string;
  @Wording('该行为何被拒绝', 'body：该行不是 JSON 对象') detail!: string;
}

export class ImportAnswer {
  @Count('登记或更新的行数', 1) accepted!: number;
  @Count('没有登记的行数', 1) refused_count!: number;
  @ApiProperty({
    type: [RefusedLineAnswer],
    maxItems: MOST_LISTED,
    description: `没有登记的行，按行号，至多列出前 ${MOST_LISTED} 行；其余的行不受影响`,
  })
  refused!: RefusedLineAnswer[];
}

export class ChangeAnswer {
  @Shown(ID, { description: '人员编号', example: '44000000000003' }) psn_no!: string;
  @ApiProperty({
    type: [String],
    description: '由此开始终止、已告知国家平台（M312）的共济关系；等待平台确认的（PENDING）确认之后再终止，不在其中',
    example: ['510000R0000000001'],
  })
  mulaid_rel_ids!: string[];
}
