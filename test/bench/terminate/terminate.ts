import { LedgerConnection, textOf, type DatabaseAddress } from '@libs/province-store';
import { STANDARD, startStack, stopStack } from '../../../apps/development-stack/src/stack';
import type { Measured } from '../record-road/measure-answers';
import { closing, fill, PROVINCE, reconciliation, type Filled } from '../record-road/messages';
import { Road } from '../record-road/record-road';
import { median, type Figure } from '../report';
import { workFolder } from '../work-folder';

const ROUNDS = 3;
/** Relationships that are established, and then end. */
const RELATIONSHIPS = 45_000;
const WARM_UP = 9000;
/** So many M301 lie in the topic before their M302, as a platform sends them that asks many regions at once. */
const ASKED_AT_ONCE = 1000;
const MESSAGES_EACH = 2;
/** Its own topics: one that is full from the start, and one to which nothing comes while relationships end. */
const TOPICS = { down_terminate: 'bench.terminate', down_relation: 'bench.terminate.relation' };

interface Round {
  readonly record: Measured;
  readonly terminate: Measured;
}

/**
 * M301 with matching figures and M302 of relationships with two limits each, as donor region, against the record road
 * (M101) that has established them a moment ago.
 */
export async function terminate(say: (text: string) => void): Promise<Figure[]> {
  const dir = workFolder();
  try {
    const stack = await startStack({ ...STANDARD, dir, provinces: [PROVINCE], gateways: false, platform: false }, say);
    const road = new Road(dir, stack.kafka.brokers, say);
    await road.fillTopics(RELATIONSHIPS);
    await road.createTopics(Object.values(TOPICS));
    say(`Filling the topic with ${RELATIONSHIPS} terminations …`);
    await fill(road.kafka, terminations());
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await runOnce(road, say));
    return figures(rounds);
  } finally {
    await stopStack(dir, { wipe: true });
  }
}

function terminations(): Filled[] {
  const indices = Array.from({ length: RELATIONSHIPS }, (_, index) => index);
  const chunks = Map.groupBy(indices, (index) => Math.floor(index / ASKED_AT_ONCE));
  const messages = [...chunks.values()].flatMap((chunk) => [...chunk.map(reconciliation), ...chunk.map(closing)]);
  return messages.map((each) => ({ ...each, topic: TOPICS.down_terminate }));
}

async function runOnce(road: Road, say: (text: string) => void): Promise<Round> {
  const database = await road.newDatabase();
  const record = await road.runOn(database, 'gateway', { messages: RELATIONSHIPS, warmUp: WARM_UP });
  say(`M101       ${Math.round(record.rate)} messages/s`);
  const counts = { messages: RELATIONSHIPS * MESSAGES_EACH, warmUp: WARM_UP * MESSAGES_EACH };
  const topics = Object.entries(TOPICS).map(([kind, topic]) => [`topics.${kind}`, topic] as const);
  const measured = await road.runOn(database, 'gateway', counts, Object.fromEntries(topics));
  await mustHaveEnded(database);
  say(`M301, M302 ${Math.round(measured.rate)} messages/s`);
  return { record, terminate: measured };
}

/** Refusals are quicker: a run in which there was one counts for nothing. */
async function mustHaveEnded(database: DatabaseAddress): Promise<void> {
  const connection = await LedgerConnection.open(database);
  const [rows] = await connection.run("SELECT COUNT(*) FROM relationship WHERE state = 'TERMINATED'");
  connection.close();
  const ended = Number(textOf(rows?.[0]?.[0]));
  if (ended !== RELATIONSHIPS) throw new Error(`only ${ended} of ${RELATIONSHIPS} relationships have ended`);
}

function figures(rounds: readonly Round[]): Figure[] {
  const bench = 'terminate';
  const of = (pick: (round: Round) => number): number => median(rounds.map(pick));
  const rateOf = ({ terminate: { rate } }: Round) => rate / MESSAGES_EACH;
  const cost = (figure: keyof Measured): number => of((round) => round.terminate[figure] * MESSAGES_EACH);
  return [
    {
      bench,
      figure: 'gateway, M301 and M302',
      value: of(rateOf),
      unit: 'terminations/s',
      baseline: 'record road, M101',
      // Neighbours in time are compared, so that a slow hour of the machine falls on both.
      ratio: of((round) => rateOf(round) / round.record.rate),
      goal: '>= 0.7',
    },
    { bench, figure: 'record road, M101', value: of(({ record }) => record.rate), unit: 'messages/s' },
    { bench, figure: 'statements', value: cost('statements'), unit: 'a termination' },
    { bench, figure: 'CPU of the gateway', value: cost('cpuOfProcess'), unit: 'µs a termination' },
    { bench, figure: 'CPU of MariaDB', value: cost('cpuOfMariadb'), unit: 'µs a termination' },
    { bench, figure: 'CPU of Kafka', value: cost('cpuOfKafka'), unit: 'µs a termination' },
    { bench, figure: 'M101, CPU of the gateway', value: of(({ record }) => record.cpuOfProcess), unit: 'µs a message' },
    { bench, figure: 'M101, CPU of MariaDB', value: of(({ record }) => record.cpuOfMariadb), unit: 'µs a message' },
    {
      bench,
      figure: 'memory of the gateway, peak',
      value: of((round) => round.terminate.memoryOfProcess),
      unit: 'MB',
    },
  ];
}
