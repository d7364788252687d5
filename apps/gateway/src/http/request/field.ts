import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsObject,
  IsOptional,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationArguments,
} from 'class-validator';
import type { FieldRule } from './field-rules';

const NESTED = 'the DTO of a list or an object';
const CHECK = 'the check of a member by itself';

/** Whether a member of a body, undefined where it is absent, fits its rules. */
export type Check = (value: unknown, body: object) => boolean;

/** A class whose members have rules. */
export type Dto<T extends object = object> = new () => T;

interface About {
  readonly description: string;
  readonly example: string;
  readonly optional?: boolean;
  /** Whether this body must have it; elsewhere it is optional. */
  readonly requiredWhere?: (body: object) => boolean;
}

/**
 * A member of a body: its check, with what it expects as the message, and its schema. That null and "" are absent is
 * not in the schema: of `nullable` generators make members that are always sent.
 */
export function Field(rule: FieldRule, { description, example, optional, requiredWhere }: About): PropertyDecorator {
  const isRequired = optional !== true && requiredWhere === undefined;
  const fits = (value: unknown): boolean => typeof value === 'string' && rule.fits(value);
  const mayLack = (body: object): boolean => !(requiredWhere?.(body) ?? optional !== true);
  const check: Check = (value, body) => (value === undefined ? mayLack(body) : fits(value));
  return applyDecorators(
    (target: object, name: string | symbol) => Reflect.defineMetadata(CHECK, check, target, name),
    ApiProperty({ ...rule.schema, description, example, required: isRequired }),
    ...(optional === true ? [IsOptional()] : []),
    ...(requiredWhere === undefined
      ? []
      : [ValidateIf((body: object, value: unknown) => value !== undefined || requiredWhere(body))]),
    ValidateBy({
      name: 'fits',
      validator: {
        validate: fits,
        defaultMessage: (given?: ValidationArguments) =>
          given?.value === undefined ? `必填，${rule.expects}` : rule.expects,
      },
    }),
  );
}

/** A list of DTOs, from `least` (0) to `most` of them, no two with the same `unique` member where one is named. */
export function ListField<Item extends object>(
  item: Dto<Item>,
  about: { least?: number; most: number; unique?: keyof Item & string; description: string },
): PropertyDecorator {
  const { least = 0, most, unique, description } = about;
  const count = least === 0 ? `最多 ${most} 项` : `${least} 至 ${most} 项`;
  const isUnique = unique === undefined ? '' : `，${unique} 不重复`;
  return applyDecorators(
    ApiProperty({
      type: [item],
      ...(least === 0 ? {} : { minItems: least }),
      maxItems: most,
      description: `${description}；${count}${isUnique}`,
    }),
    IsArray({ message: '必填，应为数组' }),
    ...(least === 0 ? [] : [ArrayMinSize(least, { message: `应为 ${count}` })]),
    ArrayMaxSize(most, { message: least === 0 ? count : `应为 ${count}` }),
    ...(unique === undefined
      ? []
      : // What has no such member is told by its own rule.
        [ArrayUnique((each: Item | undefined) => each?.[unique] ?? Symbol(), { message: `${unique} 不能重复` })]),
    ValidateNested({ each: true, message: '应为 JSON 对象' }),
    nested({ item, isList: true }),
  );
}

/** A member that is an object with rules of its own. */
export function ObjectField<Item extends object>(item: Dto<Item>, description: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: item, description }),
    IsObject({ message: '必填，应为 JSON 对象' }),
    ValidateNested({ message: '应为 JSON 对象' }),
    nested({ item, isList: false }),
  );
}

/** A member whose own members have rules. */
export interface Nested {
  readonly item: Dto;
  readonly isList: boolean;
}

function nested(value: Nested): PropertyDecorator {
  return (target, name) => Reflect.defineMetadata(NESTED, value, target, name);
}

/** The check of a member that has one by itself; a list or an object has none. */
export function checkOf(dto: Dto, member: string): Check | undefined {
  return Reflect.getMetadata(CHECK, dto.prototype as object, member) as Check | undefined;
}

/** What a member is made of where it is a list or an object; undefined where it is neither. */
export function nestedIn(dto: Dto, member: string): Nested | undefined {
  return Reflect.getMetadata(NESTED, dto.prototype as object, member) as Nested | undefined;
}
