import type { FoundDifference } from '@libs/province-store';
import { rowsOf } from '../applying/planned-lines';

/** The differences that a comparison left in `discrepancies.tsv`, so many at a time. */
export async function* foundDifferences(file: string, most: number): AsyncGenerator<FoundDifference[]> {
  const found: FoundDifference[] = [];
  for await (const rows of rowsOf(file)) {
    for (const row of rows) found.push(differenceOf(row.split('\t')));
    while (found.length >= most) yield found.splice(0, most);
  }
  if (found.length > 0) yield found;
}

function differenceOf(cells: readonly string[]): FoundDifference {
  const [kind = '', useId = '', lineNo, limitId = '', copy, relationshipId, originalUseId, psnNo, ...figures] = cells;
  const [amountHere, amountThere, gapAmount, gapCount, useTime, uploadTime, file, fileLine] = figures;
  return {
    kind,
    useId,
    lineNo: Number(lineNo || 0),
    limitId,
    copy: Number(copy || 0),
    relationshipId: relationshipId || undefined,
    originalUseId: originalUseId || undefined,
    psnNo: psnNo || undefined,
    amountHere: amountHere ? BigInt(amountHere) : undefined,
    amountThere: amountThere ? BigInt(amountThere) : undefined,
    gapAmount: BigInt(gapAmount || 0),
    gapCount: BigInt(gapCount || 0),
    useTime: useTime ? Number(useTime) : undefined,
    uploadTime: uploadTime ? Number(uploadTime) : undefined,
    file: file || undefined,
    fileLine: fileLine ? Number(fileLine) : undefined,
  };
}
