import type { GroupAssignment } from '@platformatic/kafka';
import type { Cluster, TopicState } from './cluster';
import { EARLIEST, listOffsets, type GroupOffsets } from './group-offsets';
import { OwnPartition } from './own-partition';

/** What is heard of the partitions. */
export interface PartitionListener {
  /** A position is known now, or has moved without a record: there may be something to commit. */
  located(own: OwnPartition): void;
  /** A topic was deleted and made anew under the same name; told once, however many partitions of it are ours. */
  madeAnew(topic: string): void;
}

/** The partitions that the group gives to this process. */
export class OwnPartitions {
  private readonly all = new Map<string, OwnPartition>();
  private readonly toldOfChange = new Set<() => void>();
  /** Whether the group has shared its partitions out, and this process knows its share. */
  isAssigned = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly offsets: GroupOffsets,
    private readonly listener: PartitionListener,
  ) {}

  /** The group has shared its partitions out. */
  assign(assignments: readonly GroupAssignment[]): void {
    const names = new Set<string>();
    for (const { topic, partitions } of assignments)
      for (const partition of partitions) {
        const own = this.all.get(`${topic}/${partition}`) ?? new OwnPartition(topic, partition);
        own.isAssigned = true;
        own.isLocated = false;
        names.add(own.name);
        this.all.set(own.name, own);
      }
    for (const own of this.all.values()) if (!names.has(own.name)) this.remove(own);
    this.isAssigned = true;
  }

  /** This process is in no group now. What is in hand goes on; whether it may be committed the next share tells. */
  suspend(): void {
    this.isAssigned = false;
    for (const own of this.all.values()) own.isAssigned = false;
  }

  /** Whether a partition is among them. */
  has(name: string): boolean {
    return this.isAssigned && this.all.has(name);
  }

  /** Takes over what the cluster says of the topics now. */
  update(topics: ReadonlyMap<string, TopicState>): void {
    const anew = new Set<string>();
    let hasMoved = false;
    for (const own of [...this.all.values()]) {
      const topic = topics.get(own.topic);
      if (topic !== undefined && own.topicId !== '' && own.topicId !== topic.id) {
        anew.add(own.topic);
        this.replace(own).isFromStart = true;
      }
      const now = this.all.get(own.name) as OwnPartition;
      const leader = topic?.leaders[own.partition] ?? -1;
      hasMoved ||= now.leader !== leader && now.isLocated;
      now.leader = leader;
      now.topicId = topic?.id ?? now.topicId;
    }
    if (hasMoved) this.tellOfChange();
    for (const topic of anew) this.listener.madeAnew(topic);
  }

  /** Finds out where each partition is to be read on. */
  async locate(): Promise<void> {
    const open = [...this.all.values()].filter((own) => own.isAssigned && !own.isLocated && own.leader !== -1);
    if (open.length === 0) return;
    const [committed, starts] = await Promise.all([
      this.offsets.committed(open),
      listOffsets(this.cluster, open, EARLIEST),
    ]);
    for (const own of open) {
      const start = starts.get(own.name);
      const last = committed.get(own.name);
      if (start === undefined || last === undefined || own.isGone) continue;
      const isForgotten = own.isFromStart || (last.topicId !== undefined && last.topicId !== own.topicId);
      const offset = isForgotten ? -1n : last.offset;
      if (!isForgotten && own.canGoOnFrom(offset)) own.isLocated = true;
      else this.replace(own).startAt(offset > start ? offset : start, offset);
      this.listener.located(this.all.get(own.name) as OwnPartition);
    }
    this.tellOfChange();
  }

  /** Calls `tell` once there is something to fetch that was not, or from another broker; gives what makes it not be told. */
  onceChanged(tell: () => void): () => void {
    this.toldOfChange.add(tell);
    return () => this.toldOfChange.delete(tell);
  }

  /** Whether these, of which none is twice, are all that a broker leads: what else comes of it is told as a change. */
  areAll(some: readonly OwnPartition[], leader: number): boolean {
    return some.length === this.ledBy(leader).length;
  }

  /** Those that a broker leads and that can be fetched now. */
  fetchable(leader: number): OwnPartition[] {
    const now = performance.now();
    return this.ledBy(leader).filter((own) => own.isFetchable(now));
  }

  /** Those that a broker leads. */
  ledBy(leader: number): OwnPartition[] {
    return [...this.all.values()].filter((own) => own.leader === leader);
  }

  /** The brokers that lead any. */
  get leaders(): number[] {
    return [...new Set([...this.all.values()].map(({ leader }) => leader))].filter((leader) => leader !== -1);
  }

  /** Names of those that this process has, or had when it was last in the group. */
  get names(): string[] {
    return [...this.all.keys()];
  }

  /** The same partition without what is in hand of it: that is committed no more. */
  private replace(own: OwnPartition): OwnPartition {
    if (own.position === undefined) return own;
    const next = new OwnPartition(own.topic, own.partition);
    next.isAssigned = own.isAssigned;
    next.leader = own.leader;
    next.topicId = own.topicId;
    own.isGone = true;
    this.all.set(next.name, next);
    return next;
  }

  private tellOfChange(): void {
    for (const tell of this.toldOfChange) tell();
    this.toldOfChange.clear();
  }

  private remove(own: OwnPartition): void {
    own.isGone = true;
    this.all.delete(own.name);
  }
}
