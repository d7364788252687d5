import type { Metrics } from '@libs/operations';
import type { DataSource } from 'typeorm';
import type { Backlog } from './backlog';

type Row = Readonly<Record<string, string | null>>;

/** Fills the gauges of what lies in the database; `now` is the gateway's clock, by which all of it was dated, ms UTC. */
export async function refreshFromDatabase(metrics: Metrics, source: DataSource, now: number): Promise<void> {
  const [row = {}] = await source.query<Row[]>(
    `SELECT (SELECT COUNT(*) FROM waiting_message) AS waiting, (SELECT MIN(arrived_at) FROM waiting_message) AS arrived,
            (SELECT COUNT(*) FROM dead_letter WHERE state = 'OPEN') AS letters, (SELECT created_at FROM outbox ORDER BY batch_id LIMIT 1) AS unsent,
            (SELECT COUNT(*) FROM upload WHERE state = 'PENDING') AS pending, (SELECT COUNT(*) FROM upload WHERE state = 'HELD') AS held,
            (SELECT COUNT(*) FROM upload WHERE state = 'REFUSED') AS refused,
            (SELECT MIN(created_at) FROM upload WHERE state = 'PENDING') AS uploaded`,
  );
  const seconds = (since: string | null | undefined): number => Math.max(0, now - Number(since ?? now)) / 1000;
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
