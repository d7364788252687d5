import { fen, fenToYuan, type Role } from '@libs/mutual-aid';
import type { DataSource } from 'typeorm';

/** One place where the money does not add up. Figures in fen. */
export interface Violation {
  readonly kind: string;
  readonly id: string;
  readonly expected: string;
  readonly found: string;
}

/** R31 over the whole database. */
export interface Conservation {
  readonly ok: boolean;
  readonly limits: { count: number; amount: string; used: string; returned: string; remaining: string };
  readonly accounts: { count: number; balance: string; frozen: string };
  readonly violations: readonly Violation[];
}

const LISTED = 1000;

const CHECKS: readonly { kind: string; sql: string }[] = [
  {
    kind: 'LIMIT_NOT_CONSERVED',
    sql: `SELECT mulaid_lmt_id AS id, lmt_amt AS expected, used_amt + ret_amt AS found FROM mulaid_limit
      WHERE used_amt < 0 OR ret_amt < 0 OR used_amt + ret_amt > lmt_amt
         OR (state IN ('REVOKED', 'REFUSED') AND (used_amt <> 0 OR ret_amt <> lmt_amt))
         OR (state = 'CLOSED' AND used_amt + ret_amt <> lmt_amt)`,
  },
  {
    kind: 'FROZEN_DIFFERS',
    sql: `SELECT p.psn_no AS id, COALESCE(l.remaining, 0) AS expected, COALESCE(p.frozen, 0) AS found
      FROM insured_person p LEFT JOIN (
        SELECT r.donor_psn_no AS psn_no, SUM(l.lmt_amt - l.used_amt - l.ret_amt) AS remaining
        FROM relationship r JOIN mulaid_limit l USING (mulaid_rel_id)
        WHERE r.role = 'donor' AND l.state IN ('PENDING', 'EFFECTIVE') GROUP BY r.donor_psn_no) l USING (psn_no)
      WHERE COALESCE(p.frozen, 0) <> COALESCE(l.remaining, 0)`,
  },
  {
    kind: 'BALANCE_DIFFERS',
    sql: `SELECT p.psn_no AS id, p.opening + COALESCE(m.moved, 0) - COALESCE(u.used, 0) - COALESCE(o.paid, 0) AS expected,
          p.balance AS found
      FROM insured_person p LEFT JOIN (
        SELECT psn_no, SUM(IF(direction = 'IN', amt, -amt)) AS moved FROM account_movement GROUP BY psn_no) m USING (psn_no)
      LEFT JOIN (
        SELECT r.donor_psn_no AS psn_no, SUM(l.used_amt) AS used FROM relationship r JOIN mulaid_limit l USING (mulaid_rel_id)
        WHERE r.role = 'donor' GROUP BY r.donor_psn_no) u USING (psn_no)
      LEFT JOIN (
        SELECT psn_no, SUM(acct_pay) AS paid FROM usage_record WHERE reversal_use_id IS NULL GROUP BY psn_no) o USING (psn_no)
      WHERE p.balance IS NOT NULL
        AND p.balance <> p.opening + COALESCE(m.moved, 0) - COALESCE(u.used, 0) - COALESCE(o.paid, 0)`,
  },
  { kind: 'USAGE_LINES_DIFFER', sql: limitsUnlikeTheirLines('benef', 'usage_line') },
  { kind: 'APPLIED_LINES_DIFFER', sql: limitsUnlikeTheirLines('donor', 'applied_line') },
  {
    kind: 'USAGE_NOT_ITS_LINES',
    sql: `SELECT g.use_id AS id, g.acct_mulaid_pay AS expected, COALESCE(l.amt, 0) AS found
      FROM usage_record g LEFT JOIN (SELECT use_id, SUM(amt) AS amt FROM usage_line GROUP BY use_id) l USING (use_id)
      WHERE g.acct_mulaid_pay <> COALESCE(l.amt, 0)`,
  },
  {
    kind: 'ACCOUNT_OUT_OF_BOUNDS',
    sql: `SELECT psn_no AS id, balance AS expected, frozen AS found FROM insured_person
      WHERE balance < 0 OR frozen < 0 OR frozen > balance OR opening < 0`,
  },
  {
    kind: 'TRAIL_DIFFERS',
    sql: `SELECT p.psn_no AS id, CONCAT(p.balance, '/', p.frozen) AS expected, CONCAT(e.balance, '/', e.frozen) AS found
      FROM insured_person p JOIN (
        SELECT psn_no, MAX(batch_id * 100000 + line) AS last FROM ledger_entry WHERE amt IS NOT NULL GROUP BY psn_no) t USING (psn_no)
      JOIN ledger_entry e ON e.batch_id = FLOOR(t.last / 100000) AND e.line = MOD(t.last, 100000)
      WHERE e.balance <> p.balance OR e.frozen <> p.frozen`,
  },
  {
    kind: 'LIVE_GIVEN_DIFFERS',
    sql: `SELECT p.psn_no AS id, COALESCE(r.live, 0) AS expected, p.live_given AS found
      FROM insured_person p LEFT JOIN (
        SELECT donor_psn_no AS psn_no, COUNT(*) AS live FROM relationship
        WHERE role = 'donor' AND state IN ('PENDING', 'EFFECTIVE', 'TERMINATING') GROUP BY donor_psn_no) r USING (psn_no)
      WHERE p.live_given <> COALESCE(r.live, 0)`,
  },
];

/** The limits of a role whose figures are not the sums of the lines that this province has of them. */
function limitsUnlikeTheirLines(role: Role, table: 'usage_line' | 'applied_line'): string {
  return `SELECT l.mulaid_lmt_id AS id, CONCAT(COALESCE(u.amt, 0), '/', COALESCE(u.cnt, 0)) AS expected,
          CONCAT(l.used_amt, '/', l.used_cnt) AS found
      FROM mulaid_limit l JOIN relationship r USING (mulaid_rel_id) LEFT JOIN (
        SELECT mulaid_lmt_id, SUM(IF(orig_use_id IS NULL, amt, -amt)) AS amt, COUNT(*) AS cnt
        FROM ${table} GROUP BY mulaid_lmt_id) u USING (mulaid_lmt_id)
      WHERE r.role = '${role}' AND (l.used_amt <> COALESCE(u.amt, 0) OR l.used_cnt <> COALESCE(u.cnt, 0))`;
}

/** Proves R31 over the whole database, in one consistent read; what does not hold is listed, at most 1,000 of a kind. */
export async function proveConservation(source: DataSource): Promise<Conservation> {
  const runner = source.createQueryRunner();
  try {
    await runner.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await runner.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
    const violations: Violation[] = [];
    for (const { kind, sql } of CHECKS) {
      const rows = (await runner.query(`${sql} LIMIT ${LISTED}`)) as Omit<Violation, 'kind'>[];
      for (const { id, expected, found } of rows)
        violations.push({ kind, id, expected: String(expected), found: String(found) });
    }
    const [limits] = (await runner.query(
      `SELECT COUNT(*) AS count, COALESCE(SUM(lmt_amt), 0) AS amount, COALESCE(SUM(used_amt), 0) AS used,
              COALESCE(SUM(ret_amt), 0) AS returned, COALESCE(SUM(lmt_amt - used_amt - ret_amt), 0) AS remaining FROM mulaid_limit`,
    )) as Record<'count' | 'amount' | 'used' | 'returned' | 'remaining', string>[];
    const [accounts] = (await runner.query(
      `SELECT COUNT(*) AS count, COALESCE(SUM(balance), 0) AS balance, COALESCE(SUM(frozen), 0) AS frozen
         FROM insured_person WHERE balance IS NOT NULL`,
    )) as Record<'count' | 'balance' | 'frozen', string>[];
    await runner.query('COMMIT');
    if (limits === undefined || accounts === undefined) throw new Error('sums without a row');
    return {
      ok: violations.length === 0,
      limits: { ...limits, count: Number(limits.count) },
      accounts: { ...accounts, count: Number(accounts.count) },
      violations,
    };
  } finally {
    await runner.release();
  }
}

/** The proof as auditors read it, sums in yuan (GET /audit/conservation, `npm run audit`). */
export function conservationInYuan({ ok, limits, accounts, violations }: Conservation): object {
  const yuan = (text: string): string => fenToYuan(fen(BigInt(text)));
  return {
    ok,
    limits: {
      count: limits.count,
      lmt_amt: yuan(limits.amount),
      used_amt: yuan(limits.used),
      ret_amt: yuan(limits.returned),
      balc: yuan(limits.remaining),
    },
    accounts: { count: accounts.count, balance: yuan(accounts.balance), frozen: yuan(accounts.frozen) },
    violations,
  };
}
