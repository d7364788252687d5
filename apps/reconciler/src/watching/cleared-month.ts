import { clearingDifferences } from '@libs/mutual-aid';
import type { Log } from '@libs/operations';
import { clearingFigures, findStatement, provinceDataSource, type DatabaseAddress } from '@libs/province-store';

/**
 * Compares the platform's clearing statement of a month again, after a run of one of its days, as 20260615 (R30), and tells the log:
 * whoever asks GET /clearing-statements has it compared anew. Nothing where no statement has come yet.
 */
export async function compareClearingAgain(day: number, address: DatabaseAddress, log: Log): Promise<void> {
  const month = Math.floor(day / 100);
  const source = provinceDataSource(address, 'long');
  try {
    await source.initialize();
    const statement = await findStatement(source, month);
    if (statement === undefined) return;
    const { counterpart } = await clearingFigures(source, month);
    const provinces = clearingDifferences(counterpart, statement.lines).map(({ admdvs }) => admdvs);
    const result = provinces.length === 0 ? 'MATCH' : 'MISMATCH';
    const level = result === 'MATCH' ? 'info' : 'warn';
    log[level]({ month, result, provinces }, 'the clearing statement of a month was compared again');
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}
