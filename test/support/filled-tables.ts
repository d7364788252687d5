import { sql } from './database';

/** How many rows a table that grows is filled with: many times what a page or a batch reads. */
export const ROWS = 50_000;
/** What is to be sent is sent once the gateway runs: fewer. */
const UNSENT = 20_000;

/** One person of whom there is much: a long trail, and relationships given and received. */
export const BUSY = 'P7';
/** A relationship of theirs, a settlement, and where a list is in its middle. */
export const KNOWN = { relationship: 'R7', settlement: 'S7', entry: (ROWS / 2) * 100_000 + 1, number: ROWS / 2 };

const ZEROS = 'UNHEX(REPEAT("00", 32))';
const STATED = `'{"psnNo":"D","name":"n","certType":"01","certNo":"c","insuType":"310","insuAdmdvs":"510100"}'`;

/** What fills each table, row by row of a sequence `seq`; `now` is ms UTC. */
function fillings(now: number): readonly string[] {
  const from = (rows: number) => `FROM seq_1_to_${rows}`;
  return [
    `INSERT INTO insured_person (psn_no,psn_name,psn_cert_type,certno,insu_admdvs,enrolments,opening,balance,frozen)
       SELECT CONCAT('P',seq),'n','01','c','510100','[{"insutype":"310","state":"ACTIVE"}]',0,100,0 ${from(ROWS)}`,
    `INSERT INTO relationship (mulaid_rel_id,role,state,donor_psn_no,benef_psn_no,donor,benef,rel_type,commit_no,
         commit_time,chnl,estab_time,content_hash,open_since)
       SELECT CONCAT('R',seq),IF(seq<=2000,'donor','benef'),
         IF(seq<=2000,'REVOKED',IF(seq<=2010,'EFFECTIVE','TERMINATING')),
         IF(seq<=2000,'${BUSY}',CONCAT('D',seq)),IF(seq<=2000,CONCAT('B',seq),IF(seq<=2010,'${BUSY}',CONCAT('P',seq))),
         ${STATED},${STATED},'02','c',1,'1',1,${ZEROS},IF(seq<=2010,NULL,seq) ${from(ROWS)}`,
    `INSERT INTO mulaid_limit (mulaid_lmt_id,mulaid_rel_id,state,lmt_amt,ret_amt,set_time)
       SELECT CONCAT('L',seq),CONCAT('R',seq),IF(seq<=2000,'REVOKED','EFFECTIVE'),100,IF(seq<=2000,100,0),seq ${from(ROWS)}`,
    `INSERT INTO inbox (msgid,infno,content_hash,infcode,received_at) SELECT CONCAT('m',seq),'M101',${ZEROS},'0',1 ${from(ROWS)}`,
    `INSERT INTO waiting_message (msgid,ref_msgid,content_hash,mulaid_rel_id,infno,body,arrived_at)
       SELECT CONCAT('w',seq),CONCAT('w',seq),${ZEROS},CONCAT('X',seq),'M203','{}',${now} ${from(ROWS)}`,
    // A fifth has no number yet; a batch in ten moved no money.
    `INSERT INTO ledger_batch (id,seq,at) SELECT seq,IF(seq<=${ROWS * 0.8},seq,NULL),1 ${from(ROWS)}`,
    `UPDATE commit_sequence SET last_seq = ${ROWS * 0.8}`,
    `INSERT INTO ledger_entry (batch_id,line,psn_no,at,cause,ref,mulaid_rel_id,from_state,to_state,amt,balance,frozen)
       SELECT seq,1,'${BUSY}',1,'M101','r',CONCAT('R',seq),NULL,'EFFECTIVE',IF(seq MOD 10=0,NULL,1),100,0 ${from(ROWS)}`,
    `INSERT INTO ledger_entry (batch_id,line,psn_no,at,cause,ref,amt,balance,frozen)
       SELECT seq,2,CONCAT('P',seq),1,'IN','r',IF(seq MOD 10=0,NULL,1),100,0 ${from(ROWS)}`,
    `INSERT INTO outbox SELECT seq,'[{"refMsgid":"m","answer":{"infcode":"0"}}]',${now} ${from(UNSENT)}`,
    `INSERT INTO account_movement SELECT CONCAT('V',seq),CONCAT('P',seq),${ZEROS},'IN',1,'r',1,0,1 ${from(ROWS)}`,
    `INSERT INTO dead_letter (identity,origin,at,reason,topic,record,record_bytes,state,history)
       SELECT UNHEX(SHA2(seq,256)),seq,1,'r','t','x',1,'DISCARDED','[]' ${from(ROWS)}`,
    `INSERT INTO usage_record (use_id,setl_id,psn_no,content_hash,scene,use_time,pay_amt,acct_pay,acct_mulaid_pay,
         psn_cash_pay,line_items,recorded_at)
       SELECT CONCAT('U',seq),CONCAT('S',seq),CONCAT('P',seq),${ZEROS},'1',1,100,0,0,100,'[]',1 ${from(ROWS)}`,
    `INSERT INTO usage_line (use_id,line_no,orig_use_id,mulaid_rel_id,mulaid_lmt_id,amt,use_time)
       SELECT CONCAT('U',seq),1,NULL,CONCAT('R',seq),CONCAT('L',seq),1,1 ${from(ROWS)}`,
    `INSERT INTO applied_line SELECT CONCAT('A',seq),1,20260610,NULL,CONCAT('R',seq),CONCAT('L',seq),1,1,seq,NULL ${from(ROWS)}`,
    `INSERT INTO unapplied_line (use_id,line_no,day,mulaid_rel_id,mulaid_lmt_id,amt,use_time,upload_time,psn_no,kind)
       SELECT CONCAT('N',seq),1,20260610,CONCAT('X',seq),CONCAT('Y',seq),1,1,seq,CONCAT('P',seq),'UNKNOWN_LIMIT' ${from(ROWS)}`,
    `INSERT INTO reconciliation_run (day,role,run_no,state,cause,cnt,amt,diff_cnt,diff_amt,started_at,ended_at,due_at)
       SELECT 20260610,'donor',seq,'BALANCED','schedule',1,1,0,0,1,2,1 ${from(ROWS)}`,
    `INSERT INTO discrepancy (day,role,kind,use_id,line_no,mulaid_lmt_id,first_run,last_run,status)
       SELECT 20260610,'donor','OVER_LIMIT',CONCAT('N',seq),1,CONCAT('L',seq),1,${ROWS},'OPEN' ${from(ROWS)}`,
    `INSERT INTO discrepancy_act (discrepancy_id,at,sub,act,action,note) SELECT seq,1,'s','PROPOSED','APPLY','n' ${from(ROWS)}`,
    `INSERT INTO flag (kind,psn_no,flag_key,at,facts) SELECT 'MANY_DONORS',CONCAT('P',seq),seq,1,'{}' ${from(ROWS)}`,
    // Half of them unanswered, made today, and due at once.
    `INSERT INTO upload (msgid,infno,record_key,body,subject,state,tries,next_at,created_at)
       SELECT CONCAT('u',seq),'M411',CONCAT('P',seq),'{}',CONCAT('U',seq),
         ELT(1+(seq MOD 4),'CONFIRMED','REFUSED','PENDING','PENDING'),1,${now}-seq,${now} ${from(ROWS)}`,
  ];
}

/** Fills every table that grows. */
export async function fillTables(province: string): Promise<void> {
  for (const each of fillings(Date.now())) await sql(province, each);
}
