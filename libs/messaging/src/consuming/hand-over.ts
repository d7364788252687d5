import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConsumedRecord } from './consumed-record';
import type { FetchedPartition } from './fetch-api';
import type { OwnPartition } from './own-partition';
import { pause } from './pause';
import type { Portion } from './portion';
import { readFetched } from './read-fetched';
import type { Room } from './room';
import type { Troubles } from './troubles';

/** What a hand-over needs around it. */
export interface HandOverContext {
  readonly room: Room;
  /** Aborted when nothing more is to be taken into hand. */
  readonly stopping: AbortSignal;
  /** Bytes a batch may unpack to. */
  readonly unpackedMax: number;
  readonly troubles: Troubles;
  handle(records: readonly ConsumedRecord[]): Promise<void>;
  /** There is something new to commit. */
  done(own: OwnPartition): void;
}

const TRY_AGAIN_AFTER = 1000;
const LONGEST_PAUSE = 15_000;
/** How long others may be kept from their turn, ms. */
const LONGEST_TURN = 100;

/**
 * Hands over what was fetched, in the order of each partition. What fails is tried again where it is, record by record,
 * so that its neighbours are not handled again and again; its partition waits meanwhile, the others go on.
 */
export class HandOver {
  private readonly inHand = new Set<Promise<void>>();
  /** ms on the monotonic clock */
  private turnBegan = performance.now();

  constructor(private readonly context: HandOverContext) {}

  /** Resolves once everything of it is in hand. */
  async take(own: OwnPartition, fetched: FetchedPartition): Promise<void> {
    const { room, stopping } = this.context;
    await room.wait();
    for (const portion of readFetched(own, fetched, this.context.unpackedMax)) {
      await room.wait();
      if (stopping.aborted || !own.isFetchable(Infinity)) return;
      this.takePortion(own, portion);
      if (portion.records.length > 0) await this.letOthersWork();
    }
  }

  /** Resolves once nothing is in hand. */
  async empty(): Promise<void> {
    await Promise.all(this.inHand);
  }

  /** A portion is read in one go: others have their turn before the next, unless they would soon have nothing to do. */
  private async letOthersWork(): Promise<void> {
    if (this.context.room.isMostlyFree && performance.now() - this.turnBegan < LONGEST_TURN) return;
    await nextTurn();
    this.turnBegan = performance.now();
  }

  private takePortion(own: OwnPartition, { records, bytes, next }: Portion): void {
    const stretch = own.take(next);
    const { room } = this.context;
    room.take(records.length, bytes);
    const work = this.handle(own, records).then((isDone) => {
      room.give(records.length, bytes);
      this.inHand.delete(work);
      if (isDone && own.finish(stretch)) this.context.done(own);
    });
    this.inHand.add(work);
  }

  /** Whether all of it was handled; never rejects. */
  private async handle(own: OwnPartition, records: readonly ConsumedRecord[]): Promise<boolean> {
    if (records.length === 0) return true;
    try {
      await this.context.handle(records);
      return true;
    } catch (error) {
      own.failing++;
      const isDone = await this.handleEach(own, records, error);
      own.failing--;
      if (own.failing === 0) this.context.troubles.works(own.name);
      return isDone;
    }
  }

  private async handleEach(own: OwnPartition, records: readonly ConsumedRecord[], error: unknown): Promise<boolean> {
    const { stopping, troubles } = this.context;
    for (const record of records) {
      for (let wait = TRY_AGAIN_AFTER, failed = error; ; wait = Math.min(2 * wait, LONGEST_PAUSE)) {
        if (stopping.aborted || own.isGone) return false;
        if (failed !== undefined) {
          troubles.broke(own.name, failed);
          await pause(wait, stopping);
        }
        failed = await this.context.handle([record]).catch((again: unknown) => again ?? new Error('no reason given'));
        if (failed === undefined) break;
      }
      error = undefined;
    }
    return true;
  }
}
