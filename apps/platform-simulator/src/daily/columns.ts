/** The columns of §6, in the order in which the header line names them. */
export const COLUMNS = {
  usage: [
    ...['use_id', 'line_no', 'orig_use_id', 'setl_id', 'mulaid_rel_id', 'mulaid_lmt_id', 'donor_psn_no'],
    ...['donor_insu_admdvs', 'benef_psn_no', 'benef_insu_admdvs', 'scene', 'amt', 'use_time', 'upload_time'],
  ],
  limit: ['mulaid_rel_id', 'mulaid_lmt_id', 'lmt_amt', 'used_amt', 'used_cnt', 'state'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What a file holds. */
export type FileKind = keyof typeof COLUMNS;

/** A province's part in a day's usage (§6). */
export type Role = 'donor' | 'benef';

/** One row of a file by its columns; "" is null. */
export type FileRow = Readonly<Record<string, string>>;

/** Whose files of which day. */
export interface DayOf {
  readonly province: string;
  /** 20261124, in UTC+8. */
  readonly day: number;
  readonly role: Role;
}

/** A day as the wire writes it, `2026-11-24`, as 20261124; undefined where there is no such day. */
export function readDay(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const date = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
    ? Number(text.replaceAll('-', ''))
    : undefined;
}

/** 20261124 as `2026-11-24`. */
export function writeDay(day: number): string {
  return String(day).replace(/^(....)(..)(..)$/, '$1-$2-$3');
}
