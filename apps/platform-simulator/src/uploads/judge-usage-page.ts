import { yuanToFen } from '@libs/mutual-aid';
import { lineOf, type UsageBooks } from '../usage-books';
import { isUnlike, lowest, type UploadRefusal } from './upload-refusal';
import type { PageLine, UsagePage } from './usage-bodies';

/**
 * Checks a page of an M413 (R28) against the platform's own books: a relationship or limit unknown there, or of another
 * beneficiary region, is E30, a line known with other content E04, lines that draw a limit beyond its amount E32.
 */
export function judgeUsagePage(books: UsageBooks, page: UsagePage, province: string): UploadRefusal | undefined {
  const { mulaid_rel_id, lines } = page;
  const relationship = books.relationship(mulaid_rel_id);
  if (relationship?.benefProvince !== province) return { code: 'E30', field: 'mulaid_rel_id' };
  const refusal = lowest(lines.map((line, index) => judgeLine(books, { ...line, mulaid_rel_id }, `lines[${index}]`)));
  if (refusal) return refusal;
  const isOver = relationship.limits.some((limit) => {
    const lacking = lines.filter((line) => line.mulaid_lmt_id === limit.mulaid_lmt_id && !isKnown(books, line));
    const more = lacking.reduce((sum, { amt, orig_use_id }) => sum + (orig_use_id ? -1n : 1n) * yuanToFen(amt), 0n);
    return yuanToFen(limit.used_amt) + more > yuanToFen(limit.lmt_amt);
  });
  return isOver ? { code: 'E32', field: 'lines' } : undefined;
}

function isKnown(books: UsageBooks, { use_id, line_no }: PageLine): boolean {
  return lineOf(books.byUseId.get(use_id), line_no) !== undefined;
}

function judgeLine(
  books: UsageBooks,
  line: PageLine & { mulaid_rel_id: string },
  field: string,
): UploadRefusal | undefined {
  if (books.limitOf(line) === undefined) return { code: 'E30', field: `${field}.mulaid_lmt_id` };
  const usage = books.byUseId.get(line.use_id);
  const known = lineOf(usage, line.line_no);
  const isOther = usage !== undefined && usage.orig_use_id !== (line.orig_use_id || null);
  return isOther || (known && isUnlike(line, known)) ? { code: 'E04', field: `${field}.use_id` } : undefined;
}
