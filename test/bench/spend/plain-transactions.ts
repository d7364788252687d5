import type { DatabaseAddress } from '@libs/province-store';
import { createConnection, type Connection } from 'mysql2/promise';
import type { Contender } from './contender';
import { limitNo, personNo } from './prepare';

/** Baseline (a): one transaction a request with mysql2, no HTTP: lock two rows, two updates, three inserts. */
export async function plainTransactions(address: DatabaseAddress, connections: number): Promise<Contender> {
  const { name: database, ...where } = address;
  const opened = await Promise.all(
    Array.from({ length: connections }, () => createConnection({ ...where, database, timezone: 'Z' })),
  );
  const run = Date.now().toString(36);
  let serial = 0;
  return {
    name: 'plain (a)',
    database: address,
    pid: process.pid,
    pay: (worker, payer) => pay(opened[worker] as Connection, `A${run}${++serial}`, personNo(payer), limitNo(payer)),
    loop: () => Promise.resolve(performance.eventLoopUtilization()),
    async close() {
      await Promise.all(opened.map((each) => each.end()));
    },
  };
}

/** Pays one yuan from the person's one limit. */
async function pay(connection: Connection, id: string, psnNo: string, limitId: string): Promise<void> {
  const now = Date.now();
  await connection.beginTransaction();
  await connection.query('SELECT version FROM insured_person WHERE psn_no = ? FOR UPDATE', [psnNo]);
  await connection.query(
    'SELECT lmt_amt, used_amt, ret_amt, mulaid_rel_id FROM mulaid_limit WHERE mulaid_lmt_id = ? FOR UPDATE',
    [limitId],
  );
  await connection.query('UPDATE insured_person SET version = version + 1 WHERE psn_no = ?', [psnNo]);
  await connection.query(
    'UPDATE mulaid_limit SET used_amt = used_amt + 100, used_cnt = used_cnt + 1, ever_used = 1 WHERE mulaid_lmt_id = ?',
    [limitId],
  );
  const usage = [id, id, psnNo, Buffer.alloc(32), '1', 'H1', now, 100, 0, 100, 0, '[]', now];
  await connection.query(
    'INSERT INTO usage_record (use_id,setl_id,psn_no,content_hash,scene,fixmedins_code,use_time,pay_amt,acct_pay,' +
      'acct_mulaid_pay,psn_cash_pay,line_items,recorded_at) VALUES (?)',
    [usage],
  );
  await connection.query(
    'INSERT INTO usage_line (use_id,line_no,mulaid_rel_id,mulaid_lmt_id,amt,use_time) VALUES (?)',
    [[id, 1, 'R', limitId, 100, now]],
  );
  await connection.query(
    'INSERT INTO upload (msgid,infno,record_key,body,subject,state,tries,next_at,created_at) VALUES (?)',
    [[id, 'M411', psnNo, '{}', id, 'PENDING', 1, now + 30_000, now]],
  );
  await connection.commit();
}
