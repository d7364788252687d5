import { periodsOf, type RunDay, type RunRole } from '@libs/mutual-aid';
import { parseDay } from '@libs/national-platform';
import { checked, oneOf, type FieldRule } from '../request/field-rules';

/** A calendar day in UTC+8 that exists. */
export const DATE: FieldRule = {
  schema: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
  fits: (text) => parseDay(text) !== undefined,
  expects: '应为 yyyy-MM-dd 的真实日期，如 2026-06-01',
};

/** Which region a day is reconciled as. */
export const ROLE = oneOf('donor', 'benef');

/** The day and role that a path names; A01 where it names none. */
export function dayAsked({ date, role }: { readonly date: string; readonly role: string }): RunDay {
  return { day: dayOf('date', date), role: checked(ROLE, 'role', role) as RunRole };
}

/** A date of the path or query as periodsOf numbers days. */
export function dayOf(name: string, given: string): number {
  return Number(checked(DATE, name, given).replaceAll('-', ''));
}

/** The day that it is now. */
export function today(now: number): number {
  return periodsOf(now).day;
}
