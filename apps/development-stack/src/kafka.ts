import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import type { Launch } from './processes';
import { PROJECT } from './project';

const JARS = join(PROJECT, '.kafka', '4.2.0');
const CONFIG = join(PROJECT, 'apps/development-stack/kafka');
const PARTITIONS = 6;

/** Brings Apache Kafka's jars from Maven once; two stacks that start together do not disturb each other. */
export function bringKafka(say: (text: string) => void): void {
  if (existsSync(JARS)) return;
  say('Bringing Apache Kafka 4.2.0 from Maven …');
  const making = `${JARS}.${process.pid}`;
  const target = `-DoutputDirectory=${making}`;
  const args = ['-q', '-B', 'dependency:copy-dependencies', target, '-DincludeScope=runtime'];
  const { status } = spawnSync('mvn', args, { cwd: CONFIG, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('Maven could not bring Kafka; its own words stand above.');
  try {
    renameSync(making, JARS);
  } catch {
    // Another stack was faster.
    rmSync(making, { recursive: true, force: true });
  }
}

/** A broker of the stack's own; its storage is formatted where it is new. Ready when it answers. */
export function kafkaLaunch(dir: string, port: number, controllerPort: number): Launch {
  const home = join(dir, 'kafka');
  const properties = join(home, 'server.properties');
  if (!existsSync(join(home, 'data', 'meta.properties'))) format(home, properties, port, controllerPort);
  return {
    program: 'java',
    args: [
      '-Xmx512m',
      '-XX:+UseSerialGC',
      `-Dlog4j2.configurationFile=${join(CONFIG, 'log4j2.properties')}`,
      '-cp',
      `${JARS}/*`,
      'kafka.Kafka',
      properties,
    ],
    cwd: home,
    log: join(dir, 'logs', 'kafka.log'),
    ready: () => answers(port),
  };
}

async function answers(port: number): Promise<boolean> {
  const admin = client(port, 0).admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** Makes the topics that are not there yet. */
export async function createTopics(port: number, topics: readonly string[]): Promise<void> {
  const admin = client(port, 20).admin();
  await admin.connect();
  try {
    const known = new Set(await admin.listTopics());
    const missing = topics.filter((topic) => !known.has(topic));
    if (missing.length === 0) return;
    await admin.createTopics({
      waitForLeaders: true,
      timeout: 60_000,
      topics: missing.map((topic) => ({ topic, numPartitions: PARTITIONS, replicationFactor: 1 })),
    });
  } finally {
    await admin.disconnect();
  }
}

/** A look at a broker that starts is over soon; the work on one that runs is done however busy the machine is. */
function client(port: number, retries: number): Kafka {
  return new Kafka({
    brokers: [`127.0.0.1:${port}`],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 10_000,
    retry: { retries, initialRetryTime: 100, maxRetryTime: 2000 },
  });
}

function format(home: string, properties: string, port: number, controllerPort: number): void {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const lines = [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names=CONTROLLER',
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    `log.dirs=${join(home, 'data')}`,
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=4',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    'auto.create.topics.enable=false',
  ];
  writeFileSync(properties, `${lines.join('\n')}\n`);
  const id = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
  // One id in 64 begins with a hyphen: set off by a space, the tool would take it for an option.
  const tool = ['-cp', `${JARS}/*`, 'kafka.tools.StorageTool', 'format'];
  const args = [...tool, `--cluster-id=${id}`, '-c', properties];
  const { status, stderr } = spawnSync('java', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Kafka's storage could not be formatted: ${stderr}`);
}
