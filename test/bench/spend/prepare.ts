import { contentHashOf, fen, NO_SETTINGS, type InsuredPerson, type Limit, type Relationship } from '@libs/mutual-aid';
import { LedgerConnection, TABLES, migrate, provinceDataSource, type DatabaseAddress } from '@libs/province-store';

/** The province of the benchmark, as beneficiary region. */
export const PROVINCE = '440000';
/** Persons, each with a wallet of one limit that is never empty. */
export const PERSONS = 20_000;

/** The number of the nth person. */
export function personNo(index: number): string {
  return `${PROVINCE}${String(index).padStart(10, '0')}`;
}

/** The number of the one limit in that person's wallet. */
export function limitNo(index: number): string {
  return `100000L${index}`;
}

/** Makes the tables, the persons and their wallets. */
export async function prepareWallets(database: DatabaseAddress): Promise<void> {
  const source = await provinceDataSource(database).initialize();
  await migrate(source);
  await source.destroy();
  const connection = await LedgerConnection.open(database);
  for (let from = 0; from < PERSONS; from += 1000) {
    const numbers = Array.from({ length: 1000 }, (_, index) => from + index);
    await connection.run(
      TABLES.person.insert(numbers.map(person)) +
        TABLES.relationship.insert(numbers.map(relationship)) +
        TABLES.limit.insert(numbers.map(limit)),
    );
  }
  await connection.run('ANALYZE TABLE insured_person, relationship, mulaid_limit');
  connection.close();
}

function person(index: number): InsuredPerson {
  return {
    psnNo: personNo(index),
    name: '王小明',
    certType: '01',
    certNo: `C${index}`,
    insuAdmdvs: '440100',
    enrolments: [{ insutype: '390', state: 'ACTIVE' }],
    liveGiven: 0,
    settings: NO_SETTINGS,
    account: undefined,
  };
}

function relationship(index: number): Relationship {
  const stated = (psnNo: string, insuAdmdvs: string) => ({
    psnNo,
    name: '王小明',
    certType: '01',
    certNo: `C${psnNo}`,
    insuType: '310',
    insuAdmdvs,
  });
  return {
    relationshipId: `100000R${index}`,
    role: 'benef',
    state: 'EFFECTIVE',
    relType: '02',
    channel: '1',
    donor: stated(`510000${index}`, '510100'),
    benef: stated(personNo(index), '440100'),
    commitNo: 'CN',
    commitTime: 0,
    estabTime: 0,
    contentHash: contentHashOf('00'.repeat(32)),
  };
}

function limit(index: number): Limit {
  return {
    limitId: limitNo(index),
    relationshipId: `100000R${index}`,
    state: 'EFFECTIVE',
    setTime: 0,
    amount: fen(99_999_999_999n),
    used: fen(0n),
    usedCount: 0,
    everUsed: false,
    returned: fen(0n),
  };
}
