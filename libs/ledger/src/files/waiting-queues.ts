import { isFinal } from '@libs/mutual-aid';
import type { TableRows } from '@libs/province-store';
import { Desk } from './desk';
import type { Shelf } from './shelf';
import { WaitingQueue } from './waiting-queue';

type Row = TableRows['waiting'];

/** What a message lacks whose relationship is not here; ids of limits are never empty. */
export const ITS_RELATIONSHIP = '';

/** The queue of each relationship for which something waits; told by the shelves of what is here. */
export class WaitingQueues extends Desk<Row> {
  private readonly queues = new Map<string, WaitingQueue>();
  private readonly shelf: Shelf<Row>;

  constructor({
    waiting,
    limit,
    relationship,
  }: {
    readonly [Name in 'waiting' | 'limit' | 'relationship']: Shelf<TableRows[Name]>;
  }) {
    super();
    this.shelf = waiting;
    waiting.listedBy({
      note: (key, { relationshipId }) => this.of(relationshipId).add(key),
      clear: () => this.queues.clear(),
    });
    // A limit of another relationship counts as unknown (§3).
    limit.listedBy({
      note: (limitId, { relationshipId }) => this.queues.get(relationshipId)?.isHere(limitId),
      clear: () => undefined,
    });
    relationship.listedBy({
      note: (relationshipId, { state }) => {
        const queue = this.queues.get(relationshipId);
        // In a final relationship nobody waits any more (§4).
        if (isFinal(state)) queue?.nothingIsLacking();
        else queue?.isHere(ITS_RELATIONSHIP);
      },
      clear: () => undefined,
    });
  }

  /** The queue of a relationship; everybody is in it only where it was read, or nobody waited before. */
  of(relationshipId: string): WaitingQueue {
    const queue = this.queues.get(relationshipId) ?? new WaitingQueue();
    this.queues.set(relationshipId, queue);
    return queue;
  }

  protected keep(row: Row): void {
    this.shelf.keep(row);
  }
}
