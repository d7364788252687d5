import { setTimeout as delay } from 'node:timers/promises';
import { LedgerConnection, textOf, type DatabaseAddress } from '@libs/province-store';
import type { Kafka } from 'kafkajs';
import { isRunning, tailOf, type StackProcess } from '../../../apps/development-stack/src/processes';
import { cpuOf, peakMemoryOf } from '../process-figures';

/** What a run gave, between its warm-up and its last answer. CPU in µs a message, memory in MB. */
export interface Measured {
  readonly rate: number;
  readonly statements: number;
  readonly cpuOfProcess: number;
  readonly cpuOfMariadb: number;
  readonly cpuOfKafka: number;
  readonly memoryOfProcess: number;
  readonly memoryOfMariadb: number;
}

interface Parts {
  readonly process: StackProcess;
  readonly log: string;
  readonly mariadb: number;
  readonly kafka: number;
}

const LOOK_EVERY = 20;
const PATIENCE = 180_000;

/**
 * Watches a topic of answers fill, by its end offsets alone, because reading it would take CPU from who is measured.
 * Throws where nothing moves for three minutes or more answers come than there are messages.
 */
export async function measureAnswers(
  { kafka, database, topic }: { kafka: Kafka; database: DatabaseAddress; topic: string },
  parts: Parts,
  { messages, warmUp }: { messages: number; warmUp: number },
): Promise<Measured> {
  const admin = kafka.admin();
  await admin.connect();
  const connection = await LedgerConnection.open(database);
  try {
    const count = async (): Promise<number> =>
      (await admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0);
    await reach(warmUp);
    await analyse(connection);
    const first = await sample(await count());
    const last = await sample(await reach(messages));
    const answered = last.answered - first.answered;
    const per = (figure: 'process' | 'mariadb' | 'kafka' | 'statements') => (last[figure] - first[figure]) / answered;
    return {
      rate: (answered / (last.at - first.at)) * 1000,
      statements: per('statements'),
      cpuOfProcess: per('process'),
      cpuOfMariadb: per('mariadb'),
      cpuOfKafka: per('kafka'),
      memoryOfProcess: peakMemoryOf(parts.process.pid),
      memoryOfMariadb: peakMemoryOf(parts.mariadb),
    };

    async function reach(wanted: number) {
      let answered = 0;
      let movedAt = performance.now();
      for (;;) {
        const now = await count();
        if (now > answered) movedAt = performance.now();
        answered = now;
        if (answered >= wanted) return answered;
        if (!isRunning(parts.process) || performance.now() - movedAt > PATIENCE)
          throw new Error(`stopped at ${answered} of ${wanted} answers:\n${tailOf(parts.log)}`);
        await delay(LOOK_EVERY);
      }
    }

    async function sample(answered: number) {
      const at = performance.now();
      const [process, mariadb, ofKafka] = [parts.process.pid, parts.mariadb, parts.kafka].map(cpuOf) as [
        number,
        number,
        number,
      ];
      const [rows] = await connection.run("SHOW GLOBAL STATUS LIKE 'Questions'");
      return { at, answered, process, mariadb, kafka: ofKafka, statements: Number(textOf(rows?.[0]?.[1])) };
    }
  } finally {
    connection.close();
    await admin.disconnect();
  }
}

/** Young tables have old statistics, and who does not name an index would be measured scanning. */
async function analyse(connection: LedgerConnection): Promise<void> {
  const [tables = []] = await connection.run('SHOW TABLES');
  for (const [table] of tables) await connection.run(`ANALYZE TABLE ${textOf(table)}`);
}
