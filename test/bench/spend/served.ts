import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseAddress } from '@libs/province-store';
import { freePorts } from '../../../apps/development-stack/src/free-ports';
import { endProcess, startProcess, waitFor, type StackProcess } from '../../../apps/development-stack/src/processes';
import { NODE, NODE_FLAGS, PROJECT } from '../../../apps/development-stack/src/project';
import { writeGatewaySettings } from '../gateway-settings';
import type { Batches, Contender, LoopTime } from './contender';
import { httpClients, KEY } from './http-clients';
import { PERSONS, PROVINCE } from './prepare';

/** As many connections as any load has. */
export const MOST_CONNECTIONS = 512;

/** The gateway, as an operator runs it. */
export async function serveGateway(
  dir: string,
  brokers: readonly string[],
  database: DatabaseAddress,
): Promise<Required<Contender> & { readonly port: number }> {
  const [port = 0] = await freePorts(1);
  const own = {
    'http.port': String(port),
    'kafka.group': database.name,
    'token.key': KEY,
    // No platform answers here, and what is sent again would be a load that comes and goes.
    'upload.resend_after': '10h',
    'upload.resend_max': '10h',
  };
  const file = writeGatewaySettings('gateway', { dir, province: PROVINCE, brokers, database }, own);
  const loopUse = ['--require', join(PROJECT, 'dist/test/bench/spend/loop-use.js')];
  const program = [...loopUse, join(PROJECT, 'dist/apps/gateway/src/main.js'), '--settings', file];
  const server = await serve(dir, program, async () => {
    return (await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2000) })).ok;
  });
  const clients = await httpClients(port, MOST_CONNECTIONS);
  return {
    name: 'HTTP',
    database,
    port,
    pid: server.pid,
    pay: (worker, payer) => clients.pay(worker, payer),
    batches: () => batchesBy(`http://127.0.0.1:${port}/metrics`),
    loop: () => loopOf(server.pid, `${file}.loop`),
    async close() {
      await clients.close();
      await endProcess(server, 5000);
    },
  };
}

/** Baseline (b). */
export async function serveIdiomatic(dir: string, database: DatabaseAddress): Promise<Contender> {
  const [port = 0] = await freePorts(1);
  const told = JSON.stringify({ port, key: KEY, database, persons: PERSONS });
  const program = [join(PROJECT, 'dist/test/bench/spend/idiomatic-spend.js'), told];
  // It knows no such path, and that it says so will do.
  const server = await serve(dir, program, async () => {
    return (await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) })).status > 0;
  });
  const clients = await httpClients(port, MOST_CONNECTIONS);
  return {
    name: 'idiomatic (b)',
    database,
    pid: server.pid,
    pay: (worker, payer) => clients.pay(worker, payer),
    async close() {
      await clients.close();
      await endProcess(server, 2000);
    },
  };
}

async function serve(dir: string, program: readonly string[], ready: () => Promise<boolean>): Promise<StackProcess> {
  const what = program.at(-2) ?? '';
  const log = join(dir, 'logs', `serve-${Date.now()}.log`);
  const server = startProcess(NODE, [...NODE_FLAGS, ...program], log, PROJECT);
  try {
    await waitFor(ready, { what, process: server, log });
  } catch (error) {
    await endProcess(server, 2000);
    throw error;
  }
  return server;
}

async function batchesBy(url: string): Promise<Batches> {
  const metrics = await (await fetch(url)).text();
  const of = (name: string) => Number(new RegExp(`^mutual_aid_batch_${name} (.*)$`, 'm').exec(metrics)?.[1]);
  return { count: of('size_count'), commands: of('size_sum'), seconds: of('seconds_sum') };
}

/** By what loop-use.ts writes when it is asked. */
async function loopOf(pid: number, file: string): Promise<LoopTime> {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  for (;;) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as LoopTime;
    } catch {
      await delay(2);
    }
  }
}
