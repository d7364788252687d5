import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { topicNames } from '@libs/national-platform';
import type { DatabaseAddress } from '@libs/province-store';
import { createTopics } from '../../../apps/development-stack/src/kafka';
import { createDatabases } from '../../../apps/development-stack/src/mariadb';
import { endProcess, startProcess } from '../../../apps/development-stack/src/processes';
import { NODE, NODE_FLAGS, PROJECT } from '../../../apps/development-stack/src/project';
import { STANDARD, startStack, stopStack } from '../../../apps/development-stack/src/stack';
import { readState } from '../../../apps/development-stack/src/stack-files';
import { writeGatewaySettings } from '../gateway-settings';
import { median, type Figure } from '../report';
import { workFolder } from '../work-folder';
import type { ContenderSettings } from './contender-settings';
import { measureAnswers, type Measured } from './measure-answers';
import { establishment, fill, makeMix, PROVINCE } from './messages';
import { prepareDatabase } from './prepare-database';

const ROUNDS = 3;
const MESSAGES = 45_000;
/** Answered before measuring starts: connections open, code compiled. */
const WARM_UP = 9000;
const IDIOMATIC = { messages: 9000, warmUp: 2000 };

type Contender = 'gateway' | 'raw rows' | 'idiomatic';
const MAIN: Readonly<Record<Contender, string>> = {
  gateway: 'dist/apps/gateway/src/main.js',
  'raw rows': 'dist/test/bench/record-road/raw-rows.js',
  idiomatic: 'dist/test/bench/record-road/idiomatic.js',
};

/**
 * M101 with two limits each from a filled topic until the last answer is on its topic, against (a) the same rows
 * written raw and (b) the idiomatic way; then a mix with refusals, repeats and early arrivals.
 */
export async function recordRoad(say: (text: string) => void): Promise<Figure[]> {
  const dir = workFolder();
  try {
    const stack = await startStack({ ...STANDARD, dir, provinces: [PROVINCE], gateways: false, platform: false }, say);
    const road = new Road(dir, stack.kafka.brokers, say);
    await road.fillTopics();
    const raw: Measured[] = [];
    const gateway: Measured[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      raw.push(await road.run('raw rows', MESSAGES, WARM_UP));
      gateway.push(await road.run('gateway', MESSAGES, WARM_UP));
    }
    const idiomatic = await road.run('idiomatic', IDIOMATIC.messages, IDIOMATIC.warmUp);
    const mix = await road.runMix();
    return [...roadFigures(gateway, raw, idiomatic), ...mixFigures(mix, raw)];
  } finally {
    await stopStack(dir, { wipe: true });
  }
}

/** One Kafka and one MariaDB for all; a database, a group and a topic of answers for each run. */
export class Road {
  readonly kafka: Kafka;
  private databases = 0;
  private runs = 0;

  constructor(
    private readonly dir: string,
    private readonly brokers: string[],
    private readonly say: (text: string) => void,
  ) {
    this.kafka = new Kafka({ brokers, logLevel: logLevel.ERROR });
    mkdirSync(join(dir, 'policies'));
    writeFileSync(join(dir, 'policies', `${PROVINCE}.yaml`), POLICY);
  }

  /** Fills the standard topic. */
  async fillTopics(messages = MESSAGES): Promise<void> {
    this.say(`Filling the topic with ${messages} messages …`);
    await fill(
      this.kafka,
      Array.from({ length: messages }, (_, index) => establishment(index)),
    );
  }

  /** Makes topics that are not the province's own. */
  createTopics(topics: readonly string[]): Promise<void> {
    return createTopics(this.port('kafka'), topics);
  }

  /** The mix lies in topics of its own, so that it is read alone. */
  async runMix(): Promise<Measured> {
    const topics = { down_relation: 'bench.mix.relation', down_limit: 'bench.mix.limit' };
    await this.createTopics(Object.values(topics));
    const standard = topicNames(PROVINCE);
    const mix = makeMix(MESSAGES).map((each) => ({
      ...each,
      topic: each.topic === standard.down_limit ? topics.down_limit : topics.down_relation,
    }));
    await fill(this.kafka, mix);
    const settings = { 'topics.down_relation': topics.down_relation, 'topics.down_limit': topics.down_limit };
    return this.run('gateway', MESSAGES, WARM_UP, settings);
  }

  /** One run on a database of its own, a gateway's with these settings beside the usual ones. */
  async run(
    contender: Contender,
    messages: number,
    warmUp: number,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<Measured> {
    const measured = await this.runOn(await this.newDatabase(), contender, { messages, warmUp }, settings);
    this.say(`${contender.padEnd(10)} ${Math.round(measured.rate)} messages/s`);
    return measured;
  }

  /** A database with registered donors, for one run or more. */
  async newDatabase(): Promise<DatabaseAddress> {
    const name = `bench_${++this.databases}`;
    await createDatabases(this.port('mariadb'), [name]);
    const database = {
      host: '127.0.0.1',
      port: this.port('mariadb'),
      user: 'mutual_aid',
      password: 'mutual_aid',
      name,
    };
    await prepareDatabase(database);
    return database;
  }

  /** One run on a database: a further one goes on behind what those before it consumed. */
  async runOn(
    database: DatabaseAddress,
    contender: Contender,
    counts: { readonly messages: number; readonly warmUp: number },
    settings: Readonly<Record<string, string>> = {},
  ): Promise<Measured> {
    const name = `bench_run_${++this.runs}`;
    const answers = `bench.answers.${this.runs}`;
    await createTopics(this.port('kafka'), [answers]);
    const told: ContenderSettings = {
      brokers: this.brokers,
      topic: topicNames(PROVINCE).down_relation,
      group: database.name,
      answers,
      province: PROVINCE,
      database,
    };
    const args =
      contender === 'gateway' ? ['--settings', this.gatewaySettings(told, settings)] : [JSON.stringify(told)];
    const log = join(this.dir, 'logs', `${name}.log`);
    const process = startProcess(NODE, [...NODE_FLAGS, join(PROJECT, MAIN[contender]), ...args], log, PROJECT);
    try {
      const servers = { mariadb: this.pid('mariadb'), kafka: this.pid('kafka') };
      return await measureAnswers(
        { kafka: this.kafka, database, topic: answers },
        { process, log, ...servers },
        counts,
      );
    } finally {
      await endProcess(process, 3000);
    }
  }

  private gatewaySettings(
    { database, group, answers }: ContenderSettings,
    own: Readonly<Record<string, string>>,
  ): string {
    return writeGatewaySettings(
      group,
      { dir: this.dir, province: PROVINCE, brokers: this.brokers, database },
      {
        'http.port': '0',
        'kafka.group': group,
        'topics.up_ack': answers,
        'token.key': 'a key that no one uses, because nobody asks',
        ...own,
      },
    );
  }

  private port(name: string): number {
    return readState(this.dir)?.ports[name] ?? 0;
  }

  private pid(name: string): number {
    return readState(this.dir)?.processes[name]?.pid ?? 0;
  }
}

/** Every cap is there to be checked, and none is met. */
const POLICY = `province: "${PROVINCE}"
name: 基准
policies:
  - effective_from: "2026-01-01T00:00:00+08:00"
    kinship: ["01", "02", "03"]
    caps:
      settings_per_day: 1000000
      settings_per_month: 1000000
      settings_per_year: 1000000
      amount_min: "1.00"
      amount_max: "20000.00"
      amount_per_month: "9000000.00"
      amount_per_year: "9000000.00"
      outstanding_max: "9000000.00"
      beneficiaries_max: 1000000
`;

function roadFigures(gateway: readonly Measured[], raw: readonly Measured[], idiomatic: Measured): Figure[] {
  const bench = 'record-road';
  const of = (runs: readonly Measured[], figure: keyof Measured) => median(runs.map((run) => run[figure]));
  const rate = of(gateway, 'rate');
  // Neighbours in time are compared, so that a slow hour of the machine falls on both.
  const againstRaw = median(gateway.map((run, round) => run.rate / (raw[round]?.rate ?? NaN)));
  const line = (figure: string, value: number, unit: string, goal?: string): Figure => ({
    bench,
    figure,
    value,
    unit,
    ...(goal ? { goal } : {}),
  });
  return [
    { ...line('gateway', rate, 'messages/s', '>= 0.9'), baseline: 'raw rows (a)', ratio: againstRaw },
    { ...line('gateway', rate, 'messages/s', '>= 10'), baseline: 'idiomatic (b)', ratio: rate / idiomatic.rate },
    line('raw rows (a)', of(raw, 'rate'), 'messages/s'),
    line('idiomatic (b)', idiomatic.rate, 'messages/s'),
    line('statements', of(gateway, 'statements'), 'a message', '<= 0.05'),
    line('CPU of the gateway', of(gateway, 'cpuOfProcess'), 'µs a message', '<= 100'),
    line('CPU of MariaDB', of(gateway, 'cpuOfMariadb'), 'µs a message', '<= 110'),
    line('CPU of Kafka', of(gateway, 'cpuOfKafka'), 'µs a message'),
    line('memory of the gateway, peak', of(gateway, 'memoryOfProcess'), 'MB'),
    line('memory of MariaDB, peak', of(gateway, 'memoryOfMariadb'), 'MB'),
    line('(a) CPU of its process', of(raw, 'cpuOfProcess'), 'µs a message'),
    line('(a) CPU of MariaDB', of(raw, 'cpuOfMariadb'), 'µs a message'),
    line('(b) CPU of its process', idiomatic.cpuOfProcess, 'µs a message'),
    line('(b) CPU of MariaDB', idiomatic.cpuOfMariadb, 'µs a message'),
    line('(b) statements', idiomatic.statements, 'a message'),
  ];
}

function mixFigures(mix: Measured, raw: readonly Measured[]): Figure[] {
  const bench = 'record-road, mix';
  const ratio = mix.rate / median(raw.map((run) => run.rate));
  return [
    { bench, figure: 'gateway', value: mix.rate, unit: 'messages/s', baseline: 'raw rows (a)', ratio },
    { bench, figure: 'statements', value: mix.statements, unit: 'a message' },
    { bench, figure: 'CPU of the gateway', value: mix.cpuOfProcess, unit: 'µs a message' },
    { bench, figure: 'CPU of MariaDB', value: mix.cpuOfMariadb, unit: 'µs a message' },
    { bench, figure: 'memory of the gateway, peak', value: mix.memoryOfProcess, unit: 'MB' },
  ];
}
