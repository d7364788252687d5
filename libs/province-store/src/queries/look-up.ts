import type { InsuredPerson, Limit, Relationship, WalletLimit } from '@libs/mutual-aid';
import type { DataSource } from 'typeorm';
import { limitOf, selectLimitsOf, selectWallets } from '../rows/limit-rows';
import { personOf, selectPerson } from '../rows/person-rows';
import { relationshipOf, selectRelationships, selectRelationshipsOf } from '../rows/relationship-rows';
import { selectUsages, usageOf, type UsageRow } from '../rows/usage-rows';
import type { SqlRow } from '../sql-text';

async function rows(source: DataSource, sql: string): Promise<SqlRow[]> {
  const found = await source.query<Record<string, SqlRow[number]>[]>(sql);
  return found.map((row) => Object.values(row));
}

/** The person's row; undefined where there is none. */
export async function findPerson(source: DataSource, psnNo: string): Promise<InsuredPerson | undefined> {
  const [row] = await rows(source, selectPerson(psnNo));
  return row && personOf(row);
}

/** A relationship by its id. */
export async function findRelationship(source: DataSource, id: string): Promise<Relationship | undefined> {
  const [row] = await rows(source, selectRelationships([id]));
  return row && relationshipOf(row);
}

/** The relationships a person gives or receives, by id, at most `limit` after the one that `after` names. */
export async function findRelationshipsOf(
  source: DataSource,
  psnNo: string,
  limit: number,
  after = '',
): Promise<Relationship[]> {
  return (await rows(source, selectRelationshipsOf(psnNo, limit, after))).map(relationshipOf);
}

/** The limits of a relationship, in drawing order. */
export async function findLimits(source: DataSource, relationshipId: string): Promise<Limit[]> {
  return (await rows(source, selectLimitsOf([relationshipId]))).map(limitOf);
}

/** The limits that a person can spend now, in no order. */
export async function findWallet(source: DataSource, psnNo: string): Promise<WalletLimit[]> {
  const relationship = { role: 'benef', state: 'EFFECTIVE' } as const;
  return (await rows(source, selectWallets([psnNo]))).map((row) => ({ limit: limitOf(row), relationship }));
}

/** A usage by its settlement id. */
export async function findUsage(source: DataSource, settlementId: string): Promise<UsageRow | undefined> {
  const [row] = await rows(source, selectUsages([settlementId]));
  return row && usageOf(row);
}
