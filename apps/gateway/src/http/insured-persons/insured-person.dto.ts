import { CERT_NO_LENGTH, NAME_LENGTH } from '@libs/national-platform';
import { Field, ListField } from '../request/field';
import { ADMDVS, AMOUNT, oneOf, text, THREE_DIGITS, TIME, TWO_DIGITS } from '../request/field-rules';

/** One enrolment: 310 employee, 390 resident basic medical insurance. */
export class EnrolmentDto {
  @Field(THREE_DIGITS, {
    description: '险种：310 职工基本医保，390 城乡居民基本医保，其他三位代码照收',
    example: '310',
  })
  insutype!: string;

  @Field(oneOf('ACTIVE', 'ENDED'), { description: 'ACTIVE 正常参保，ENDED 已终止', example: 'ACTIVE' })
  state!: 'ACTIVE' | 'ENDED';
}

/** A registry row as the core system states it. */
export class InsuredPersonDto {
  @Field(text(NAME_LENGTH), { description: '姓名', example: '张三' })
  psn_name!: string;

  @Field(TWO_DIGITS, { description: '证件类型代码，01 为居民身份证', example: '01' })
  psn_cert_type!: string;

  @Field(text(CERT_NO_LENGTH), { description: '证件号码；比对时不分大小写', example: '440106199001011234' })
  certno!: string;

  @Field(ADMDVS, { description: '参保统筹区；必须属于本省（前两位与本省相同）', example: '440100' })
  insu_admdvs!: string;

  @ListField(EnrolmentDto, { most: 20, unique: 'insutype', description: '参保登记' })
  enrolments!: EnrolmentDto[];

  /** Opens the personal account, in yuan. */
  @Field(AMOUNT, {
    description:
      '期初余额：以此开立个人账户；账户有过变动（入账、出账、冻结）后，与期初相同的金额不改变任何数据，不同的为 A09。不开户则不填',
    example: '1000.00',
    optional: true,
  })
  balance?: string;
}

/** A person's insurance ends, or moves to another pooling region (R8). */
export class ChangeDto {
  @Field(oneOf('END', 'TRANSFER'), {
    description: 'END 参保终止（退休后仍参加职工医保的除外；死亡、退保等），TRANSFER 转移到其他统筹区',
    example: 'END',
  })
  chg_type!: 'END' | 'TRANSFER';

  @Field(TIME, {
    description: '变更时间；晚于当前时间 5 分钟以上为 A01',
    example: '2026-11-24T09:30:00.000+08:00',
  })
  chg_time!: string;
}
