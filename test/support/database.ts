import { createConnection } from 'mysql2/promise';
import { stack } from './stack';

/** Runs SQL on a province's database, beside its gateways. */
export async function sql<Row = Record<string, number>>(
  province: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const { host, port, user, password } = stack.database;
  const database = stack.provinces[province]?.database ?? '';
  const connection = await createConnection({ host, port, user, password, database });
  try {
    const [rows] = await connection.query(text, values);
    return rows as Row[];
  } finally {
    await connection.end();
  }
}
