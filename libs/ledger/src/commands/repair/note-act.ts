import type { DiscrepancyAct } from '@libs/mutual-aid';
import type { DiscrepancyRow } from '@libs/province-store';
import type { FileSet } from '../../files/file-set';

/** Writes down where a difference is by now, and what somebody did about it. */
export function noteAct(files: FileSet, moved: DiscrepancyRow, act: DiscrepancyAct): void {
  files.shelf.discrepancy.put({ ...moved, newActs: [...moved.newActs, act] });
}
