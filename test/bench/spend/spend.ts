import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentHashOf, yuanToFen } from '@libs/mutual-aid';
import { Ledger } from '@libs/ledger';
import { writeUpload } from '@libs/national-platform';
import { loadProvincePolicies } from '@libs/province-policy';
import { LedgerConnection, textOf, type DatabaseAddress } from '@libs/province-store';
import { SignJWT } from 'jose';
import { Client } from 'undici';
import { stringify } from 'yaml';
import { freePorts } from '../../../apps/development-stack/src/free-ports';
import { createDatabases } from '../../../apps/development-stack/src/mariadb';
import { endProcess, startProcess, waitFor, type StackProcess } from '../../../apps/development-stack/src/processes';
import { NODE, NODE_FLAGS, PROJECT } from '../../../apps/development-stack/src/project';
import { STANDARD, startStack, stopStack } from '../../../apps/development-stack/src/stack';
import { readState } from '../../../apps/development-stack/src/stack-files';
import { cpuOf } from '../process-figures';
import { writeGatewaySettings } from '../gateway-settings';
import { type Figure } from '../report';
import { measureFlood } from './flood';
import { closedLoad, openLoad } from './load';
import { PlainTransactions } from './plain-transactions';
import { PERSONS, personNo, prepareWallets, PROVINCE } from './prepare';

const CONNECTIONS = 32;
const PLAIN_CONNECTIONS = 16;
const LEDGER_AT_ONCE = 1000;
const MS = { warmUp: 3000, measured: 8000 };
const KEY = 'a key for a quarter of an hour of benchmarks';
const HOT = 7;

/** Who pays next: anybody, or always the same wallet. */
type Spread = 'spread' | 'hot';
const payerOf = (spread: Spread): number => (spread === 'hot' ? HOT : Math.floor(Math.random() * PERSONS));

interface Run {
  readonly rate: number;
  readonly statements: number;
  readonly cpu: { readonly server: number; readonly mariadb: number; readonly kafka: number; readonly client: number };
}

/**
 * Usages over HTTP by real clients with tokens, spread over 20,000 wallets and all on one, and the ledger alone; against
 * (a) one transaction a request with mysql2 and (b) an idiomatic Nest controller with TypeORM.
 */
export async function spend(say: (text: string) => void): Promise<Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'mutual-aid-spend-'));
  try {
    const stack = await startStack({ ...STANDARD, dir, provinces: [PROVINCE], gateways: false, platform: false }, say);
    const bench = new Spend(dir, stack.kafka.brokers, say);
    const plain = { spread: await bench.plain('spread'), hot: await bench.plain('hot') };
    const ledger = { spread: await bench.ledger('spread'), hot: await bench.ledger('hot') };
    const gateway = await bench.gateway();
    const idiomatic = await bench.idiomatic();
    return [...figures({ plain, ledger, gateway, idiomatic }), ...gateway.flood];
  } finally {
    await stopStack(dir, { wipe: true });
  }
}

class Spend {
  private runs = 0;
  private serial = 0;

  constructor(
    private readonly dir: string,
    private readonly brokers: readonly string[],
    private readonly say: (text: string) => void,
  ) {
    mkdirSync(join(dir, 'policies'));
    const policy = { province: PROVINCE, name: '基准', policies: [{ effective_from: '2020-01-01T00:00:00+08:00' }] };
    writeFileSync(join(dir, 'policies', `${PROVINCE}.yaml`), stringify(policy));
  }

  async plain(spread: Spread): Promise<Run> {
    const database = await this.database();
    const plain = await PlainTransactions.open(database, PLAIN_CONNECTIONS);
    const run = await this.measure(
      `plain ${spread}`,
      { database, server: process.pid },
      PLAIN_CONNECTIONS,
      (worker) => {
        const payer = payerOf(spread);
        return plain.pay(worker, personNo(payer), `100000L${payer}`);
      },
    );
    await plain.close();
    return run;
  }

  async ledger(spread: Spread): Promise<Run> {
    const database = await this.database();
    const ledger = new Ledger({
      address: database,
      lanes: 2,
      batchMax: 1000,
      queueMax: 20_000,
      waitingTimeout: 900_000,
      policies: loadProvincePolicies(join(this.dir, 'policies'), PROVINCE).inForce,
      uploads: { written: writeUpload, resendAfter: 30_000 },
      now: () => Date.now(),
      committed: () => undefined,
      outage: { broke: (error, who) => this.say(`${who}: ${String(error)}`), isOver: () => undefined },
      trouble: (message, error) => this.say(`${message}: ${String(error)}`),
    });
    const run = await this.measure(`ledger ${spread}`, { database, server: process.pid }, LEDGER_AT_ONCE, async () => {
      const id = `${PROVINCE}U${++this.serial}`;
      const outcome = await ledger.submit({
        kind: 'pay',
        contentHash: contentHashOf('00'.repeat(32)),
        useId: id,
        msgid: id,
        request: {
          settlementId: id,
          psnNo: personNo(payerOf(spread)),
          scene: '1',
          institution: 'H1',
          payAmount: yuanToFen('1.00'),
          useTime: Date.now(),
        },
      });
      if (outcome.kind !== 'paid') throw new Error(`not paid: ${JSON.stringify(outcome)}`);
    });
    await ledger.stop();
    return run;
  }

  /** Spread, hot, and the times to the answer at half of the spread's rate. */
  async gateway(): Promise<{ spread: Run; hot: Run; times: number[]; flood: Figure[] }> {
    const database = await this.database();
    const [port = 0] = await freePorts(1);
    const file = writeGatewaySettings(
      'gateway',
      { dir: this.dir, province: PROVINCE, brokers: this.brokers, database },
      { 'http.port': String(port), 'kafka.group': database.name, 'token.key': KEY },
    );
    const server = await this.serve('dist/apps/gateway/src/main.js', ['--settings', file], port, '/health/ready');
    try {
      const clients = await this.clients(port);
      const send = (spread: Spread) => (worker: number) => clients(worker, payerOf(spread));
      const spread = await this.measure(
        'gateway spread',
        { database, server: server.pid },
        CONNECTIONS,
        send('spread'),
      );
      const hot = await this.measure('gateway hot', { database, server: server.pid }, CONNECTIONS, send('hot'));
      const times = await openLoad(spread.rate / 2, 6000, send('spread'));
      const pay = (worker: number, payer: number) => clients(worker, payer);
      return { spread, hot, times, flood: await measureFlood({ brokers: this.brokers, database, pay }) };
    } finally {
      await endProcess(server, 5000);
    }
  }

  async idiomatic(): Promise<Run> {
    const database = await this.database();
    const [port = 0] = await freePorts(1);
    const told = JSON.stringify({ port, key: KEY, database, persons: PERSONS });
    const server = await this.serve('dist/test/bench/spend/idiomatic-spend.js', [told], port, '/');
    try {
      const clients = await this.clients(port);
      return await this.measure('idiomatic', { database, server: server.pid }, CONNECTIONS, (worker) =>
        clients(worker, payerOf('spread')),
      );
    } finally {
      await endProcess(server, 2000);
    }
  }

  private async measure(
    name: string,
    { database, server }: { database: DatabaseAddress; server: number },
    atOnce: number,
    send: (worker: number) => Promise<void>,
  ): Promise<Run> {
    const connection = await LedgerConnection.open(database);
    const state = readState(this.dir);
    const pids = { server, mariadb: state?.processes['mariadb']?.pid ?? 0, kafka: state?.processes['kafka']?.pid ?? 0 };
    const sample = async () => {
      const [rows] = await connection.run("SHOW GLOBAL STATUS LIKE 'Questions'");
      return { statements: Number(textOf(rows?.[0]?.[1])), cpu: this.cpu(pids) };
    };
    let before: Awaited<ReturnType<typeof sample>> | undefined;
    const { rate, requests } = await closedLoad(atOnce, send, MS, () => void sample().then((each) => (before = each)));
    const after = await sample();
    connection.close();
    const per = (of: (each: typeof after) => number) => (of(after) - of(before ?? after)) / requests;
    this.say(`${name.padEnd(15)} ${Math.round(rate)} requests/s`);
    return {
      rate,
      statements: per((each) => each.statements),
      cpu: {
        server: per((each) => each.cpu.server),
        mariadb: per((each) => each.cpu.mariadb),
        kafka: per((each) => each.cpu.kafka),
        client: server === process.pid ? 0 : per((each) => each.cpu.client),
      },
    };
  }

  private cpu({ server, mariadb, kafka }: Record<'server' | 'mariadb' | 'kafka', number>) {
    return { server: cpuOf(server), mariadb: cpuOf(mariadb), kafka: cpuOf(kafka), client: cpuOf(process.pid) };
  }

  /** A connection a worker, kept open; a request that is not paid is a fault of the benchmark. */
  private async clients(port: number): Promise<(worker: number, payer: number) => Promise<void>> {
    const token = await new SignJWT({ roles: ['settlement'], province: PROVINCE })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('bench')
      .setAudience('bench')
      .setSubject('window')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(KEY));
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const clients = Array.from({ length: CONNECTIONS }, () => new Client(`http://127.0.0.1:${port}`));
    const use_time = new Date().toISOString();
    return async (worker, payer) => {
      const setl_id = `S${this.runs}-${++this.serial}`;
      const request = { setl_id, psn_no: personNo(payer), scene: '1', fixmedins_code: 'H1', pay_amt: '1.00', use_time };
      const answer = await (clients[worker] as Client).request({
        path: '/api/v1/usages',
        method: 'POST',
        headers,
        body: JSON.stringify(request),
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 201) throw new Error(`${answer.statusCode} ${text}`);
    };
  }

  private async serve(main: string, args: string[], port: number, path: string): Promise<StackProcess> {
    const log = join(this.dir, 'logs', `serve-${this.runs}.log`);
    const server = startProcess(NODE, [...NODE_FLAGS, join(PROJECT, main), ...args], log, PROJECT);
    const ready = async (): Promise<boolean> => {
      const { status } = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(2000) });
      return path === '/' ? true : status === 200;
    };
    await waitFor(ready, { what: main, process: server, log });
    return server;
  }

  private async database(): Promise<DatabaseAddress> {
    const port = readState(this.dir)?.ports['mariadb'] ?? 0;
    const name = `bench_spend_${++this.runs}`;
    await createDatabases(port, [name]);
    const database = { host: '127.0.0.1', port, user: 'mutual_aid', password: 'mutual_aid', name };
    await prepareWallets(database);
    return database;
  }
}

function figures(runs: {
  plain: Record<Spread, Run>;
  ledger: Record<Spread, Run>;
  gateway: { spread: Run; hot: Run; times: number[] };
  idiomatic: Run;
}): Figure[] {
  const { plain, ledger, gateway, idiomatic } = runs;
  const bench = 'spend';
  const against = (figure: string, run: Run, [baseline, other]: readonly [string, Run], goal: string): Figure => ({
    bench,
    figure,
    value: run.rate,
    unit: 'requests/s',
    baseline,
    ratio: run.rate / other.rate,
    goal,
  });
  const plainly = (figure: string, value: number, unit: string): Figure => ({ bench, figure, value, unit });
  const at = (share: number) => gateway.times[Math.floor(gateway.times.length * share)] ?? NaN;
  return [
    against('HTTP', gateway.spread, ['plain (a)', plain.spread], '>= 1.5'),
    against('HTTP', gateway.spread, ['idiomatic (b)', idiomatic], '>= 8'),
    against('HTTP, hot wallet', gateway.hot, ['plain (a), hot', plain.hot], '>= 4'),
    against('ledger alone', ledger.spread, ['plain (a)', plain.spread], '>= 4'),
    against('ledger alone, hot', ledger.hot, ['plain (a), hot', plain.hot], '>= 10'),
    plainly('plain (a)', plain.spread.rate, 'requests/s'),
    plainly('plain (a), hot', plain.hot.rate, 'requests/s'),
    plainly('idiomatic (b)', idiomatic.rate, 'requests/s'),
    plainly('p50 at half the rate', at(0.5), 'ms'),
    plainly('p99 at half the rate', at(0.99), 'ms'),
    plainly('statements', gateway.spread.statements, 'a request'),
    plainly('CPU of the gateway', gateway.spread.cpu.server, 'µs a request'),
    plainly('CPU of MariaDB', gateway.spread.cpu.mariadb, 'µs a request'),
    plainly('CPU of Kafka', gateway.spread.cpu.kafka, 'µs a request'),
    plainly('CPU of the client', gateway.spread.cpu.client, 'µs a request'),
    ...shares(gateway.spread, ledger.spread).map(([part, share]) => plainly(`share of ${part}`, share, '% of the CPU')),
    plainly('ledger alone: CPU of its process', ledger.spread.cpu.server, 'µs a request'),
    plainly('ledger alone: CPU of MariaDB', ledger.spread.cpu.mariadb, 'µs a request'),
    plainly('ledger alone: statements', ledger.spread.statements, 'a request'),
  ];
}

/** What of the cores' work goes where: the ledger alone tells what of the gateway's is deciding and SQL, the rest is HTTP. */
function shares({ cpu }: Run, ledger: Run): [part: string, share: number][] {
  const whole = cpu.server + cpu.mariadb + cpu.kafka + cpu.client;
  const parts: [string, number][] = [
    ['HTTP, relay and small batches', cpu.server - ledger.cpu.server],
    ['deciding', ledger.cpu.server],
    ['the database', cpu.mariadb],
    ['Kafka', cpu.kafka],
    ['the client', cpu.client],
  ];
  return parts.map(([part, used]) => [part, (used / whole) * 100]);
}
