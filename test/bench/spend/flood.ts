import { setTimeout as delay } from 'node:timers/promises';
import { topicNames } from '@libs/national-platform';
import { LedgerConnection, type DatabaseAddress } from '@libs/province-store';
import { Kafka, logLevel, type Transaction } from 'kafkajs';
import { establishment } from '../record-road/messages';
import type { Figure } from '../report';
import { openLoad } from './load';
import { PERSONS, PROVINCE } from './prepare';

/** M101 with two limits each, of the very people who pay. */
const RECORDS = 200_000;
/** Taken in after the payments, to tell how fast without them. */
const AFTERWARDS = 20_000;
/** Answered before payments are measured beside them: code compiled, portions in hand. */
const WARM_UP = 9000;
/** A while of payments before they are measured: the first of all meet batches that were made before anybody asked. */
const PAYMENTS = { rate: 150, warmUp: 1000, ms: 6000 };
const PATIENCE = 120_000;

/** A running gateway that is ready, and its parts. */
export interface FloodedGateway {
  readonly brokers: readonly string[];
  readonly database: DatabaseAddress;
  readonly pay: (worker: number, payer: number) => Promise<void>;
}

/**
 * How long payments take at a fixed, low rate, first while nothing else happens and then while more records wait than are
 * taken in meanwhile; and what the records lose by the payments. The flood is written beforehand, in a transaction whose
 * end lets it loose at once: writing it costs the measured ones nothing.
 */
export async function measureFlood({ brokers, database, pay }: FloodedGateway): Promise<Figure[]> {
  await openAccounts(database);
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({
    transactionalId: `flood-${process.pid}`,
    idempotent: true,
    maxInFlightRequests: 1,
    transactionTimeout: 10 * 60_000,
  });
  const admin = kafka.admin();
  await Promise.all([producer.connect(), admin.connect()]);
  const flood = await producer.transaction();
  await fill(flood);
  const answers = async (): Promise<number> =>
    (await admin.fetchTopicOffsets(topicNames(PROVINCE).up_ack)).reduce((sum, { high }) => sum + Number(high), 0);
  const before = await answers();
  const reach = async (answered: number): Promise<{ answered: number; at: number }> => {
    const until = performance.now() + PATIENCE;
    for (let now = await answers(); now < before + answered; now = await answers()) {
      if (performance.now() > until) throw new Error(`only ${now - before} of ${answered} records were answered`);
      await delay(50);
    }
    return { answered: (await answers()) - before, at: performance.now() };
  };
  const load = (ms: number) =>
    openLoad(
      PAYMENTS.rate,
      (elapsed) => elapsed < ms,
      (worker) => pay(worker, someone()),
    );
  const payments = async (): Promise<{ first: number[]; times: number[] }> => ({
    first: await load(PAYMENTS.warmUp),
    times: await load(PAYMENTS.ms),
  });
  const unloaded = await payments();
  await flood.commit();
  const first = await reach(WARM_UP);
  const flooded = await payments();
  const middle = await reach(0);
  if (middle.answered + AFTERWARDS > RECORDS)
    throw new Error('the flood was over before the payments were: more records');
  const last = await reach(middle.answered + AFTERWARDS);
  await Promise.all([producer.disconnect(), admin.disconnect()]);
  const rate = (from: typeof first, to: typeof first) => ((to.answered - from.answered) / (to.at - from.at)) * 1000;
  return figures({
    unloaded: unloaded.times,
    flooded: flooded.times,
    first: flooded.first.at(-1) ?? NaN,
    beside: rate(first, middle),
    alone: rate(middle, last),
  });
}

function figures(measured: {
  unloaded: number[];
  flooded: number[];
  first: number;
  beside: number;
  alone: number;
}): Figure[] {
  const { unloaded, flooded, first, beside, alone } = measured;
  const bench = 'spend';
  const at = (times: number[], share: number) => times[Math.floor(times.length * share)] ?? NaN;
  const value = (figure: string, times: number[], share: number): Figure => ({
    bench,
    figure,
    value: at(times, share),
    unit: 'ms',
  });
  const flood = (figure: string, share: number): Figure => ({
    ...value(figure, flooded, share),
    baseline: 'unloaded',
    ratio: at(flooded, share) / at(unloaded, share),
  });
  return [
    value('p50, unloaded', unloaded, 0.5),
    value('p99, unloaded', unloaded, 0.99),
    flood('p50, under a flood of M101', 0.5),
    { ...flood('p99, under a flood of M101', 0.99), goal: '<= 5' },
    { bench, figure: 'of these the first, the slowest', value: first, unit: 'ms' },
    {
      bench,
      figure: 'M101 beside these payments',
      value: beside,
      unit: 'messages/s',
      baseline: 'after them',
      ratio: beside / alone,
    },
  ];
}

async function fill(flood: Transaction): Promise<void> {
  for (let from = 0; from < RECORDS; from += 1000) {
    const messages = Array.from({ length: 1000 }, (_, index) => establishment(from + index));
    await flood.send({ topic: topicNames(PROVINCE).down_relation, messages });
  }
}

/** Those who pay give now, too. */
async function openAccounts(database: DatabaseAddress): Promise<void> {
  const connection = await LedgerConnection.open(database);
  const enough = 100_000_000;
  await connection.run(
    `UPDATE insured_person SET opening = ${enough}, balance = ${enough}, frozen = 0, moved = 0, ` +
      `enrolments = '[{"insutype":"310","state":"ACTIVE"}]'`,
  );
  connection.close();
}

function someone(): number {
  return Math.floor(Math.random() * PERSONS);
}
