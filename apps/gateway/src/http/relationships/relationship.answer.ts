import { ApiProperty } from '@nestjs/swagger';
import { MASKED } from '../insured-persons/insured-person.answer';
import { Items, Next, Shown, Wording } from '../openapi/parameters';
import { ADMDVS, AMOUNT, ID, oneOf, THREE_DIGITS, TIME, TWO_DIGITS } from '../request/field-rules';

const STATES = ['PENDING', 'EFFECTIVE', 'REFUSED', 'TERMINATING', 'TERMINATED', 'REVOKED'];
const ABOUT_STATES =
  'PENDING 待平台确认；EFFECTIVE 生效；REFUSED 被拒绝；TERMINATING 终止办理中；TERMINATED 已终止；REVOKED 已撤销';

export class StatedPersonAnswer {
  @Shown(ID, { description: '人员编号', example: '51000000000001' }) psn_no!: string;
  @Wording(`姓名${MASKED}`, '李*') psn_name!: string;
  @Shown(TWO_DIGITS, { description: '证件类型代码', example: '01' }) psn_cert_type!: string;
  @Wording(`证件号码${MASKED}`, '510*************34') certno!: string;
  @Shown(THREE_DIGITS, { description: '险种', example: '310' }) insutype!: string;
  @Shown(ADMDVS, { description: '参保统筹区', example: '510100' }) insu_admdvs!: string;
}

export class LimitAnswer {
  @Shown(ID, { description: '共济额度编号', example: '510000L0000000001' }) mulaid_lmt_id!: string;
  @Shown(oneOf('PENDING', 'EFFECTIVE', 'REFUSED', 'REVOKED', 'CLOSED'), {
    description: 'PENDING 待平台确认；EFFECTIVE 生效；REFUSED 被拒绝；REVOKED 已撤销；CLOSED 随关系终止而关闭',
    example: 'EFFECTIVE',
  })
  state!: string;
  @Shown(AMOUNT, { description: '设置的额度，元；不会改变', example: '1000.00' }) lmt_amt!: string;
  @Shown(AMOUNT, { description: '已用，元', example: '100.00' }) used_amt!: string;
  @Shown(AMOUNT, { description: '未用而退还共济人账户的，元', example: '0.00' }) ret_amt!: string;
  @Shown(AMOUNT, { description: '余额：额度减已用减退还，元', example: '900.00' }) balc!: string;
  @Shown(TIME, { description: '设置时间', example: '2026-11-01T08:00:00.000+08:00' }) set_time!: string;
}

export class StateChangeAnswer {
  @Shown(TIME, { description: '何时', example: '2026-11-01T08:00:01.000+08:00' }) at!: string;
  @ApiProperty({
    type: 'string',
    enum: [...STATES, null],
    nullable: true,
    description: '之前的状态；null 表示新建',
    example: 'EFFECTIVE',
  })
  from!: string | null;
  @Shown(oneOf(...STATES), { description: '之后的状态', example: 'REVOKED' }) to!: string;
  @Wording('由何引起：M111、M311、M312 为本省办理，M191 为平台应答，其余为平台报文', 'M103') cause!: string;
}

export class RelationshipAnswer {
  @Shown(ID, { description: '共济关系编号', example: '510000R0000000001' }) mulaid_rel_id!: string;
  @Shown(oneOf(...STATES), { description: ABOUT_STATES, example: 'EFFECTIVE' }) state!: string;
  @Shown(oneOf('donor', 'benef'), { description: '本省一方：donor 共济人，benef 被共济人', example: 'benef' })
  role!: string;
  @ApiProperty({ type: StatedPersonAnswer, description: '共济人' }) donor!: StatedPersonAnswer;
  @ApiProperty({ type: StatedPersonAnswer, description: '被共济人' }) benef!: StatedPersonAnswer;
  @Shown(TWO_DIGITS, { description: '亲属关系代码：01 配偶、02 父母、03 子女等', example: '02' }) rel_type!: string;
  @Wording('承诺书编号', 'CN-20261101-0001') commit_no!: string;
  @Shown(TIME, { description: '承诺书签署时间', example: '2026-11-01T07:50:00.000+08:00' }) commit_time!: string;
  @Shown(oneOf('1', '2', '3'), { description: '渠道：1 国家医保服务平台，2 省级平台，3 经办窗口', example: '1' })
  chnl!: string;
  @Shown(TIME, { description: '建立时间', example: '2026-11-01T08:00:00.000+08:00' }) estab_time!: string;
  @Wording('国家平台拒绝建立的错误码，仅 REFUSED 时有', 'E11', { optional: true }) err_code?: string;
  @ApiProperty({ type: [LimitAnswer], description: '额度，按支付顺序' }) limits!: LimitAnswer[];
  @ApiProperty({ type: [StateChangeAnswer], description: '状态变更，先发生的在前' }) history!: StateChangeAnswer[];
}

export class RelationshipsAnswer {
  @Items(RelationshipAnswer, '此人给予与得到的共济关系，按编号') items!: RelationshipAnswer[];
  @Next('string') next!: string | null;
}
