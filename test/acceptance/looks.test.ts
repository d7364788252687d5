import {
  LedgerConnection,
  migrate,
  selectDueUploads,
  selectMissedWaiting,
  selectOverdueWaiting,
} from '@libs/province-store';
import { inScratch } from '../support/scratch-database';
import { stack } from '../support/stack';

const ZEROS = 'UNHEX(REPEAT("00", 32))';

/** A database of its own with every table, as the relay and the sweep see it. */
const inProvince = (work: (connection: LedgerConnection) => Promise<void>): Promise<void> =>
  inScratch('looks', async (runner) => {
    await migrate(runner.connection);
    const name = String(runner.connection.options.database);
    const connection = await LedgerConnection.open({ ...stack.database, name });
    await work(connection).finally(() => connection.close());
  });

test('what a look may have missed is found wherever it stands, so many at a time, in turn', () =>
  inProvince(async (connection) => {
    await connection.run(
      `INSERT INTO waiting_message (msgid,ref_msgid,content_hash,mulaid_rel_id,infno,body,arrived_at)
         SELECT CONCAT('w',seq),'w',${ZEROS},CONCAT('R',seq),'M201','{}',1000+seq FROM seq_1_to_25;
       INSERT INTO relationship (mulaid_rel_id,role,state,donor_psn_no,benef_psn_no,donor,benef,rel_type,commit_no,
           commit_time,chnl,estab_time,content_hash)
         SELECT CONCAT('R',seq),'donor','EFFECTIVE',seq,seq,'{}','{}','02','c',1,'1',1,${ZEROS} FROM seq_1_to_100
         WHERE seq IN (1,14,24,70)`,
    );
    const looks: string[][] = [];
    let after = '0';
    do {
      const [end = [], missed = []] = await connection.run(selectMissedWaiting(after, 10));
      looks.push(missed.map((row) => String(row[0])).sort());
      after = String(end[0]?.[0] ?? '0');
    } while (after !== '0');
    expect(looks).toEqual([['R1', 'R24'], ['R14', 'R24'], ['R24']]);

    const [overdue = []] = await connection.run(selectOverdueWaiting(1007, 5));
    expect(overdue.map((row) => [row[0], Number(row[1])])).toEqual([1, 2, 3, 4, 5].map((each) => [`R${each}`, 1]));
  }));

test('what has been due for longest is sent again first, in the order of recording', () =>
  inProvince(async (connection) => {
    await connection.run(
      `INSERT INTO upload (msgid,infno,record_key,body,subject,state,tries,next_at,created_at)
         SELECT CONCAT('u',seq),'M411','P','{}',CONCAT('U',seq),IF(seq=18,'CONFIRMED','PENDING'),1,1000-seq,1 FROM seq_1_to_20`,
    );
    const [rows = []] = await connection.run(selectDueUploads(995, 4));
    expect(rows.map((row) => row[0])).toEqual(['u16', 'u17', 'u19', 'u20']);
  }));
