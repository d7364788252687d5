import type { Metrics } from '@libs/operations';
import { LedgerConnection, type DatabaseAddress } from '@libs/province-store';
import type { Backlog } from './backlog';

/** Counting takes as long as it takes, up to this, ms: nobody waits for it. */
const COUNTED_WITHIN = 10_000;
const COUNTED = ['waiting', 'arrived', 'letters', 'unsent', 'pending', 'held', 'refused', 'uploaded'] as const;

/** The figures of what lies in the database, over a connection of their own: requests have theirs to themselves. */
export class DatabaseFigures {
  private readonly address: DatabaseAddress;
  private connection: LedgerConnection | undefined;

  /** `now` is the gateway's clock, by which all of it was dated, ms UTC. */
  constructor(
    address: DatabaseAddress,
    private readonly now: () => number,
  ) {
    this.address = { ...address, statementWithin: COUNTED_WITHIN };
  }

  /** Fills the gauges; rejects where the database does not say. */
  async refresh(metrics: Metrics): Promise<void> {
    try {
      this.connection ??= await LedgerConnection.open(this.address);
      await refreshFromDatabase(metrics, this.connection, this.now());
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Breaks off what is under way. */
  close(): void {
    this.connection?.close();
    this.connection = undefined;
  }
}

async function refreshFromDatabase(metrics: Metrics, connection: LedgerConnection, now: number): Promise<void> {
  const [[values = []] = []] = await connection.run(
    `SELECT (SELECT COUNT(*) FROM waiting_message) AS waiting, (SELECT MIN(arrived_at) FROM waiting_message) AS arrived,
            (SELECT COUNT(*) FROM dead_letter WHERE state = 'OPEN') AS letters, (SELECT created_at FROM outbox ORDER BY batch_id LIMIT 1) AS unsent,
            (SELECT COUNT(*) FROM upload WHERE state = 'PENDING') AS pending, (SELECT COUNT(*) FROM upload WHERE state = 'HELD') AS held,
            (SELECT COUNT(*) FROM upload WHERE state = 'REFUSED') AS refused,
            (SELECT MIN(created_at) FROM upload WHERE state = 'PENDING') AS uploaded`,
  );
  const row = Object.fromEntries(COUNTED.map((name, index) => [name, values[index]]));
  const seconds = (since: unknown): number => Math.max(0, now - Number(since ?? now)) / 1000;
  metrics.waiting.set(Number(row['waiting']));
  metrics.waitingAge.set(seconds(row['arrived']));
  metrics.deadLetters.set(Number(row['letters']));
  metrics.outboxAge.set(seconds(row['unsent']));
  for (const state of ['pending', 'held', 'refused']) metrics.openUploads.set({ state }, Number(row[state]));
  metrics.uploadAge.set(seconds(row['uploaded']));
}

/** Fills the gauges of what lies in Kafka. */
export async function refreshFromKafka(metrics: Metrics, backlog: Backlog): Promise<void> {
  const lags = new Map<string, number>();
  for (const { topic, records } of await backlog.byPartition()) lags.set(topic, (lags.get(topic) ?? 0) + records);
  for (const [topic, records] of lags) metrics.lag.set({ topic }, records);
}
