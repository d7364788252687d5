import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { RunDay } from '@libs/mutual-aid';
import { databaseAddress, type Settings } from '@libs/operations';
import type { DatabaseAddress } from '@libs/province-store';

/** What goes through many rows is given so long, ms. */
const LONG = 3_600_000;

/** Where the province's database is, for statements that go through many rows. */
export function longAddress(settings: Settings): DatabaseAddress {
  return { ...databaseAddress(settings), statementWithin: LONG };
}

/** Where a day's files and all that is made of them are kept while it is reconciled. */
export function dayFolder(settings: Settings, { day, role }: RunDay): string {
  // Two databases of the same name on one machine are two.
  const where = `${settings['database.host']}:${settings['database.port']}/${settings['database.name']}`;
  const mark = createHash('sha256').update(where).digest('hex').slice(0, 8);
  return join(settings['reconciliation.dir'], `${settings['database.name']}-${mark}`, `${day}-${role}`);
}
