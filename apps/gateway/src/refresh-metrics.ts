import type { Ledger } from '@libs/ledger';
import type { Metrics } from '@libs/operations';
import type { DataSource } from 'typeorm';
import type { Backlog } from './backlog';

/** Fills the gauges that ask the database or Kafka, when the figures are scraped. */
export async function refreshMetrics(
  metrics: Metrics,
  source: DataSource,
  ledger: Ledger,
  backlog: Backlog,
): Promise<void> {
  metrics.queue.set(ledger.queued);
  const [row] = await source.query<Record<string, string | null>[]>(
    `SELECT (SELECT COUNT(*) FROM waiting_message) AS waiting,
            (SELECT COUNT(*) FROM dead_letter WHERE state = 'OPEN') AS letters,
            (SELECT UNIX_TIMESTAMP(NOW(3)) * 1000 - MIN(created_at) FROM outbox) AS age`,
  );
  metrics.waiting.set(Number(row?.['waiting'] ?? 0));
  metrics.deadLetters.set(Number(row?.['letters'] ?? 0));
  metrics.outboxAge.set(Math.max(0, Number(row?.['age'] ?? 0) / 1000));
  const [uploads] = await source.query<Record<string, string | null>[]>(
    `SELECT (SELECT COUNT(*) FROM upload WHERE state = 'PENDING') AS pending, (SELECT COUNT(*) FROM upload WHERE state = 'HELD') AS held,
            (SELECT COUNT(*) FROM upload WHERE state = 'REFUSED') AS refused,
            (SELECT UNIX_TIMESTAMP(NOW(3)) * 1000 - MIN(created_at) FROM upload WHERE state = 'PENDING') AS age`,
  );
  for (const state of ['pending', 'held', 'refused']) metrics.openUploads.set({ state }, Number(uploads?.[state] ?? 0));
  metrics.uploadAge.set(Math.max(0, Number(uploads?.['age'] ?? 0) / 1000));
  const lags = new Map<string, number>();
  for (const { topic, records } of await backlog.byPartition()) lags.set(topic, (lags.get(topic) ?? 0) + records);
  for (const [topic, records] of lags) metrics.lag.set({ topic }, records);
}
