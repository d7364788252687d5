import { DIFFERENCE_COLUMNS, signed } from './differences';

/**
 * The statements that add to `difference` what differs by limit (R23, R25) and is not wholly explained by differences of
 * its rows, of this or an earlier day. `from` is the day's first instant, ms UTC.
 */
export function differencesOfLimits(from: number): readonly string[] {
  return [OWN_FIGURES, GAPS, figuresApart(from), `INSERT INTO difference (${DIFFERENCE_COLUMNS}) ${UNEXPLAINED}`];
}

/** Own figures for a day count only lines of it or an earlier one. */
const OWN_FIGURES = `CREATE OR REPLACE TABLE own_figures AS
  SELECT l.mulaid_lmt_id, l.mulaid_rel_id, l.state, l.lmt_amt, l.set_time, g.donor_psn_no,
    l.used_amt - coalesce(x.amt, 0) AS used_amt, l.used_cnt - coalesce(x.cnt, 0) AS used_cnt
  FROM own_limit l JOIN given g USING (mulaid_rel_id)
  LEFT JOIN (SELECT mulaid_lmt_id, sum(${signed('t')})::BIGINT AS amt, count(*) AS cnt FROM later t GROUP BY mulaid_lmt_id) x
    USING (mulaid_lmt_id)`;

/** Whether the platform's figures count a repeated row twice is not known: either way it explains. */
const GAPS = `CREATE OR REPLACE TABLE gap AS
  SELECT mulaid_lmt_id, sum(gap_amt) AS amt, sum(gap_cnt) AS cnt,
    sum(gap_amt) FILTER (kind <> 'DUPLICATE') AS once_amt, sum(gap_cnt) FILTER (kind <> 'DUPLICATE') AS once_cnt
  FROM (SELECT mulaid_lmt_id, gap_amt, gap_cnt, kind FROM difference
        UNION ALL SELECT mulaid_lmt_id, gap_amt, gap_cnt, kind FROM earlier_gap)
  GROUP BY mulaid_lmt_id`;

/** A limit that was revoked here, and is listed with nothing spent, was revoked since. */
function figuresApart(from: number): string {
  return `CREATE OR REPLACE TABLE limit_apart AS
    SELECT CASE WHEN f.place IS NULL THEN 'MISSING_THERE' WHEN o.known THEN 'AMOUNT_DIFFERS' ELSE 'UNKNOWN_LIMIT' END AS kind,
      coalesce(f.place, 0) AS seq, f.place, coalesce(f.mulaid_lmt_id, o.mulaid_lmt_id) AS mulaid_lmt_id,
      coalesce(f.mulaid_rel_id, o.mulaid_rel_id) AS mulaid_rel_id, o.donor_psn_no AS psn_no,
      CASE WHEN o.known THEN o.lmt_amt END AS lmt_here, CASE WHEN o.known THEN o.used_amt END AS used_here,
      CASE WHEN o.known THEN o.used_cnt END AS cnt_here,
      f.lmt_amt AS lmt_there, f.used_amt AS used_there, f.used_cnt AS cnt_there
    FROM (SELECT *, rowid AS place FROM "limit") f
    FULL JOIN (SELECT *, state NOT IN ('REVOKED', 'REFUSED') AS known FROM own_figures) o
      ON o.mulaid_lmt_id = f.mulaid_lmt_id AND o.mulaid_rel_id = f.mulaid_rel_id
    WHERE CASE
      WHEN f.place IS NULL THEN o.state = 'EFFECTIVE' AND o.set_time < ${from}
        AND o.mulaid_lmt_id NOT IN (SELECT mulaid_lmt_id FROM "limit")
      WHEN o.known THEN o.lmt_amt <> f.lmt_amt OR o.used_amt <> f.used_amt OR o.used_cnt <> f.used_cnt
      ELSE NOT (coalesce(o.state, '') = 'REVOKED' AND f.used_amt = 0) END`;
}

const USED_APART = '(coalesce(used_there, 0) - coalesce(used_here, 0))';
const ROWS_APART = '(coalesce(cnt_there, 0) - coalesce(cnt_here, 0))';

/** R26: `used_amt` is shown, where equal `lmt_amt`. */
const SHOWS_LIMIT = `${USED_APART} = 0 AND coalesce(lmt_there, 0) <> coalesce(lmt_here, 0)`;

const UNEXPLAINED = `
  SELECT 3, row_number() OVER (ORDER BY seq, l.mulaid_lmt_id), kind, NULL, 0, l.mulaid_lmt_id, mulaid_rel_id, NULL, psn_no,
    CASE WHEN ${SHOWS_LIMIT} THEN lmt_here ELSE used_here END, CASE WHEN ${SHOWS_LIMIT} THEN lmt_there ELSE used_there END,
    0, 0, NULL, NULL, place
  FROM limit_apart l LEFT JOIN gap g USING (mulaid_lmt_id)
  WHERE NOT ((kind <> 'AMOUNT_DIFFERS' OR lmt_here = lmt_there) AND coalesce(
    (${USED_APART} = g.amt AND ${ROWS_APART} = g.cnt) OR (${USED_APART} = g.once_amt AND ${ROWS_APART} = g.once_cnt), false))`;
