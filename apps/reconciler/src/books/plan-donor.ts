import { appliedOfDay, pendingLimits, pendingRelationships } from '@libs/province-store';
import { findLaterCopies } from './copies';
import { KEY_HASH, LINE } from './own-rows';
import type { DonorPlan, StageGiven } from './stage';
import { withBooks } from './with-books';

/**
 * What of a checked day is to be applied (R23): every row but later copies of one, and those that are applied already for
 * this day, as in a repeated or resumed run. And which relationships and limits that are PENDING here the day's files
 * name.
 */
export async function planDonor(given: StageGiven): Promise<DonorPlan> {
  const { day } = given;
  return withBooks(given, async ({ books, bring }) => {
    await findLaterCopies(books);
    await bring({ table: 'planned_applied', sql: appliedOfDay(day), columns: LINE, more: KEY_HASH });
    await bring({ table: 'pending_relationship', sql: pendingRelationships(), columns: { mulaid_rel_id: 'VARCHAR' } });
    await bring({
      table: 'pending_limit',
      sql: pendingLimits(),
      columns: { mulaid_lmt_id: 'VARCHAR', mulaid_rel_id: 'VARCHAR' },
    });
    return {
      toApply: await books.write(TO_APPLY, 'apply.tsv'),
      toConfirm: await books.write(TO_CONFIRM, 'confirm.tsv'),
    };
  });
}

/** The donor's rows keep together: a limit then lies whole in one batch, in its order. */
const TO_APPLY = `
  SELECT donor_psn_no, rowid, use_id, line_no, orig_use_id, mulaid_rel_id, mulaid_lmt_id, amt, use_ms, upload_ms
  FROM "usage" u
  WHERE rowid NOT IN (SELECT seq FROM later_copy) AND NOT EXISTS (
    SELECT 1 FROM planned_applied a WHERE a.h = u.h AND a.use_id = u.use_id AND a.line_no = u.line_no AND a.amt = u.amt
      AND a.mulaid_lmt_id = u.mulaid_lmt_id AND a.mulaid_rel_id = u.mulaid_rel_id
      AND a.orig_use_id IS NOT DISTINCT FROM u.orig_use_id)
  ORDER BY donor_psn_no, rowid`;

/** A row that is to be applied confirms what it names by itself. */
const TO_CONFIRM = `
  SELECT DISTINCT mulaid_rel_id, mulaid_lmt_id FROM (
    SELECT mulaid_rel_id, mulaid_lmt_id FROM "limit"
    UNION ALL
    SELECT mulaid_rel_id, mulaid_lmt_id FROM "usage" WHERE rowid IN (SELECT seq FROM later_copy)) named
  WHERE mulaid_rel_id IN (SELECT mulaid_rel_id FROM pending_relationship)
     OR (mulaid_lmt_id, mulaid_rel_id) IN (SELECT (mulaid_lmt_id, mulaid_rel_id) FROM pending_limit)
  ORDER BY mulaid_rel_id, mulaid_lmt_id`;
