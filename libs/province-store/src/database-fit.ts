import type { DataSource, QueryRunner } from 'typeorm';
import { LedgerConnection, type DatabaseAddress } from './connection';

/** The database cannot be trusted with money; an operator has to put it right before the gateway can start. */
export class UnfitDatabaseError extends Error {}

/** A row that each CHECK of the schema must refuse; long ids, so that it is nobody's. */
const REFUSED_BY: Readonly<Record<string, { readonly table: string; readonly row: string }>> = {
  frozen_within_balance: {
    table: 'insured_person',
    row: `(psn_no, psn_name, psn_cert_type, certno, insu_admdvs, enrolments, opening, balance, frozen)
      VALUES ('a check that must refuse this', '', '', '', '', '[]', 0, 0, 1)`,
  },
  never_overspent: {
    table: 'mulaid_limit',
    row: `(mulaid_lmt_id, mulaid_rel_id, state, lmt_amt, used_amt, set_time)
      VALUES ('a check that must refuse this', '', '', 0, 1, 0)`,
  },
  paid_in_full: {
    table: 'usage_record',
    row: `(use_id, setl_id, psn_no, content_hash, scene, use_time, pay_amt, acct_pay, acct_mulaid_pay, psn_cash_pay,
        line_items, recorded_at)
      VALUES ('a check that must refuse this', 'a check that must refuse this', '', '', '', 0, 1, 0, 0, 0, '[]', 0)`,
  },
};

/** ER_CONSTRAINT_FAILED (MariaDB), ER_CHECK_CONSTRAINT_VIOLATED (MySQL and those who follow it). */
const CHECK_VIOLATED = new Set([4025, 3819]);

/** bytes */
const LEAST_PACKET = 16 * 1024 * 1024;

/** Connections, one after the other, whose numbers are compared: behind a balancer they come to several nodes. */
const NUMBERED = 8;

/**
 * Tries on the migrated schema, and leaves nothing behind, what a server may accept and not do. Rejects with
 * UnfitDatabaseError, whose message is for the operator, or with what keeps the database from answering.
 */
export async function checkFit(source: DataSource, address: DatabaseAddress): Promise<void> {
  await checkPackets(source);
  await checkChecks(source);
  await checkNumbering(address);
}

/** What is written at once may be as large as a record of 4 MiB in hex, and what stands beside it. */
async function checkPackets(source: DataSource): Promise<void> {
  const [row] = await source.query<{ most: string | number }[]>('SELECT @@max_allowed_packet AS most');
  if (Number(row?.most) >= LEAST_PACKET) return;
  throw new UnfitDatabaseError(
    `The database server takes packets of ${row?.most} bytes at most (max_allowed_packet); set at least ${LEAST_PACKET}: ` +
      'a large record could else never be kept.',
  );
}

/** MySQL before 8.0.16 reads CHECKs and ignores them, TiDB does unless told otherwise, a restored schema may lack them. */
async function checkChecks(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  const ignored: string[] = [];
  try {
    await runner.query('START TRANSACTION');
    for (const name of Object.keys(REFUSED_BY)) if (!(await isCarriedOut(runner, name))) ignored.push(name);
  } finally {
    // Gone with its connection where that broke.
    await runner.query('ROLLBACK').catch(() => undefined);
    await runner.release();
  }
  if (ignored.length === 0) return;
  const checks = ignored.map((name) => `${name} (table ${REFUSED_BY[name]?.table})`).join(', ');
  throw new UnfitDatabaseError(
    `The database ${String(source.options.database)} does not carry out the CHECK ${checks}: put it back as the ` +
      'migrations have it; or the server ignores CHECKs, as MySQL before 8.0.16 does, and TiDB without ' +
      'tidb_enable_check_constraint = ON.',
  );
}

async function isCarriedOut(runner: QueryRunner, name: string): Promise<boolean> {
  const { table = '', row = '' } = REFUSED_BY[name] ?? {};
  try {
    await runner.query(`INSERT INTO ${table} ${row}`);
    return false;
  } catch (error) {
    if (CHECK_VIOLATED.has((error as { errno?: number }).errno ?? 0)) return true;
    throw error;
  }
}

/** Nodes of a cluster that number each for itself would put a later batch of a person before an earlier one. */
async function checkNumbering(address: DatabaseAddress): Promise<void> {
  let last = 0n;
  for (let i = 0; i < NUMBERED; i++) {
    const connection = await LedgerConnection.open(address, 'lane');
    const id = BigInt(
      await connection.runForId('INSERT INTO ledger_batch (at) VALUES (0);ROLLBACK').finally(() => connection.close()),
    );
    if (id <= last)
      throw new UnfitDatabaseError(
        `The database ${address.name} numbers rows out of order (ledger_batch ${last}, then ${id}): let all connections ` +
          'go to one node, or number in one place: AUTO_ID_CACHE 1 in TiDB, AUTO_INCREMENT_MODE = ORDER in OceanBase.',
      );
    last = id;
  }
}
