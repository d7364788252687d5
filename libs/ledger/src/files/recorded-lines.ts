import type { ListedLine, Reversal, Usage } from '@libs/mutual-aid';
import type { RecordedLine } from '@libs/province-store';
import { Desk } from './desk';

/** What was recorded of relationships' usages: lines never change. */
export class RecordedLines extends Desk<RecordedLine> {
  private readonly lines = new Map<string, ListedLine[]>();

  /** The lines of a relationship in the order of recording, those of `paid` last, which this batch records. */
  of(relationshipId: string, paid: readonly (Usage | Reversal)[]): ListedLine[] {
    const now = paid.flatMap((each) =>
      each.lines.filter((line) => line.relationshipId === relationshipId).map((line) => listed(each, line)),
    );
    return [...(this.lines.get(relationshipId) ?? []), ...now];
  }

  override askAgain(): void {
    super.askAgain();
    this.lines.clear();
  }

  protected keep({ relationshipId, ...line }: RecordedLine): void {
    const others = this.lines.get(relationshipId);
    if (others === undefined) this.lines.set(relationshipId, [line]);
    else others.push(line);
  }
}

function listed(each: Usage | Reversal, { lineNo, limitId, amount }: Usage['lines'][number]): ListedLine {
  const originalUseId = 'originalUseId' in each ? each.originalUseId : undefined;
  return { useId: each.useId, originalUseId, lineNo, limitId, amount, useTime: each.useTime };
}
