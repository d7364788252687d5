import type { RepairAction } from '@libs/mutual-aid';
import { Field } from '../request/field';
import { oneOf, text } from '../request/field-rules';

/** Code points that a note may have. */
const NOTE_LENGTH = 1000;

/** What would mend a difference, and why. */
export class ProposalDto {
  @Field(oneOf('APPLY', 'UPLOAD_AGAIN'), {
    description: 'APPLY 把平台的行入账（donor）；UPLOAD_AGAIN 重新上传本省的行（benef）',
    example: 'APPLY',
  })
  action!: RepairAction;

  @Field(text(NOTE_LENGTH), { description: '说明', example: '对方省已确认此笔使用' }) note!: string;
}

/** Why a difference is put up with. */
export class ClosingDto {
  @Field(text(NOTE_LENGTH), { description: '说明', example: '平台已确认为重复行，不再处理' }) note!: string;
}
