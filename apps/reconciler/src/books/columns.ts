import { AMOUNT_PATTERN } from '@libs/mutual-aid';
import { ADMDVS_PATTERN, ID_PATTERN } from '@libs/national-platform';

/** A column of a day's file, and what stands in it; patterns that JavaScript and DuckDB (RE2) read alike. */
export interface Column {
  readonly name: string;
  readonly pattern: string;
}

const id = within(ID_PATTERN);
const areaCode = within(ADMDVS_PATTERN);
const amount = within(AMOUNT_PATTERN);
// That the day exists in its month is asked besides.
const time =
  '[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}' +
  '(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])';

/** The columns of §6, in its order. Of usage that came to the platform in an M413, it may know neither setl_id nor scene. */
export const COLUMNS = {
  usage: [
    { name: 'use_id', pattern: id },
    { name: 'line_no', pattern: '[1-9][0-9]{0,9}' },
    { name: 'orig_use_id', pattern: `(?:${id})?` },
    { name: 'setl_id', pattern: `(?:${id})?` },
    { name: 'mulaid_rel_id', pattern: id },
    { name: 'mulaid_lmt_id', pattern: id },
    { name: 'donor_psn_no', pattern: id },
    { name: 'donor_insu_admdvs', pattern: areaCode },
    { name: 'benef_psn_no', pattern: id },
    { name: 'benef_insu_admdvs', pattern: areaCode },
    { name: 'scene', pattern: '[1-4]?' },
    { name: 'amt', pattern: amount },
    { name: 'use_time', pattern: time },
    { name: 'upload_time', pattern: time },
  ],
  limit: [
    { name: 'mulaid_rel_id', pattern: id },
    { name: 'mulaid_lmt_id', pattern: id },
    { name: 'lmt_amt', pattern: amount },
    { name: 'used_amt', pattern: amount },
    { name: 'used_cnt', pattern: '(?:0|[1-9][0-9]{0,9})' },
    // Not compared.
    { name: 'state', pattern: '[^\\t]{0,40}' },
  ],
} as const satisfies Record<string, readonly Column[]>;

/** The kinds of a day's files. */
export type FileKind = keyof typeof COLUMNS;

/** The header line of a kind's files, without its end. */
export function headerOf(kind: FileKind): string {
  return COLUMNS[kind].map(({ name }) => name).join('\t');
}

/** The whole of a row as one expression. */
export function rowPattern(kind: FileKind): string {
  return COLUMNS[kind].map(({ pattern }) => pattern).join('\\t');
}

function within(pattern: string): string {
  return pattern.replace(/^\^|\$$/g, '');
}
