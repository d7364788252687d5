import { cpus } from 'node:os';
import { LedgerConnection, textOf } from '@libs/province-store';
import { busyCores, cpuOf } from '../process-figures';
import type { Batches, Contender } from './contender';
import { closedLoad } from './load';
import { payerOf, type Spread } from './payer';

const MS = { warmUp: 400, measured: 1600 };
/** From so much on something is as good as fully used. */
const FULL = 0.9;

/** One load of one contender. */
export interface Load {
  readonly by: Contender;
  readonly atOnce: number;
  readonly spread: Spread;
}

/** What one load gave; figures are a request, CPU in µs. */
export interface Run {
  /** requests/s */
  readonly rate: number;
  readonly statements: number;
  /** How often the database had its files flushed. */
  readonly flushes: number;
  readonly cpu: { readonly server: number; readonly mariadb: number; readonly kafka: number; readonly client: number };
  /** What a batch holds, and how long it lasts, ms. */
  readonly batch: { readonly commands: number; readonly lasts: number } | undefined;
  /** How much of the time the contender's loop worked; 0 where it is not known. */
  readonly loop: number;
  /** How much of all the machine's cores was used. */
  readonly cores: number;
}

/** The servers beside the contender. */
export interface Servers {
  readonly mariadb: number;
  readonly kafka: number;
}

/** Measures a load, after a short warm-up. */
export async function measure({ by, atOnce, spread }: Load, servers: Servers): Promise<Run> {
  const connection = await LedgerConnection.open(by.database);
  const pids = { server: by.pid, ...servers, client: process.pid };
  const sample = async () => {
    const status = await statusOf(connection, ['Questions', 'Innodb_data_fsyncs']);
    const loop = (await by.loop?.()) ?? { active: 0, idle: 0 };
    return { status, loop, busy: busyCores(), at: performance.now(), cpu: cpuOfAll(pids) };
  };
  const batchesBefore = await by.batches?.();
  const { before, after, requests, seconds } = await closedLoad(
    atOnce,
    (worker) => by.pay(worker, payerOf(spread)),
    MS,
    sample,
  );
  const batch = batchOf(batchesBefore, await by.batches?.());
  connection.close();
  const per = (of: (each: typeof after) => number) => (of(after) - of(before)) / requests;
  const worked = after.loop.active - before.loop.active;
  return {
    rate: requests / seconds,
    statements: per((each) => each.status.Questions),
    flushes: per((each) => each.status.Innodb_data_fsyncs),
    cpu: {
      server: per((each) => each.cpu.server),
      mariadb: per((each) => each.cpu.mariadb),
      kafka: per((each) => each.cpu.kafka),
      client: by.pid === process.pid ? 0 : per((each) => each.cpu.client),
    },
    batch,
    loop: worked === 0 ? 0 : worked / (worked + after.loop.idle - before.loop.idle),
    cores: (after.busy - before.busy) / 1000 / (after.at - before.at) / cpus().length,
  };
}

/** What kept a load from going faster, in a word; round trips, flushes among them, where nothing else is used up. */
export function boundOf({ loop, cores }: Run): 'the cores' | 'its loop' | 'round trips' {
  if (cores >= FULL) return 'the cores';
  return loop >= FULL ? 'its loop' : 'round trips';
}

function batchOf(before: Batches | undefined, after: Batches | undefined): Run['batch'] {
  if (before === undefined || after === undefined) return undefined;
  const count = after.count - before.count;
  const commands = (after.commands - before.commands) / count;
  return { commands, lasts: ((after.seconds - before.seconds) / count) * 1000 };
}

/** Figures of the database server. */
async function statusOf<Name extends string>(connection: LedgerConnection, names: readonly Name[]) {
  const list = names.map((name) => `'${name}'`).join(',');
  const [rows = []] = await connection.run(`SHOW GLOBAL STATUS WHERE Variable_name IN (${list})`);
  const of = (name: Name) => Number(textOf(rows.find((row) => textOf(row[0]) === name)?.[1]));
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, number>;
}

function cpuOfAll<Name extends string>(pids: Record<Name, number>): Record<Name, number> {
  const entries = Object.entries<number>(pids).map(([name, pid]) => [name, cpuOf(pid)]);
  return Object.fromEntries(entries) as Record<Name, number>;
}
