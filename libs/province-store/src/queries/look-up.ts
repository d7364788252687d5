import type { InsuredPerson, Limit, Role, WalletLimit } from '@libs/mutual-aid';
import type { DataSource } from 'typeorm';
import { limitOf, selectLimits, selectWallets } from '../rows/limit-rows';
import { personOf, selectPerson } from '../rows/person-rows';
import { relationshipOf, selectRelationships } from '../rows/relationship-rows';
import { selectUsages, usageOf, type UsageRow } from '../rows/usage-rows';
import { rowsOf } from './rows-of';

/** The person's row; undefined where there is none. */
export async function findPerson(source: DataSource, psnNo: string): Promise<InsuredPerson | undefined> {
  const [row] = await rowsOf(source, selectPerson(psnNo));
  return row && personOf(row);
}

/** The limits that a person can spend now, in no order. */
export async function findWallet(source: DataSource, psnNo: string): Promise<WalletLimit[]> {
  const relationship = { role: 'benef', state: 'EFFECTIVE' } as const;
  return (await rowsOf(source, selectWallets([psnNo]))).map((row) => ({ limit: limitOf(row), relationship }));
}

/** Which region this province is for a relationship; undefined where there is none. */
export async function findRole(source: DataSource, relationshipId: string): Promise<Role | undefined> {
  const [row] = await rowsOf(source, selectRelationships([relationshipId]));
  return row && relationshipOf(row).role;
}

/** A limit by its id; undefined where there is none. */
export async function findLimit(source: DataSource, limitId: string): Promise<Limit | undefined> {
  const [row] = await rowsOf(source, selectLimits([limitId]));
  return row && limitOf(row);
}

/** A usage by its settlement id. */
export async function findUsage(source: DataSource, settlementId: string): Promise<UsageRow | undefined> {
  const [row] = await rowsOf(source, selectUsages([settlementId]));
  return row && usageOf(row);
}
