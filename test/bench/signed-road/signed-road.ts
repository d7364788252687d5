import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { KeyFolder, PLATFORM, sealEnvelope } from '@libs/national-platform';
import { makeKeys, keysDir, writeKeyFolders, type StackKeys } from '../../../apps/development-stack/src/keys';
import { STANDARD, startStack, stopStack } from '../../../apps/development-stack/src/stack';
import { signedText } from '../../../libs/national-platform/src/sealing/signed-text';
import type { Measured } from '../record-road/measure-answers';
import { establishment, fill, PROVINCE, type Filled } from '../record-road/messages';
import { Road } from '../record-road/record-road';
import { median, type Figure } from '../report';
import { workFolder } from '../work-folder';
import type { LoopRate, LoopWork } from './crypto-loop';

const ROUNDS = 3;
const MESSAGES = 12_000;
const WARM_UP = 2000;
const CORES = 2;
const LOOP_FOR = 5000;
const TOPIC = 'bench.signed.relation';

/**
 * The record road, signed and sealed, against (a) a loop on both cores that verifies, decrypts and signs once a message
 * and does nothing else, and (b) the same gateway unsigned.
 */
export async function signedRoad(say: (text: string) => void): Promise<Figure[]> {
  const dir = workFolder();
  try {
    const stack = await startStack({ ...STANDARD, dir, provinces: [PROVINCE], gateways: false, platform: false }, say);
    const road = new Road(dir, stack.kafka.brokers, say);
    const made = makeKeys([PROVINCE]);
    writeKeyFolders(dir, made);
    await road.fillTopics(MESSAGES);
    await road.createTopics([TOPIC]);
    say(`Signing and encrypting ${MESSAGES} messages …`);
    const sealed = sealedMessages(dir);
    await fill(road.kafka, sealed);
    const settings = {
      'topics.down_relation': TOPIC,
      'keys.dir': keysDir(dir, PROVINCE),
      signature: 'SM2',
      encryption: 'SM4',
    };
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const loop = await cryptoLoop(made, sealed);
      say(`loop       ${Math.round(loop.rate)} messages/s`);
      const signed = await road.run('gateway', MESSAGES, WARM_UP, settings);
      const unsigned = await road.run('gateway', MESSAGES, WARM_UP);
      rounds.push({ loop, signed, unsigned });
    }
    return figures(rounds);
  } finally {
    await stopStack(dir, { wipe: true });
  }
}

function sealedMessages(dir: string): Filled[] {
  const { keys } = new KeyFolder(keysDir(dir, PLATFORM));
  const rules = { self: PLATFORM, signature: 'SM2', encryption: 'SM4' } as const;
  return Array.from({ length: MESSAGES }, (_, index) => {
    const message = establishment(index);
    return { ...message, topic: TOPIC, value: sealEnvelope(String(message.value), rules, keys, Date.now()) };
  });
}

/** Messages a second of all cores together, and µs of CPU a message. */
async function cryptoLoop({ keys, enc_keys }: StackKeys, sealed: readonly Filled[]): Promise<LoopRate> {
  const [pair] = keys[PLATFORM] ?? [];
  const [secret] = enc_keys[PROVINCE] ?? [];
  if (pair === undefined || secret === undefined) throw new Error('no keys were made');
  const messages = sealed.slice(0, 1000).map(({ value }) => {
    const envelope = JSON.parse(String(value)) as Record<string, string>;
    const signature = Buffer.from(envelope['cainfo'] ?? '', 'base64');
    return { text: signedText(envelope), signature, body: envelope['enc_input'] ?? '' };
  });
  const answer = `enc_input=${'A'.repeat(64)}&inf_refmsgid=${'1'.repeat(30)}&infno=M191&msgid=${'1'.repeat(30)}`;
  const workerData: LoopWork = {
    publicKey: pair.public,
    privateKey: pair.private,
    secret: secret.key,
    messages,
    answer,
    milliseconds: LOOP_FOR,
  };
  const rates = Array.from({ length: CORES }, () => {
    const worker = new Worker(join(__dirname, 'crypto-loop.js'), { workerData });
    return new Promise<LoopRate>((resolve, reject) => worker.once('message', resolve).once('error', reject));
  });
  const cores = await Promise.all(rates);
  const sum = (pick: (core: LoopRate) => number): number => cores.reduce((so, core) => so + pick(core), 0);
  return { rate: sum(({ rate }) => rate), cpu: sum(({ cpu }) => cpu) / cores.length };
}

interface Round {
  readonly loop: LoopRate;
  readonly signed: Measured;
  readonly unsigned: Measured;
}

/**
 * What would be left of the loop's rate if nothing but the rest of the road's work, as unsigned, took from its cores:
 * gateway, MariaDB and Kafka run on the same ones.
 */
function mostAllowed({ loop, unsigned }: Round): number {
  const rest = unsigned.cpuOfProcess + unsigned.cpuOfMariadb + unsigned.cpuOfKafka;
  return loop.cpu / (loop.cpu + rest);
}

function figures(rounds: readonly Round[]): Figure[] {
  const bench = 'signed-road';
  const of = (pick: (round: Round) => number): number => median(rounds.map(pick));
  const rate = of(({ signed }) => signed.rate);
  const cost = (figure: keyof Measured): number => of(({ signed }) => signed[figure]);
  return [
    {
      bench,
      figure: 'gateway, signed and sealed',
      value: rate,
      unit: 'messages/s',
      baseline: 'loop on both cores (a)',
      // Neighbours in time are compared, so that a slow hour of the machine falls on both.
      ratio: of(({ signed, loop }) => signed.rate / loop.rate),
      goal: '>= 0.8',
    },
    {
      bench,
      figure: 'gateway, signed and sealed',
      value: rate,
      unit: 'messages/s',
      baseline: 'unsigned (b)',
      ratio: of(({ signed, unsigned }) => signed.rate / unsigned.rate),
    },
    { bench, figure: 'most that the same cores allow', value: of(mostAllowed), unit: '× (a)' },
    { bench, figure: 'loop on both cores (a)', value: of(({ loop }) => loop.rate), unit: 'messages/s' },
    { bench, figure: 'unsigned (b)', value: of(({ unsigned }) => unsigned.rate), unit: 'messages/s' },
    { bench, figure: 'CPU of the loop (a)', value: of(({ loop }) => loop.cpu), unit: 'µs a message' },
    { bench, figure: 'CPU of the gateway', value: cost('cpuOfProcess'), unit: 'µs a message' },
    { bench, figure: 'CPU of MariaDB', value: cost('cpuOfMariadb'), unit: 'µs a message' },
    { bench, figure: 'CPU of Kafka', value: cost('cpuOfKafka'), unit: 'µs a message' },
    { bench, figure: 'memory of the gateway, peak', value: cost('memoryOfProcess'), unit: 'MB' },
  ];
}
