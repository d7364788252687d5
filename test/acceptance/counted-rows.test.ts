import { Spine1764000000000 } from '../../libs/province-store/src/migrations/1764000000000-spine';
import { Usages1764200000000 } from '../../libs/province-store/src/migrations/1764200000000-usages';
import { CountedRows1764800000000 } from '../../libs/province-store/src/migrations/1764800000000-counted-rows';
import { inScratch } from '../support/scratch-database';

test('§4: used_cnt of an older version, usages less reversals, is counted in rows', () =>
  inScratch('rows_of_old', async (runner) => {
    for (const each of [new Spine1764000000000(), new Usages1764200000000()]) await each.up(runner);
    await runner.query(
      `INSERT INTO mulaid_limit (mulaid_lmt_id,mulaid_rel_id,state,lmt_amt,used_amt,used_cnt,set_time)
       VALUES ('L1','R','EFFECTIVE',100,30,1,7), ('L2','R','EFFECTIVE',100,30,1,7), ('L3','R','EFFECTIVE',100,0,0,7)`,
    );
    await runner.query(
      `INSERT INTO usage_line (use_id,line_no,orig_use_id,mulaid_rel_id,mulaid_lmt_id,amt,use_time)
       VALUES ('U1',1,NULL,'R','L1',30,7), ('U2',1,'U1','R','L1',30,7), ('U3',1,NULL,'R','L1',30,7), ('U4',1,NULL,'R','L2',30,7)`,
    );
    await new CountedRows1764800000000().up(runner);
    // Cut off before its line in `migration` was written, it runs again.
    await new CountedRows1764800000000().up(runner);
    const rows: unknown = await runner.query('SELECT mulaid_lmt_id, used_cnt FROM mulaid_limit ORDER BY mulaid_lmt_id');
    expect(rows).toEqual([
      { mulaid_lmt_id: 'L1', used_cnt: 3 },
      { mulaid_lmt_id: 'L2', used_cnt: 1 },
      { mulaid_lmt_id: 'L3', used_cnt: 0 },
    ]);
  }));
