import { fenToYuan, remedyOf, type DiscrepancyAct, type Fen } from '@libs/mutual-aid';
import { formatTime } from '@libs/national-platform';
import { maskNumber } from '@libs/operations';
import type { DiscrepancyFile } from '@libs/province-store';
import type { DiscrepancyActAnswer, DiscrepancyAnswer } from './discrepancy.answer';

/** A difference as it is answered; the person's number whole for those who may see it. */
export function discrepancyShown({ discrepancy, acts }: DiscrepancyFile, whole: boolean): DiscrepancyAnswer {
  const { id, kind, row, limitId, psnNo, status, here, there } = discrepancy;
  const optional = {
    use_id: row?.useId,
    line_no: row?.lineNo,
    orig_use_id: discrepancy.originalUseId,
    mulaid_rel_id: discrepancy.relationshipId,
    psn_no: psnNo !== undefined && !whole ? maskNumber(psnNo) : psnNo,
    amt_here: yuanIfAny(here),
    amt_there: yuanIfAny(there),
    use_time: timeIfAny(discrepancy.useTime),
    upload_time: timeIfAny(discrepancy.uploadTime),
    file: discrepancy.file,
    file_line: discrepancy.fileLine,
    remedy: status === 'OPEN' || status === 'PROPOSED' ? remedyOf(discrepancy) : undefined,
  };
  return { id, kind, ...given(optional), mulaid_lmt_id: limitId, status, history: acts.map(actShown) };
}

const COLUMNS = [
  'id',
  'kind',
  'use_id',
  'line_no',
  'orig_use_id',
  'mulaid_rel_id',
  'mulaid_lmt_id',
  'psn_no',
  'amt_here',
  'amt_there',
  'use_time',
  'upload_time',
  'file',
  'file_line',
  'status',
] as const satisfies readonly (keyof DiscrepancyAnswer)[];

/** The header line of the list as CSV. */
export const CSV_HEADER = `${COLUMNS.join(',')}\n`;

/** A difference as a line of it: what is absent is empty. */
export function csvLine(shown: DiscrepancyAnswer): string {
  return `${COLUMNS.map((name) => quoted(shown[name] ?? '')).join(',')}\n`;
}

function quoted(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function actShown({ at, act, by, action, note }: DiscrepancyAct): DiscrepancyActAnswer {
  return { at: formatTime(at), act, by, ...given({ action, note }) };
}

/** Without what is absent. */
function given<T extends object>(members: T): { [Name in keyof T]?: NonNullable<T[Name]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: NonNullable<T[Name]>;
  };
}

function yuanIfAny(amount: Fen | undefined): string | undefined {
  return amount === undefined ? undefined : fenToYuan(amount);
}

function timeIfAny(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : formatTime(instant);
}
