import { spanOfPeriod } from '@libs/mutual-aid';
import { parseTime } from '@libs/national-platform';
import { isRefusedOrRevoked, type BookedRelationship, type Books } from '../books';
import { plus, type UsageBooks, type UsageRow } from '../usage-books';
import type { DayOf, FileRow } from './columns';

/** A day's usage of a province by its role, in order of receipt (R23). */
export function usageRows(books: UsageBooks, { province, day, role }: DayOf): FileRow[] {
  const { from, until } = spanOfPeriod(day);
  return books.received.flatMap((row) => {
    const relationship = books.relationship(row.mulaid_rel_id);
    const at = receivedAt(row);
    return relationship && provinceOf(relationship, role) === province && at >= from && at < until
      ? [usageRow(books, row, relationship)]
      : [];
  });
}

/** The limits of a donor region as of the end of a day, those revoked or refused left out (§6, R23). */
export function limitRows({ relationships }: Books, usage: UsageBooks, { province, day }: DayOf): FileRow[] {
  const { until } = spanOfPeriod(day);
  const listed = [...relationships.values()].filter(
    (each) => each.donorProvince === province && each.isAtDonor && !isRefusedOrRevoked(each),
  );
  return listed.flatMap((relationship) => {
    const { mulaid_rel_id, limits } = relationship;
    const rows = usage.rowsOf(mulaid_rel_id).filter((row) => receivedAt(row) < until);
    return limits
      .filter(({ state, bookedAt = 0 }) => state !== 'REVOKED' && bookedAt < until)
      .map(({ mulaid_lmt_id, lmt_amt, state }) => {
        const own = rows.filter((row) => row.mulaid_lmt_id === mulaid_lmt_id);
        const used_amt = own.reduce((sum, row) => plus(sum, row.amt, row.orig_use_id === null ? 1 : -1), '0.00');
        return { mulaid_rel_id, mulaid_lmt_id, lmt_amt, used_amt, used_cnt: String(own.length), state };
      });
  });
}

function usageRow(books: UsageBooks, row: UsageRow, relationship: BookedRelationship): FileRow {
  const { use_id, line_no, orig_use_id, mulaid_rel_id, mulaid_lmt_id, amt, use_time, upload_time } = row;
  const { donorProvince, benefProvince, donor_psn_no, benef_psn_no } = relationship;
  const upload = books.byUseId.get(orig_use_id ?? use_id)?.upload;
  return {
    use_id,
    line_no: String(line_no),
    orig_use_id: orig_use_id ?? '',
    // What came in an M413 alone has neither, until its M411 is here.
    setl_id: upload?.body.setl_id ?? '',
    mulaid_rel_id,
    mulaid_lmt_id,
    donor_psn_no,
    donor_insu_admdvs: relationship.donor_insu_admdvs ?? donorProvince,
    benef_psn_no,
    benef_insu_admdvs: relationship.benef_insu_admdvs ?? benefProvince,
    scene: upload?.infno === 'M411' ? upload.body.scene : '',
    amt,
    use_time,
    upload_time,
  };
}

function provinceOf({ donorProvince, benefProvince }: BookedRelationship, role: DayOf['role']): string {
  return role === 'donor' ? donorProvince : benefProvince;
}

/** When the platform had a row, ms UTC. */
export function receivedAt({ upload_time }: UsageRow): number {
  return parseTime(upload_time) ?? 0;
}
