import type { DataSource } from 'typeorm';
import { textList } from '../sql-text';

/** The region of the donor of each relationship, as its province's code. */
export async function donorRegionsOf(source: DataSource, ids: readonly string[]): Promise<Map<string, string>> {
  const found = await source.query<{ id: string; region: string }[]>(
    `SELECT mulaid_rel_id AS id, JSON_VALUE(donor, '$.insuAdmdvs') AS region FROM relationship ` +
      `WHERE mulaid_rel_id IN (${textList(ids)})`,
  );
  return new Map(found.map(({ id, region }) => [id, region]));
}
