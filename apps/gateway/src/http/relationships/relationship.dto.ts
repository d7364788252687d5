import { CERT_NO_LENGTH, NAME_LENGTH, REASON_LENGTH } from '@libs/national-platform';
import { Field, ListField, ObjectField } from '../request/field';
import { ADMDVS, ID, oneOf, POSITIVE_AMOUNT, text, THREE_DIGITS, TIME, TWO_DIGITS } from '../request/field-rules';

const COMMIT_NO_LENGTH = 64;
/** Limits of one establishment (interface page §3). */
const MOST_LIMITS = 20;

const REQUEST_ID = {
  description: '请求编号，只用一次；超时后用同一编号、相同内容重发',
  example: 'REQ-20261124-000001',
};
const CHANNEL = { description: '渠道：2 省级平台，3 经办窗口', example: '3' };

/** A person as a window states them; the own one is checked against the registry. */
export class StatedPersonDto {
  @Field(ID, { description: '人员编号', example: '44000000000001' }) psn_no!: string;
  @Field(text(NAME_LENGTH), { description: '姓名', example: '张三' }) psn_name!: string;
  @Field(TWO_DIGITS, { description: '证件类型代码，01 为居民身份证', example: '01' }) psn_cert_type!: string;
  @Field(text(CERT_NO_LENGTH), { description: '证件号码', example: '440106199001011234' }) certno!: string;
  @Field(THREE_DIGITS, { description: '险种：310 职工，390 城乡居民', example: '310' }) insutype!: string;
  @Field(ADMDVS, { description: '参保统筹区', example: '440100' }) insu_admdvs!: string;
}

/** One limit to set. */
export class AskedLimitDto {
  @Field(POSITIVE_AMOUNT, { description: '额度，元；大于 0.00', example: '1000.00' }) lmt_amt!: string;
}

/** A relationship to establish. */
export class EstablishmentDto {
  @Field(ID, REQUEST_ID) request_id!: string;
  @ObjectField(StatedPersonDto, '共济人，在本省参加职工医保（310）') donor!: StatedPersonDto;
  @ObjectField(StatedPersonDto, '被共济人，在外省参保') benef!: StatedPersonDto;
  @Field(TWO_DIGITS, {
    description:
      '被共济人是共济人的：01 配偶、02 父母、03 子女、04 兄弟姐妹、05 祖父母、06 外祖父母、07 孙子女、08 外孙子女、09 曾祖辈',
    example: '02',
  })
  rel_type!: string;
  @Field(text(COMMIT_NO_LENGTH), {
    description: '承诺书编号；缺失为 E15',
    example: 'CN-20261124-0001',
    optional: true,
  })
  commit_no?: string;
  @Field(TIME, {
    description: '承诺书签署时间；缺失或晚于当前时间 5 分钟以上为 E15',
    example: '2026-11-24T09:20:00.000+08:00',
    optional: true,
  })
  commit_time?: string;
  @Field(oneOf('2', '3'), CHANNEL) chnl!: '2' | '3';
  @ListField(AskedLimitDto, { least: 1, most: MOST_LIMITS, description: '额度，按此顺序支付' })
  limits!: AskedLimitDto[];
}

/** Another limit of a relationship. */
export class LimitDto extends AskedLimitDto {
  @Field(ID, REQUEST_ID) request_id!: string;
}

/** A party asks for the end of a relationship. */
export class TerminationDto {
  @Field(ID, REQUEST_ID) request_id!: string;
  @Field(oneOf('donor', 'benef'), {
    description: '由谁提出：donor 共济人，benef 被共济人；须是在本省参保的一方，否则为 A01',
    example: 'donor',
  })
  initiator!: 'donor' | 'benef';
  @Field(text(REASON_LENGTH), { description: '终止原因', example: '本人申请' }) reason!: string;
  @Field(oneOf('2', '3'), CHANNEL) chnl!: '2' | '3';
}
