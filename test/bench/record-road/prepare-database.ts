import { fen, NO_SETTINGS, type InsuredPerson } from '@libs/mutual-aid';
import {
  LedgerConnection,
  migrate,
  provinceDataSource,
  upsertPersons,
  type DatabaseAddress,
} from '@libs/province-store';
import { DONORS, donorNo } from './messages';

/** Makes the tables and registers the donors. */
export async function prepareDatabase(database: DatabaseAddress): Promise<void> {
  const source = await provinceDataSource(database).initialize();
  await migrate(source);
  await source.destroy();
  const connection = await LedgerConnection.open(database);
  for (let from = 0; from < DONORS; from += 1000) {
    const persons = Array.from({ length: 1000 }, (_, index) => donor(donorNo(from + index)));
    await connection.run(upsertPersons(persons));
  }
  connection.close();
}

function donor(psnNo: string): InsuredPerson {
  const balance = fen(10_000_000n);
  return {
    psnNo,
    name: '王小明',
    certType: '01',
    certNo: `C${psnNo}`,
    insuAdmdvs: '440100',
    liveGiven: 0,
    enrolments: [{ insutype: '310', state: 'ACTIVE' }],
    settings: NO_SETTINGS,
    account: { opening: balance, balance, frozen: fen(0n), moved: false },
  };
}
