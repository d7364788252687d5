import type { StatedPerson } from '@libs/mutual-aid';
import type { DataSource } from 'typeorm';
import { textList } from '../sql-text';

/** The region of the donor of each relationship, as its province's code. */
export async function donorRegionsOf(source: DataSource, ids: readonly string[]): Promise<Map<string, string>> {
  const found = await source.query<{ id: string; donor: string }[]>(
    `SELECT mulaid_rel_id AS id, donor FROM relationship WHERE mulaid_rel_id IN (${textList(ids)})`,
  );
  // Not by the database's JSON functions: they stumble over what an older version let in, half a surrogate pair.
  return new Map(found.map(({ id, donor }) => [id, (JSON.parse(donor) as StatedPerson).insuAdmdvs]));
}
