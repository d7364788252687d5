import { applyDecorators } from '@nestjs/common';
import { ApiParam, ApiProperty, ApiQuery } from '@nestjs/swagger';
import { ID, type FieldRule } from '../request/field-rules';
import { MOST_ITEMS, NUMBER_CURSOR, USUAL_LIMIT } from '../request/paging';

/** An id in the path. */
export const IdParam = (name: string, description: string, example: string, rule: FieldRule = ID) =>
  ApiParam({ name, description, schema: { ...rule.schema, example } });

/** A query parameter. */
export const Query = (
  name: string,
  rule: FieldRule,
  about: { description: string; example: string; required?: boolean },
) => {
  const { description, example, required = false } = about;
  return ApiQuery({ name, description, required, schema: { ...rule.schema, example } });
};

/** `?limit=&after=` of a list. */
export const Paged = (cursor: FieldRule = NUMBER_CURSOR, example = '120') =>
  applyDecorators(
    ApiQuery({
      name: 'limit',
      required: false,
      description: '每页最多几项',
      schema: { type: 'integer', minimum: 1, maximum: MOST_ITEMS, default: USUAL_LIMIT, example: USUAL_LIMIT },
    }),
    Query('after', cursor, { description: '上一页答复中的 next；第一页不填', example }),
  );

interface About {
  readonly description: string;
  readonly example?: unknown;
  readonly optional?: boolean;
  readonly nullable?: boolean;
}

/** A member of an answer, by the rule of its kind. */
export const Shown = (rule: Pick<FieldRule, 'schema'>, { optional = false, ...about }: About) =>
  ApiProperty({ ...rule.schema, ...about, required: !optional });

/** A member that is a whole number from 0. */
export const Count = (description: string, example: number) =>
  ApiProperty({ type: 'integer', minimum: 0, description, example });

/** Free text of an answer. */
export const Wording = (description: string, example: string | null, about: Partial<About> = {}) =>
  Shown({ schema: { type: 'string' } }, { description, example, ...about });

/** `items` and `next` of a list. */
export const Items = (item: new () => object, description: string) => ApiProperty({ type: [item], description });
export const Next = (cursor: 'integer' | 'string', example: unknown = null) =>
  ApiProperty({ type: cursor, nullable: true, example, description: '下一页的 after；null 表示没有更多' });
