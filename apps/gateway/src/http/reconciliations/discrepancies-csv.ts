import type { Run } from '@libs/mutual-aid';
import { listDiscrepancies, type DiscrepancyFile } from '@libs/province-store';
import type { DataSource } from 'typeorm';
import { CSV_HEADER, csvLine, discrepancyShown } from '../discrepancies/discrepancy-shown';

/** Read at a time: millions go out in constant memory. */
const A_READ = 1000;

/** All differences of a run as CSV, piece by piece; `isWhole` is asked of each piece whom it shows. */
export async function* discrepanciesCsv(
  source: DataSource,
  run: Run,
  isWhole: (shown: readonly DiscrepancyFile[]) => boolean,
): AsyncGenerator<string> {
  yield CSV_HEADER;
  let after: string | undefined;
  for (;;) {
    const { rows, hasMore } = await listDiscrepancies(source, run, { limit: A_READ, after });
    const whole = isWhole(rows);
    yield rows.map((file) => csvLine(discrepancyShown(file, whole))).join('');
    after = rows.at(-1)?.discrepancy.id;
    if (!hasMore) return;
  }
}
