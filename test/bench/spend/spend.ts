import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseAddress } from '@libs/province-store';
import { stringify } from 'yaml';
import { createDatabases } from '../../../apps/development-stack/src/mariadb';
import { STANDARD, startStack, stopStack } from '../../../apps/development-stack/src/stack';
import { readState } from '../../../apps/development-stack/src/stack-files';
import { median, type Figure } from '../report';
import { workFolder } from '../work-folder';
import type { Contender } from './contender';
import { figuresOf, type Measured } from './figures';
import { measureFlood } from './flood';
import { ledgerAlone } from './ledger-alone';
import { closedLoad, openLoad } from './load';
import { boundOf, measure, type Load, type Servers } from './measure';
import { payerOf, type Spread } from './payer';
import { plainTransactions } from './plain-transactions';
import { prepareWallets, PROVINCE } from './prepare';
import { MOST_CONNECTIONS, serveGateway, serveIdiomatic } from './served';

/** Odd, for the median. */
const ROUNDS = 5;
const CONNECTIONS = [32, 128, MOST_CONNECTIONS];
const PLAIN_CONNECTIONS = 16;
const LEDGER_AT_ONCE = 1000;
/** Before anything is measured: the broker's JVM above all takes its time to compile what it does often, ms. */
const WARM_UP = { servers: 12_000, baselines: 2000 };

/**
 * Usages over HTTP by real clients with tokens, spread over 20,000 wallets and all on one, and the ledger alone; against
 * (a) one transaction a request with mysql2 and (b) an idiomatic Nest controller with TypeORM under the same load.
 */
export async function spend(say: (text: string) => void): Promise<Figure[]> {
  const dir = workFolder();
  const up: Contender[] = [];
  try {
    const stack = await startStack({ ...STANDARD, dir, provinces: [PROVINCE], gateways: false, platform: false }, say);
    writePolicy(dir);
    const isUp = <Given extends Contender>(contender: Given): Given => {
      up.push(contender);
      return contender;
    };
    const plain = isUp(await plainTransactions(await wallets(dir, 'plain'), PLAIN_CONNECTIONS));
    const ledger = isUp(ledgerAlone(dir, await wallets(dir, 'ledger'), say));
    const idiomatic = isUp(await serveIdiomatic(dir, await wallets(dir, 'idiomatic')));
    const database = await wallets(dir, 'gateway');
    const gateway = isUp(await serveGateway(dir, stack.kafka.brokers, database));
    await warmUp(gateway, 128, WARM_UP.servers);
    await warmUp(plain, PLAIN_CONNECTIONS, WARM_UP.baselines);
    await warmUp(idiomatic, 128, WARM_UP.baselines);
    await warmUp(ledger, LEDGER_AT_ONCE, WARM_UP.baselines);
    const measured = await inRounds({ plain, ledger, idiomatic, gateway }, serversOf(dir), say);
    // What needs the warm gateway and is no closed load stands here, each with figures of its own.
    const pays = (worker: number) => gateway.pay(worker, payerOf('spread'));
    const unloaded = await openLoad(halfOf(measured), (elapsed) => elapsed < 6000, pays);
    const pay = (worker: number, payer: number) => gateway.pay(worker, payer);
    return [...figuresOf(measured, unloaded), ...(await measureFlood({ brokers: stack.kafka.brokers, database, pay }))];
  } finally {
    for (const each of up) await each.close().catch(() => undefined);
    await stopStack(dir, { wipe: true });
  }
}

/** Every load once a round, each time in another order: what drifts, or follows on something, falls on all alike. */
async function inRounds(
  { plain, ledger, idiomatic, gateway }: Record<'plain' | 'ledger' | 'idiomatic' | 'gateway', Contender>,
  servers: Servers,
  say: (text: string) => void,
): Promise<Measured[]> {
  const both = (by: Contender, atOnce: number): Load[] =>
    (['spread', 'hot'] as const).map((spread) => ({ by, atOnce, spread }));
  const loads = [
    ...both(plain, PLAIN_CONNECTIONS),
    ...both(ledger, LEDGER_AT_ONCE),
    ...CONNECTIONS.flatMap((atOnce) => both(gateway, atOnce)),
    { by: idiomatic, atOnce: MOST_CONNECTIONS, spread: 'spread' as const },
  ];
  const measured: Measured[] = loads.map((load) => ({ load, rounds: [] }));
  for (let round = 0; round < ROUNDS; round++) {
    say(`Round ${round + 1} of ${ROUNDS}`);
    for (const { load, rounds } of shuffled(measured)) {
      const run = await measure(load, servers);
      rounds.push(run);
      const name = `${load.by.name}, ${load.atOnce} at once, ${load.spread}`;
      say(`  ${name.padEnd(34)} ${Math.round(run.rate)} requests/s, bound by ${boundOf(run)}`);
    }
  }
  return measured;
}

async function warmUp(by: Contender, atOnce: number, measured: number): Promise<void> {
  const spreads: Spread[] = ['spread', 'hot'];
  const send = (worker: number) => by.pay(worker, payerOf(spreads[worker % 2] ?? 'spread'));
  await closedLoad(atOnce, send, { warmUp: 0, measured }, () => Promise.resolve());
}

/** Half of what the gateway does for its fewest connections, requests/s. */
function halfOf(measured: readonly Measured[]): number {
  const { rounds = [] } = measured.find(({ load }) => load.by.name === 'HTTP' && load.spread === 'spread') ?? {};
  return median(rounds.map(({ rate }) => rate)) / 2;
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function serversOf(dir: string): Servers {
  const pid = (name: string) => readState(dir)?.processes[name]?.pid ?? 0;
  return { mariadb: pid('mariadb'), kafka: pid('kafka') };
}

/** A database with a wallet for everybody. */
async function wallets(dir: string, of: string): Promise<DatabaseAddress> {
  const port = readState(dir)?.ports['mariadb'] ?? 0;
  const name = `bench_spend_${of}`;
  await createDatabases(port, [name]);
  const database = { host: '127.0.0.1', port, user: 'mutual_aid', password: 'mutual_aid', name };
  await prepareWallets(database);
  return database;
}

function writePolicy(dir: string): void {
  mkdirSync(join(dir, 'policies'));
  const policy = { province: PROVINCE, name: '基准', policies: [{ effective_from: '2020-01-01T00:00:00+08:00' }] };
  writeFileSync(join(dir, 'policies', `${PROVINCE}.yaml`), stringify(policy));
}
