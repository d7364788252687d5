import type { QueryRunner } from 'typeorm';
import { recordLetter, uploadLetter } from '@libs/province-store';
import { Spine1764000000000 } from '../../libs/province-store/src/migrations/1764000000000-spine';
import { LetterIdentity1764500000000 } from '../../libs/province-store/src/migrations/1764500000000-letter-identity';
import { inScratch } from '../support/scratch-database';

const TOPIC = 't'.repeat(190);
const OLD = [
  { origin: `${TOPIC}/0/7`, topic: TOPIC, msgid: null, record: Buffer.from([0, 255, 0xd5]), state: 'OPEN' },
  { origin: `${TOPIC}/0/8`, topic: TOPIC, msgid: '7'.repeat(70_000), record: null, state: 'DISCARDED' },
  { origin: 'upload/U1', topic: 'upload', msgid: 'T1', record: Buffer.from('{"use_id":"U1"}'), state: 'REDRIVEN' },
];
const IDENTITIES = [
  recordLetter(`${TOPIC}/0/7`, undefined, OLD[0]?.record ?? null),
  recordLetter(`${TOPIC}/0/8`, undefined, null),
  uploadLetter('U1'),
];

/** A database of a version that told dead letters by their origin, with some in it. */
const ofOld = (work: (runner: QueryRunner) => Promise<void>): Promise<void> =>
  inScratch('letters_of_old', async (runner) => {
    await new Spine1764000000000().up(runner);
    for (const each of OLD)
      await runner.query(
        `INSERT INTO dead_letter (origin,at,reason,topic,msgid,record,state,history) VALUES (?,7,'why',?,?,?,?,'[]')`,
        [each.origin, each.topic, each.msgid, each.record, each.state],
      );
    await work(runner);
  });

test('letters of an older version are kept as they are, and told by their content from now on', () =>
  ofOld(async (runner) => {
    await new LetterIdentity1764500000000().up(runner);
    // Cut off before its line in `migration` was written, it runs again.
    await new LetterIdentity1764500000000().up(runner);
    const rows = (await runner.query(
      'SELECT origin, topic, msgid, record, state, HEX(identity) AS identity FROM dead_letter ORDER BY id',
    )) as object[];
    expect(rows).toEqual(OLD.map((each, index) => ({ ...each, identity: IDENTITIES[index]?.toUpperCase() })));

    const insert = (identity: string, topic: string) =>
      runner.query(
        `INSERT INTO dead_letter (identity,incarnation,origin,at,reason,topic,state,history)
         VALUES (UNHEX(?),'00000000-0000-0000-0000-000000000001',?,7,'why',?,'OPEN','[]')`,
        [identity, `${topic}/2147483647/9223372036854775807`, topic],
      );
    await insert('01'.repeat(32), 'k'.repeat(249));
    await insert('02'.repeat(32), 'k'.repeat(249));
    await expect(insert('02'.repeat(32), 'k'.repeat(249))).rejects.toMatchObject({ errno: 1062 });
  }));
