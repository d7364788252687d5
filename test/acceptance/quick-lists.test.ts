import { CountedRows1764800000000 } from '../../libs/province-store/src/migrations/1764800000000-counted-rows';
import { LetterIdentity1764500000000 } from '../../libs/province-store/src/migrations/1764500000000-letter-identity';
import { LimitsOfEntries1764810000000 } from '../../libs/province-store/src/migrations/1764810000000-limits-of-entries';
import { QuickLists1764820000000 } from '../../libs/province-store/src/migrations/1764820000000-quick-lists';
import { Spine1764000000000 } from '../../libs/province-store/src/migrations/1764000000000-spine';
import { UploadSubjects1764400000000 } from '../../libs/province-store/src/migrations/1764400000000-upload-subjects';
import { Usages1764200000000 } from '../../libs/province-store/src/migrations/1764200000000-usages';
import { Wallet1764100000000 } from '../../libs/province-store/src/migrations/1764100000000-wallet';
import { accountEntries, listDeadLetters } from '@libs/province-store';
import { inScratch } from '../support/scratch-database';

const EARLIER = [
  Spine1764000000000,
  Wallet1764100000000,
  Usages1764200000000,
  UploadSubjects1764400000000,
  LetterIdentity1764500000000,
  CountedRows1764800000000,
  LimitsOfEntries1764810000000,
];

test('an older version: its letters have their lengths, its entries keep their numbers, and what moved no money loses its own', () =>
  inScratch('lists_of_old', async (runner) => {
    for (const each of EARLIER) await new each().up(runner);
    await runner.query('INSERT INTO ledger_batch (id, seq, at) VALUES (1,2,1), (2,1,1), (3,3,1), (4,4,1), (5,NULL,1)');
    await runner.query('UPDATE commit_sequence SET last_seq = 4');
    await runner.query(
      `INSERT INTO ledger_entry (batch_id,line,psn_no,at,cause,ref,amt,balance,frozen)
       VALUES (1,1,'A',1,'IN','r',1,1,0), (2,1,'B',1,'IN','r',1,1,0), (3,1,'C',1,'M102','r',NULL,NULL,NULL), (5,1,'D',1,'IN','r',1,1,0)`,
    );
    await runner.query(
      `INSERT INTO dead_letter (identity,origin,at,reason,topic,record,state,history)
       VALUES (UNHEX(SHA2(1,256)),'o',1,'r','t','用',  'OPEN','[]'), (UNHEX(SHA2(2,256)),'o',1,'r','t',NULL,'OPEN','[]')`,
    );
    await new QuickLists1764820000000().up(runner);
    // Cut off before its line in `migration` was written, it runs again.
    await new QuickLists1764820000000().up(runner);
    expect(await runner.query('SELECT id, seq FROM ledger_batch ORDER BY id')).toEqual([
      { id: '1', seq: '2' },
      { id: '2', seq: '1' },
      { id: '3', seq: '-3' },
      { id: '4', seq: '-4' },
      { id: '5', seq: null },
    ]);
    expect(await runner.query('SELECT record_bytes FROM dead_letter ORDER BY id')).toEqual([
      { record_bytes: 3 },
      { record_bytes: 0 },
    ]);
    const { rows } = await accountEntries(runner.connection, { limit: 10 });
    expect(rows.map(({ psnNo, cursor }) => [psnNo, cursor])).toEqual([
      ['B', 100_001],
      ['A', 200_001],
      ['D', 500_001],
    ]);
    expect((await listDeadLetters(runner.connection, { limit: 10 })).rows).toHaveLength(2);
  }));
