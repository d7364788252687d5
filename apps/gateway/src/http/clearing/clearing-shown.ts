import { clearingDifferences, fenToYuan, type ClearingFigures } from '@libs/mutual-aid';
import { formatTime, writeClearing } from '@libs/national-platform';
import type { ClearingLine, MonthFigures, StatementRow } from '@libs/province-store';
import type { ClearingFiguresAnswer, ClearingStatementAnswer, ClearingUsageAnswer } from './clearing.answer';

/** A month as this province has it, beside the platform's statement where there is one. */
export function clearingShown(
  clrYm: string,
  { counterpart, own_region }: MonthFigures,
  statement: StatementRow | undefined,
): ClearingStatementAnswer {
  const own = { clr_ym: clrYm, lines: counterpart.map(writeClearing), regions: own_region.map(writeClearing) };
  if (statement === undefined) return { ...own, differences: [] };
  const { msgid, at, lines } = statement;
  const differences = clearingDifferences(counterpart, lines);
  return {
    ...own,
    statement: { msgid, at: formatTime(at), lines: lines.map(writeClearing) },
    result: differences.length === 0 ? 'MATCH' : 'MISMATCH',
    differences: differences.map(({ admdvs, here, there }) => ({
      admdvs,
      here: figuresShown(here),
      there: figuresShown(there),
    })),
  };
}

/** One line that counts in a month. */
export function clearingLineShown(line: ClearingLine): ClearingUsageAnswer {
  const { originalUseId } = line;
  return {
    role: line.role,
    mulaid_rel_id: line.relationshipId,
    mulaid_lmt_id: line.limitId,
    use_id: line.useId,
    ...(originalUseId === undefined ? {} : { orig_use_id: originalUseId }),
    line_no: line.lineNo,
    amt: fenToYuan(line.amount),
    use_time: formatTime(line.useTime),
    upload_time: formatTime(line.uploadTime),
  };
}

function figuresShown(figures: ClearingFigures): ClearingFiguresAnswer {
  const { payable_amt, payable_cnt, receivable_amt, receivable_cnt } = writeClearing(figures);
  return { payable_amt, payable_cnt, receivable_amt, receivable_cnt };
}
