import { yuanToFen } from '@libs/mutual-aid';
import { canonicalJson } from '@libs/national-platform';
import { lineOf, type UsageBooks } from '../usage-books';
import type { UploadOf } from './read-upload';
import type { UploadedLine, UploadedReversal, UploadedUsage } from './usage-bodies';
import { isUnlike, lowest, type UploadRefusal } from './upload-refusal';

/**
 * Checks an M411 or M412 against the platform's own books; undefined where it is right. An id known with other content
 * is E04, an unknown relationship, limit or usage E30, a state E31, what is over the limit or does not add up E32.
 */
export function judgeUsage(
  books: UsageBooks,
  upload: UploadOf<'M411'> | UploadOf<'M412'>,
  province: string,
): UploadRefusal | undefined {
  const { body } = upload;
  // What an M413 brought before must be the same here.
  const known = books.byUseId.get(body.use_id);
  const isOther = known !== undefined && (known.upload !== undefined || known.province !== province);
  const unlike = known?.lines.some((line) => isUnlike(body.lines[line.line_no - 1], line));
  if (isOther || unlike) return { code: 'E04', field: 'use_id' };
  if (sumOf(body.lines) !== yuanToFen(body.acct_mulaid_pay)) return { code: 'E32', field: 'acct_mulaid_pay' };
  return upload.infno === 'M411'
    ? judgePayment(books, upload.body, province)
    : judgeReversal(books, upload.body, province);
}

function judgePayment(books: UsageBooks, body: UploadedUsage, province: string): UploadRefusal | undefined {
  if (books.bySettlement.has(`${province} ${body.setl_id}`)) return { code: 'E04', field: 'setl_id' };
  const known = books.byUseId.get(body.use_id);
  const refusals = body.lines.map((line, index) =>
    lineOf(known, line.line_no) ? undefined : judgeLine(books, line, body, `lines[${index}]`),
  );
  const refusal = lowest(refusals);
  if (refusal) return refusal;
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
  // A PENDING one was recorded by the province that pays from it: its answer is on the way on another topic. One that
  // is TERMINATING was paid from before the block.
  const isOver = (state: string): boolean => ['REFUSED', 'REVOKED', 'TERMINATED', 'CLOSED'].includes(state);
  if (isOver(relationship.state) || isOver(limit.state)) return { code: 'E31', field: `${field}.mulaid_lmt_id` };
  const drawn = sumOf(lines.filter((each) => each.mulaid_lmt_id === line.mulaid_lmt_id));
  const isCovered = yuanToFen(limit.used_amt) + drawn <= yuanToFen(limit.lmt_amt);
  return isCovered ? undefined : { code: 'E32', field: `${field}.amt` };
}

/** A reversal is right in every state of its relationship, also after its end (R21). */
function judgeReversal(books: UsageBooks, body: UploadedReversal, province: string): UploadRefusal | undefined {
  const usage = books.byUseId.get(body.orig_use_id);
  const paid = usage?.upload?.infno === 'M411' && usage.province === province ? usage.upload.body : undefined;
  if (paid?.setl_id !== body.setl_id || paid.psn_no !== body.psn_no) return { code: 'E30', field: 'orig_use_id' };
  const other = books.reversalOf.get(body.orig_use_id);
  if (other !== undefined && other !== body.use_id) return { code: 'E31', field: 'orig_use_id' };
  return canonicalJson(paid.lines) === canonicalJson(body.lines) ? undefined : { code: 'E32', field: 'lines' };
}

function sumOf(lines: readonly UploadedLine[]): bigint {
  return lines.reduce((sum, { amt }) => sum + yuanToFen(amt), 0n);
}
