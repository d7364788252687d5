import { yuanToFen, type RefusalCode } from '@libs/mutual-aid';
import { canonicalJson } from '@libs/national-platform';
import type { Upload, UploadedLine, UploadedReversal, UploadedUsage } from './upload-bodies';
import type { UsageBooks } from './usage-books';

/** Why the platform refuses an upload, and by which field. */
export interface UploadRefusal {
  readonly code: RefusalCode;
  readonly field: string;
}

/**
 * Checks an upload of a province against the platform's own books; undefined where it is right. An id known with other
 * content is E04, an unknown relationship, limit or usage E30, a state E31, what is over the limit or does not add up E32.
 */
export function judgeUpload(books: UsageBooks, { infno, body }: Upload, province: string): UploadRefusal | undefined {
  if (sumOf(body.lines) !== yuanToFen(body.acct_mulaid_pay)) return { code: 'E32', field: 'acct_mulaid_pay' };
  return infno === 'M411' ? judgeUsage(books, body, province) : judgeReversal(books, body, province);
}

function judgeUsage(books: UsageBooks, body: UploadedUsage, province: string): UploadRefusal | undefined {
  if (books.bySettlement.has(`${province} ${body.setl_id}`)) return { code: 'E04', field: 'setl_id' };
  const refusals = body.lines.map((line, index) => judgeLine(books, line, body, `lines[${index}]`));
  const [lowest] = refusals.filter((each) => each !== undefined).sort((a, b) => (a.code < b.code ? -1 : 1));
  if (lowest) return lowest;
  const paid = [body.acct_pay, body.acct_mulaid_pay, body.psn_cash_pay].reduce(
    (sum, each) => sum + yuanToFen(each),
    0n,
  );
  // R18: premiums are paid by the wallet alone and in full.
  const isPremium = body.scene === '3' || body.scene === '4';
  if (isPremium && body.acct_mulaid_pay !== body.pay_amt) return { code: 'E32', field: 'acct_mulaid_pay' };
  return paid === yuanToFen(body.pay_amt) ? undefined : { code: 'E32', field: 'pay_amt' };
}

function judgeLine(
  books: UsageBooks,
  line: UploadedLine,
  { psn_no, lines }: UploadedUsage,
  field: string,
): UploadRefusal | undefined {
  const found = books.limitOf(line);
  // The wallet of another person is unknown to this one.
  if (found?.relationship.benef_psn_no !== psn_no) return { code: 'E30', field: `${field}.mulaid_lmt_id` };
  const { relationship, limit } = found;
  // A PENDING one was recorded by the province that pays from it: its answer is on the way on another topic.
  const isOver = (state: string): boolean => state === 'REFUSED' || state === 'REVOKED';
  if (isOver(relationship.state) || isOver(limit.state)) return { code: 'E31', field: `${field}.mulaid_lmt_id` };
  const drawn = sumOf(lines.filter((each) => each.mulaid_lmt_id === line.mulaid_lmt_id));
  const isCovered = yuanToFen(limit.used_amt) + drawn <= yuanToFen(limit.lmt_amt);
  return isCovered ? undefined : { code: 'E32', field: `${field}.amt` };
}

function judgeReversal(books: UsageBooks, body: UploadedReversal, province: string): UploadRefusal | undefined {
  const usage = books.byUseId.get(body.orig_use_id);
  const isKnown =
    usage?.upload.infno === 'M411' &&
    usage.province === province &&
    usage.upload.body.setl_id === body.setl_id &&
    usage.upload.body.psn_no === body.psn_no;
  if (!isKnown) return { code: 'E30', field: 'orig_use_id' };
  if (books.reversalOf.has(body.orig_use_id)) return { code: 'E31', field: 'orig_use_id' };
  const isWhole = canonicalJson(usage.upload.body.lines) === canonicalJson(body.lines);
  return isWhole ? undefined : { code: 'E32', field: 'lines' };
}

function sumOf(lines: readonly UploadedLine[]): bigint {
  return lines.reduce((sum, { amt }) => sum + yuanToFen(amt), 0n);
}
