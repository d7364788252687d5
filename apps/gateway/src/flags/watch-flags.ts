import { setTimeout as delay } from 'node:timers/promises';
import { Lease } from '@libs/messaging';
import type { FlagThresholds } from '@libs/mutual-aid';
import { maskNumber, type Clock, type Log } from '@libs/operations';
import {
  catchUpOf,
  insertFlags,
  LedgerConnection,
  selectCatchUps,
  selectFlagKeys,
  textOf,
  upsertCatchUps,
  type DatabaseAddress,
  type FlagRow,
} from '@libs/province-store';
import { patternsOfBatches, patternsOfPaid } from './find-patterns';
import { FollowedTrail } from './numbered-trail';

/** How often the trail is looked at, ms. */
const EVERY = 2000;
/** Under this name stands how far it was followed. */
const NAME = 'flags';

/** What the watch is given. */
export interface FlagWatchOptions {
  readonly address: DatabaseAddress;
  readonly thresholds: FlagThresholds;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  works(): void;
  trouble(error: unknown): void;
}

/** Both trails, while this process follows them. */
interface Trails {
  readonly paid: FollowedTrail;
  readonly batches: FollowedTrail;
}

/**
 * Flags unusual patterns for a person (R33) by following what is committed, a few seconds behind: no payment waits for it
 * and none is blocked by it. One replica does, by a lease; the same pattern has the same key.
 */
export class FlagWatch {
  private readonly lease = new Lease(NAME);
  private connection: LedgerConnection | undefined;
  private trails: Trails | undefined;

  constructor(private readonly options: FlagWatchOptions) {}

  /** Follows until the signal aborts. */
  async run(): Promise<void> {
    const { signal } = this.options;
    signal.addEventListener('abort', () => this.connection?.close());
    while (!signal.aborted) {
      let goesOn = false;
      try {
        goesOn = await this.look();
        this.options.works();
      } catch (error) {
        if (signal.aborted) break;
        this.options.trouble(error);
        this.connection?.close();
        this.connection = undefined;
        this.trails = undefined;
      }
      if (!goesOn) await delay(EVERY, undefined, { signal }).catch(() => undefined);
    }
    this.connection?.close();
  }

  /** Whether there is more to look at. */
  private async look(): Promise<boolean> {
    const { address, clock, thresholds } = this.options;
    this.connection ??= await LedgerConnection.open(address);
    const { connection } = this;
    if (!(await this.lease.take(connection))) {
      this.trails = undefined;
      return false;
    }
    const now = clock.now();
    this.trails ??= await begin(connection, now);
    const [paid, batches] = [
      await this.trails.paid.next(connection, now),
      await this.trails.batches.next(connection, now),
    ];
    if (paid.numbers.length + batches.numbers.length === 0) return false;
    const looking = { thresholds, now };
    await this.keep(connection, [
      ...(await patternsOfPaid(connection, paid.numbers, looking)),
      ...(await patternsOfBatches(connection, batches.numbers, looking)),
    ]);
    await connection.run(upsertCatchUps([{ name: NAME, since: placeOf(this.trails), at: now }]));
    return paid.hasMore || batches.hasMore;
  }

  private async keep(connection: LedgerConnection, found: readonly FlagRow[]): Promise<void> {
    if (found.length === 0) return;
    const [known = []] = await connection.run(selectFlagKeys(found.map(({ key }) => key)));
    const seen = new Set(known.map((row) => textOf(row[0])));
    const fresh = found.filter(({ key }) => !seen.has(key) && seen.add(key));
    if (fresh.length === 0) return;
    await connection.run(insertFlags(fresh));
    for (const { kind, psnNo, limitId } of fresh)
      this.options.log.warn(
        { kind, whose: maskNumber(psnNo), limit: limitId },
        'an unusual pattern was flagged; GET /flags shows it',
      );
  }
}

/** Goes on where whoever followed them last had come to; the first begins at their end. */
async function begin(connection: LedgerConnection, now: number): Promise<Trails> {
  const [[row] = []] = await connection.run(selectCatchUps([NAME]));
  const [paid, batches] = row === undefined ? [] : (catchUpOf(row).since ?? '').split(' ').map(Number);
  const trails = {
    paid: await FollowedTrail.from(connection, 'usage_line', paid),
    batches: await FollowedTrail.from(connection, 'ledger_batch', batches),
  };
  if (row === undefined) await connection.run(upsertCatchUps([{ name: NAME, since: placeOf(trails), at: now }]));
  return trails;
}

function placeOf({ paid, batches }: Trails): string {
  return `${paid.reached} ${batches.reached}`;
}
