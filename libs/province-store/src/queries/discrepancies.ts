import type { Discrepancy, DiscrepancyAct, Run } from '@libs/mutual-aid';
import type { DataSource } from 'typeorm';
import { actOf, discrepancyOf, selectActs, selectDiscrepancies } from '../rows/repair-rows';
import { textOf } from '../sql-text';
import type { ListPage, PageAsked } from './list-page';
import { rowsOf } from './rows-of';

/** A difference with all that people did about it, oldest first. */
export interface DiscrepancyFile {
  readonly discrepancy: Discrepancy;
  readonly acts: readonly DiscrepancyAct[];
}

/** The differences that a run found, by their ids. */
export async function listDiscrepancies(
  source: DataSource,
  { day, role, runNo }: Run,
  { limit, after = '0' }: PageAsked,
): Promise<ListPage<DiscrepancyFile>> {
  const where = `d.day = ${day} AND d.role = '${role}' AND d.last_run = ${runNo} AND d.id > ${BigInt(after)}`;
  const found = await rowsOf(source, `${selectDiscrepancies('of_run', where)} ORDER BY d.id LIMIT ${limit + 1}`);
  return { rows: await withActs(source, found.slice(0, limit).map(discrepancyOf)), hasMore: found.length > limit };
}

/** One difference; undefined where there is none. */
export async function findDiscrepancy(source: DataSource, id: string): Promise<DiscrepancyFile | undefined> {
  const found = await rowsOf(source, selectDiscrepancies('PRIMARY', `d.id = ${BigInt(id)}`));
  const [file] = await withActs(source, found.map(discrepancyOf));
  return file;
}

async function withActs(source: DataSource, found: readonly Discrepancy[]): Promise<DiscrepancyFile[]> {
  if (found.length === 0) return [];
  const acts = new Map<string, DiscrepancyAct[]>();
  for (const row of await rowsOf(source, selectActs(found.map(({ id }) => id)))) {
    const id = textOf(row[0]);
    acts.set(id, [...(acts.get(id) ?? []), actOf(row)]);
  }
  return found.map((discrepancy) => ({ discrepancy, acts: acts.get(discrepancy.id) ?? [] }));
}
