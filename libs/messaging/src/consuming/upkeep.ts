import type { Log } from '@libs/operations';
import type { Cluster, TopicState } from './cluster';
import type { GroupMembership } from './group-membership';
import type { OwnPartitions } from './own-partitions';
import { pause } from './pause';
import type { Troubles } from './troubles';

/** What the upkeep looks after. */
export interface UpkeepContext {
  readonly cluster: Cluster;
  readonly topics: readonly string[];
  readonly membership: GroupMembership;
  readonly partitions: OwnPartitions;
  readonly troubles: Troubles;
  readonly stopping: AbortSignal;
  readonly log: Log;
  /** Fetches from a broker; ends where it leads none of our partitions any more. */
  fetchFrom(leader: number): Promise<void>;
}

/** How often the cluster is looked at, and again where something broke, ms. */
const LOOK_EVERY = 2000;
const LOOK_AGAIN_AFTER = 250;

/**
 * Looks at the cluster every two seconds and brings the consumer in line with it: topics that came, went, were made
 * anew or have more partitions, leaders that moved, a membership that was lost, positions to be found out.
 */
export class Upkeep {
  private readonly fetches = new Map<number, Promise<void>>();
  private soon = Promise.withResolvers<void>();
  /** Topics that do not exist; the others are consumed. */
  missing: readonly string[] = [];

  constructor(private readonly context: UpkeepContext) {}

  /** Looks until the stop; resolves when every fetch has ended. */
  async run(): Promise<void> {
    const { troubles, stopping } = this.context;
    while (!stopping.aborted) {
      this.soon = Promise.withResolvers();
      const isWell = await this.look().then(
        () => true,
        (error: unknown) => {
          if (!stopping.aborted) troubles.broke('look', error);
          return false;
        },
      );
      if (isWell) troubles.works('look');
      // Never in one breath: what asks for a look soon may do so again and again.
      await pause(LOOK_AGAIN_AFTER, stopping);
      if (isWell) await Promise.race([this.soon.promise, pause(LOOK_EVERY, stopping)]);
    }
    await Promise.all(this.fetches.values());
  }

  /** Something is not as it was at the last look: the next is soon. */
  lookSoon(): void {
    this.soon.resolve();
  }

  private async look(): Promise<void> {
    const { cluster, topics, membership, partitions } = this.context;
    const found = await cluster.topics(topics);
    this.noteMissing(found);
    partitions.update(found);
    await membership.keep(found);
    partitions.update(found);
    await partitions.locate();
    for (const leader of partitions.leaders) this.keepFetching(leader);
  }

  private keepFetching(leader: number): void {
    if (this.fetches.has(leader)) return;
    const fetching = this.context.fetchFrom(leader).finally(() => this.fetches.delete(leader));
    this.fetches.set(leader, fetching);
  }

  private noteMissing(found: ReadonlyMap<string, TopicState>): void {
    const { log, topics } = this.context;
    const missing = topics.filter((topic) => !found.has(topic));
    if (missing.join() === this.missing.join()) return;
    if (missing.length > 0) log.warn({ topics: missing }, 'topics do not exist; the others are consumed');
    else log.info({ topics: this.missing }, 'topics exist now and are consumed');
    this.missing = missing;
  }
}
