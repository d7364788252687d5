import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { LedgerConnection, type DatabaseAddress } from '@libs/province-store';
import { commandKindOf } from '../commands/registry';
import type { DecideContext, NewIds } from '../decide-context';
import { LedgerStoppedError, LedgerUnavailableError } from './errors';
import type { Owners } from './owners';
import { runBatch, type Committed } from './run-batch';
import type { Pending } from './submission';
import { troubleOf } from './transient';
import type { Turns } from './turns';
import type { WaitingRoom } from './waiting-room';

/** What a lane needs of the ledger around it. */
export interface LaneContext {
  readonly address: DatabaseAddress;
  readonly batchMax: number;
  readonly owners: Owners;
  readonly room: WaitingRoom;
  readonly turns: Turns;
  decideContext(): DecideContext;
  committed(batch: Committed, seconds: number): void;
  /** Sends a command that belongs to another lane there. */
  reroute(pending: Pending): void;
  trouble(message: string, error: unknown): void;
}

const ATTEMPTS = 5;
/** Repeats come in crowds, after a crash for instance: so many batches after one look their ids up beforehand. */
const LOOK_UPS = 50;

/** One lane: a connection and a queue; takes what has gathered as the next batch while the last one commits. */
export class Lane {
  private readonly queue: Pending[] = [];
  private connection: LedgerConnection | undefined;
  private lookUps = 0;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly context: LaneContext) {}

  /** Commands that wait for a batch. */
  get length(): number {
    return this.queue.length;
  }

  /** Queues a command; the batch forms by itself. */
  push(pending: Pending): void {
    if (this.stopping.signal.aborted) {
      pending.reject(new LedgerStoppedError('the gateway is stopping'));
      return;
    }
    this.queue.push(pending);
    this.running ??= this.drain();
  }

  /** Finishes the batch under way and turns the rest away; nothing of those was done. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const pending of this.queue.splice(0)) pending.reject(new LedgerStoppedError('the gateway is stopping'));
    await this.running;
    this.connection?.close();
  }

  private async drain(): Promise<void> {
    // Whatever has arrived on other sockets by now joins the first batch: it is read before the next turn of the loop.
    await nextTurn();
    while (this.queue.length > 0) {
      await this.context.turns.wait(this.queue.length);
      const batch = this.queue.splice(0, this.context.batchMax);
      // A stop in between has turned them away.
      if (batch.length > 0) await this.context.turns.run(() => this.run(batch));
    }
    this.running = undefined;
  }

  private async run(batch: Pending[]): Promise<void> {
    let newIds: NewIds = this.lookUps > 0 ? 'look up' : 'unique keys';
    this.lookUps = Math.max(0, this.lookUps - 1);
    let outages = 0;
    for (let attempt = 1; ;) {
      try {
        await this.attempt(batch, newIds);
        return;
      } catch (error) {
        const trouble = troubleOf(error);
        if (trouble === 'unreachable') {
          // A connection that broke while idle says nothing of the database: ask once more before anyone is turned away.
          if (++outages === 1 && (await this.reconnect())) continue;
          batch = turnRequestsAway(batch, error);
          if (batch.length === 0 || !(await this.waitForDatabase(batch, error))) return;
          continue;
        }
        await this.rollback();
        if (trouble === 'duplicate') {
          newIds = 'look up';
          this.lookUps = LOOK_UPS;
        }
        if (trouble === 'refused' || ++attempt > ATTEMPTS) {
          await this.runAlone(batch, error);
          return;
        }
      }
    }
  }

  private async attempt(batch: readonly Pending[], newIds: NewIds): Promise<void> {
    this.connection ??= await LedgerConnection.open(this.context.address, 'lane');
    const started = performance.now();
    const commands = batch.map((pending) => pending.command);
    const { owners, room } = this.context;
    const decide = this.context.decideContext();
    const committed = await runBatch(this.connection, commands, { owners, room, newIds, decide });
    this.context.committed(committed, (performance.now() - started) / 1000);
    // First the next batch goes to the database, and while that works these are told.
    setImmediate(() => this.tell(batch, committed));
  }

  private tell(batch: readonly Pending[], { outcomes }: Committed): void {
    outcomes.forEach((outcome, index) => {
      const pending = batch[index] as Pending;
      if (outcome === 'other lane') this.context.reroute(pending);
      else if (outcome === 'unread') pending.reject(new Error('decided without its files'));
      else pending.resolve(outcome);
    });
  }

  /** A batch that keeps failing is tried one by one; the one that fails alone is refused alone (§3, E99). */
  private async runAlone(batch: readonly Pending[], error: unknown): Promise<void> {
    if (batch.length > 1) {
      this.context.trouble('a batch keeps failing and is tried one by one', error);
      for (const pending of batch) await this.run([pending]);
      return;
    }
    for (const pending of batch) {
      this.context.trouble('a command keeps failing alone', error);
      const instead = commandKindOf(pending.command).whenItFailsAlone?.(pending.command);
      if (instead === undefined) pending.reject(error instanceof Error ? error : new Error(String(error)));
      else await this.run([pending.replacedBy(instead)]);
    }
  }

  private async rollback(): Promise<void> {
    try {
      await this.connection?.run('ROLLBACK');
    } catch {
      // The connection is gone and its transaction with it; the next attempt opens another.
      this.connection?.close();
      this.connection = undefined;
    }
  }

  /** Waits until the database is there again. False where the gateway stops meanwhile: nothing was committed. */
  private async waitForDatabase(batch: readonly Pending[], error: unknown): Promise<boolean> {
    this.context.trouble('the database is not to be had; waiting for it', error);
    for (let pause = 100; ; pause = Math.min(pause * 2, 2000)) {
      try {
        await delay(pause, undefined, { signal: this.stopping.signal });
      } catch {
        for (const pending of batch) pending.reject(new LedgerStoppedError('the gateway is stopping'));
        return false;
      }
      if (await this.reconnect()) return true;
    }
  }

  private async reconnect(): Promise<boolean> {
    this.connection?.close();
    this.connection = undefined;
    try {
      this.connection = await LedgerConnection.open(this.context.address, 'lane');
      return true;
    } catch {
      return false;
    }
  }
}

/** Requests are told at once that a part is down (A08); platform messages wait, because their offsets do too. */
function turnRequestsAway(batch: readonly Pending[], error: unknown): Pending[] {
  return batch.filter((pending) => {
    if (!commandKindOf(pending.command).isRequest) return true;
    pending.reject(new LedgerUnavailableError('the database is not to be had', { cause: error }));
    return false;
  });
}
