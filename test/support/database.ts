import type { DatabaseAddress } from '@libs/province-store';
import { createConnection } from 'mysql2/promise';
import { stack } from './stack';

/** Where a province's database is. */
export function databaseOf(province: string): DatabaseAddress {
  return { ...stack.database, name: stack.provinces[province]?.database ?? '' };
}

/** Runs SQL on a province's database, beside its gateways. */
export async function sql<Row = Record<string, number>>(
  province: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const { host, port, user, password, name: database } = databaseOf(province);
  const connection = await createConnection({ host, port, user, password, database });
  try {
    const [rows] = await connection.query(text, values);
    return rows as Row[];
  } finally {
    await connection.end();
  }
}
