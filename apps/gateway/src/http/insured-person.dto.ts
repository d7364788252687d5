import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  ValidateNested,
} from 'class-validator';
import { ADMDVS_PATTERN, AMOUNT_PATTERN, ID_PATTERN } from '@libs/national-platform';

/** One enrolment: 310 employee, 390 resident basic medical insurance. */
export class EnrolmentDto {
  @Matches(/^\d{3}$/)
  insutype!: string;

  @IsIn(['ACTIVE', 'ENDED'])
  state!: 'ACTIVE' | 'ENDED';
}

/** A registry row as the core system states it. */
export class InsuredPersonDto {
  @IsString()
  @Matches(/^.{1,50}$/su)
  psn_name!: string;

  @Matches(/^\d{2}$/)
  psn_cert_type!: string;

  @IsString()
  @Matches(/^.{1,40}$/su)
  certno!: string;

  @Matches(new RegExp(ADMDVS_PATTERN))
  insu_admdvs!: string;

  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique((enrolment: EnrolmentDto | null) => enrolment?.insutype)
  @ValidateNested({ each: true })
  @Type(() => EnrolmentDto)
  enrolments!: EnrolmentDto[];

  /** Opens the personal account, in yuan. */
  @IsOptional()
  @Matches(new RegExp(AMOUNT_PATTERN))
  balance?: string;
}

/** Money into or out of a personal account. */
export class MovementDto {
  @Matches(new RegExp(ID_PATTERN))
  movement_id!: string;

  @Matches(new RegExp(AMOUNT_PATTERN))
  @Matches(/[1-9]/)
  amt!: string;

  @IsIn(['IN', 'OUT'])
  direction!: 'IN' | 'OUT';

  @IsString()
  @Matches(/^.{1,200}$/su)
  reason!: string;
}
