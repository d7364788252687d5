import { AMOUNT_PATTERN, fenToYuan, LARGEST_FEN } from '@libs/mutual-aid';
import {
  ADMDVS_PATTERN,
  ID_LENGTH,
  ID_PATTERN,
  parseTime,
  THREE_DIGITS_PATTERN,
  TIME_PATTERN,
  TWO_DIGITS_PATTERN,
} from '@libs/national-platform';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { Problem } from '../problem/problem';

/** What one kind of field or parameter may hold: its check, its schema and what A01 says of it, from one place. */
export interface FieldRule {
  readonly schema: { readonly type: 'string'; readonly pattern?: string; readonly enum?: string[] } & Pick<
    ApiPropertyOptions & object,
    'minLength' | 'maxLength'
  >;
  readonly fits: (text: string) => boolean;
  /** What is expected, for people. */
  readonly expects: string;
}

/** Ids: compared byte by byte. */
export const ID = patterned(ID_PATTERN, `应为 1 至 ${ID_LENGTH} 位的字母、数字、下划线或连字符`, {
  maxLength: ID_LENGTH,
});

const AMOUNT_LENGTH = fenToYuan(LARGEST_FEN).length;

/** Amounts: yuan as text, two decimals, at most sixteen characters. */
export const AMOUNT = patterned(AMOUNT_PATTERN, '应为以元为单位、两位小数的文本（整数部分最多 13 位），如 128.50', {
  maxLength: AMOUNT_LENGTH,
});

/** A sum of amounts in an answer, which has as many digits as it needs (province-api.md). */
export const SUM = { schema: { type: 'string', pattern: AMOUNT_PATTERN.replace('{0,12}', '*') } } as const;

/** A sum that reversals may make negative. */
export const NET_SUM = { schema: { type: 'string', pattern: SUM.schema.pattern.replace('^', '^-?') } } as const;

/** An amount that is not 0.00. */
export const POSITIVE_AMOUNT = patterned(
  AMOUNT_PATTERN.replace('^', '^(?!0\\.00$)'),
  '应为大于 0.00 的金额：以元为单位、两位小数的文本（整数部分最多 13 位），如 128.50',
  { maxLength: AMOUNT_LENGTH },
);

/** Area codes. */
export const ADMDVS = patterned(ADMDVS_PATTERN, '应为六位数字的区划代码，如 440100');

/** Codes of two and of three digits. */
export const TWO_DIGITS = patterned(TWO_DIGITS_PATTERN, '应为两位数字的代码，如 01');
export const THREE_DIGITS = patterned(THREE_DIGITS_PATTERN, '应为三位数字的险种代码，如 310');

/** A time with its zone; a date or hour that does not exist is none. */
export const TIME: FieldRule = {
  schema: { type: 'string', pattern: TIME_PATTERN },
  fits: (text) => parseTime(text) !== undefined,
  expects: '应为 yyyy-MM-ddTHH:mm:ss.SSS 加时区（Z 或 ±HH:mm）的真实时间，如 2026-11-24T09:30:00.000+08:00',
};

/** What a pattern can say of text in every language: classes such as \p{L} mean something else, or nothing, in some. */
const NO_CONTROLS = '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]+$';

/**
 * Text that people wrote: 1 to `most` characters (code points), one of them visible; no control characters, line
 * separators or half surrogate pairs, which neither the database nor the next system would give back as they came.
 */
export function text(most: number): FieldRule {
  const expression = new RegExp(
    `^(?=.*[\\p{L}\\p{N}\\p{P}\\p{S}\\p{Co}])[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]{1,${most}}$`,
    'u',
  );
  return {
    schema: { type: 'string', pattern: NO_CONTROLS, minLength: 1, maxLength: most },
    fits: (given) => expression.test(given),
    expects: `应为 1 至 ${most} 个字符的文本，不能只有空白，不能含换行等控制字符`,
  };
}

/** One of a few words. */
export function oneOf(...words: string[]): FieldRule {
  return {
    schema: { type: 'string', enum: words },
    fits: (given) => words.includes(given),
    expects: `应为 ${words.join('、')} 之一`,
  };
}

/** A field by a pattern. */
export function patterned(pattern: string, expects: string, lengths: object = {}): FieldRule {
  const expression = new RegExp(pattern, 'u');
  return { schema: { type: 'string', pattern, ...lengths }, fits: (given) => expression.test(given), expects };
}

/** A path or query parameter that must be there; A01 where it does not fit. */
export function checked(rule: FieldRule, name: string, given: string | undefined): string {
  if (typeof given === 'string' && rule.fits(given)) return given;
  throw Problem.field(name, given === undefined ? `必填，${rule.expects}` : rule.expects);
}

/** The same where it may be left out. */
export function checkedIfGiven(rule: FieldRule, name: string, given: string | undefined): string | undefined {
  return given === undefined ? undefined : checked(rule, name, given);
}

/** An id from a path or query; A01 where it is none. */
export function checkId(name: string, value: string | undefined): string {
  return checked(ID, name, value);
}
