import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { StatementTimeoutError, type DatabaseAddress } from '@libs/province-store';
import { commandKindOf } from '../commands/registry';
import type { DecideContext, NewIds } from '../decide-context';
import { LedgerStoppedError, LedgerUnavailableError } from './errors';
import { LaneConnection } from './lane-connection';
import { laneKeyOf, type Owners } from './owners';
import { runBatch, type Committed } from './run-batch';
import type { Pending } from './submission';
import { troubleOf } from './transient';
import type { Turns } from './turns';
import type { WaitingRoom } from './waiting-room';

/** Told, each time, that the database fails one of those who need it, and that it serves that one. */
export interface OutageWatch {
  broke(error: unknown, who: string): void;
  isOver(who: string): void;
}

/** What a lane needs of the ledger around it. */
export interface LaneContext {
  /** As logs and readiness call it. */
  readonly name: string;
  readonly address: DatabaseAddress;
  readonly batchMax: number;
  readonly owners: Owners;
  readonly room: WaitingRoom;
  readonly turns: Turns;
  readonly outage: OutageWatch;
  decideContext(): DecideContext;
  committed(batch: Committed, seconds: number): void;
  /** Sends a command that belongs to another lane there. */
  reroute(pending: Pending): void;
  trouble(message: string, error: unknown): void;
}

const ATTEMPTS = 5;
/** Repeats come in crowds, after a crash for instance: so many batches after one look their ids up beforehand. */
const LOOK_UPS = 50;
/** A batch that meets others' locks for longer, ms, or more often than ATTEMPTS, is tried one by one. */
const CONFLICTS_FOR = 6000;
/** Waiting for a database that is away, from one look to the next, ms: at first, and at most. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2000;
/** At a stop the batch under way is given so long, ms; past that it is as after a crash. */
const ENDS_WITHIN = 4000;

/** What a batch has met with so far. */
interface Met {
  failures: number;
  outages: number;
  conflicts: number;
  conflictsSince: number | undefined;
}

/**
 * One lane: a connection and a queue; takes what has gathered as the next batch while the last one commits. What fails
 * together is tried one by one; a command the database would not have now is tried for as long as it takes, requests
 * excepted: those are told to come again (A08).
 */
export class Lane {
  private queue: Pending[] = [];
  private readonly connection: LaneConnection;
  private lookUps = 0;
  /** Commands the next batch may have: one after a failure, and more again with each batch that was committed. */
  private most: number;
  /** Since when there is work and no batch was finished, by the monotonic clock. */
  private standsSince: number | undefined;
  private wake: () => void = () => undefined;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly context: LaneContext) {
    this.connection = new LaneConnection(context.address);
    this.most = context.batchMax;
  }

  /** Commands that wait for a batch. */
  get length(): number {
    return this.queue.length;
  }

  /** What has kept it from its work for `within` ms, in a sentence for the operator; undefined where nothing has. */
  standsStill(within: number): string | undefined {
    const { name } = this.context;
    const still = this.standsSince === undefined ? 0 : performance.now() - this.standsSince;
    if (still >= within) return `${name} has had work for ${Math.round(still / 1000)} s and finished no batch`;
    return this.connection.brokeOften(within) ? `${name} has to replace its connection again and again` : undefined;
  }

  /** Queues a command; the batch forms by itself. */
  push(pending: Pending): void {
    if (this.isStopping) {
      pending.reject(new LedgerStoppedError('the gateway is stopping'));
      return;
    }
    this.queue.push(pending);
    this.running ??= this.drain();
    if (commandKindOf(pending.command).isRequest) this.wake();
  }

  /** Finishes the batch under way, for as long as that may take at a stop, and turns the rest away undone. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const pending of this.queue.splice(0)) pending.reject(new LedgerStoppedError('the gateway is stopping'));
    const late = setTimeout(() => this.connection.close(), ENDS_WITHIN);
    await this.running;
    clearTimeout(late);
    this.connection.close();
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async drain(): Promise<void> {
    this.standsSince = performance.now();
    // Whatever has arrived on other sockets by now joins the first batch: it is read before the next turn of the loop.
    await nextTurn();
    while (this.queue.length > 0) {
      await this.context.turns.wait(this.queue.length);
      const batch = this.queue.splice(0, this.most);
      // A stop in between has turned them away.
      if (batch.length > 0) await this.context.turns.run(() => this.run(batch));
    }
    this.standsSince = undefined;
    this.running = undefined;
  }

  private async run(given: Pending[]): Promise<void> {
    let batch = given;
    let newIds: NewIds = this.lookUps > 0 ? 'look up' : 'unique keys';
    this.lookUps = Math.max(0, this.lookUps - 1);
    const met: Met = { failures: 0, outages: 0, conflicts: 0, conflictsSince: undefined };
    while (batch.length > 0) {
      try {
        await this.attempt(batch, newIds);
        return;
      } catch (error) {
        const trouble = troubleOf(error);
        if (trouble !== 'unreachable') await this.connection.rollback();
        if (trouble === 'duplicate') {
          newIds = 'look up';
          this.lookUps = LOOK_UPS;
        }
        if (this.isStopping && trouble !== 'duplicate') batch = turnAllAway(batch, error);
        else if (trouble === 'unreachable') batch = await this.afterOutage(batch, error, met);
        else if (trouble === 'conflict') batch = await this.afterConflict(batch, error, met);
        else if (trouble === 'refused' || ++met.failures >= ATTEMPTS) batch = this.afterFailure(batch, error);
      }
    }
  }

  private async attempt(batch: readonly Pending[], newIds: NewIds): Promise<void> {
    const connection = await this.connection.get();
    const started = performance.now();
    const commands = batch.map((pending) => pending.command);
    const { owners, room } = this.context;
    const decide = this.context.decideContext();
    const committed = await runBatch(connection, commands, { owners, room, newIds, decide });
    this.context.committed(committed, (performance.now() - started) / 1000);
    // First the next batch goes to the database, and while that works these are told.
    setImmediate(() => this.tell(batch, committed));
    this.standsSince = performance.now();
    this.most = Math.min(this.most * 2, this.context.batchMax);
    this.context.outage.isOver(this.context.name);
  }

  private tell(batch: readonly Pending[], { outcomes }: Committed): void {
    outcomes.forEach((outcome, index) => {
      const pending = batch[index] as Pending;
      if (outcome === 'other lane') this.context.reroute(pending);
      else if (outcome === 'unread') pending.reject(new Error('decided without its files'));
      else pending.resolve(outcome);
    });
  }

  /** The batch that keeps failing is tried one by one; the command that fails alone is refused alone (§3, E99). */
  private afterFailure(batch: Pending[], error: unknown): Pending[] {
    const [first] = batch;
    if (batch.length > 1) {
      this.context.trouble('a batch keeps failing and is tried one by one', error);
      this.putBack(batch, 1);
    } else if (first !== undefined) {
      this.context.trouble('a command keeps failing alone', error);
      const instead = commandKindOf(first.command).whenItFailsAlone?.(first.command);
      if (instead === undefined) first.reject(error instanceof Error ? error : new Error(String(error)));
      else this.putBack([first.replacedBy(instead)], 1);
    }
    return [];
  }

  /** What comes back to be run again now; where the database stays away that is only what was no request. */
  private async afterOutage(batch: Pending[], error: unknown, met: Met): Promise<Pending[]> {
    this.connection.broke(error);
    this.context.outage.broke(error, this.context.name);
    // Where not the connection was slow but the batch is too large for the time limit, half of it may be done in time.
    if (error instanceof StatementTimeoutError && met.outages > 0) batch = this.halfOf(batch);
    // A connection that broke says nothing of the database: ask once more before anyone is turned away.
    if (++met.outages === 1 && (await this.connection.isToBeHad())) return batch;
    return this.waitForDatabase(turnRequestsAway(batch, error), error);
  }

  /** Waits until the database is there again; requests that come meanwhile have it looked at at once. */
  private async waitForDatabase(batch: Pending[], error: unknown): Promise<Pending[]> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      await this.pause(FIRST_PAUSE);
      if (!this.queue.some(({ command }) => commandKindOf(command).isRequest)) await this.pause(pause - FIRST_PAUSE);
      if (await this.connection.isToBeHad()) break;
      if (this.isStopping) return turnAllAway(batch, error);
      this.queue = turnRequestsAway(this.queue, error);
    }
    // With nothing left to do that proves it, an open connection has to.
    if (batch.length === 0) this.context.outage.isOver(this.context.name);
    return batch;
  }

  /**
   * Others hold what the batch needs: again, and after a while one by one. The command that alone meets a lock goes
   * behind the other people's, so that whoever holds it holds up only those whose it is.
   */
  private async afterConflict(batch: Pending[], error: unknown, met: Met): Promise<Pending[]> {
    met.conflictsSince ??= performance.now();
    await this.pause(Math.random() * Math.min(10 * 2 ** met.conflicts++, LONGEST_PAUSE));
    if (met.conflicts < ATTEMPTS && performance.now() - met.conflictsSince < CONFLICTS_FOR) return batch;
    this.context.trouble('a batch keeps meeting conflicts and is tried one by one, for as long as it takes', error);
    if (batch.length > 1) this.putBack(batch, 1);
    else for (const pending of turnRequestsAway(batch, error)) this.postpone(pending);
    return [];
  }

  /** The commands of one person keep their order. */
  private postpone(pending: Pending): void {
    const key = laneKeyOf(pending.command, this.context.owners);
    const isSame = (other: Pending): boolean => laneKeyOf(other.command, this.context.owners) === key;
    const others = this.queue.filter((each) => !isSame(each));
    this.queue = [...others, pending, ...this.queue.filter(isSame)];
  }

  private halfOf(batch: Pending[]): Pending[] {
    const half = Math.ceil(batch.length / 2);
    this.putBack(batch.slice(half), half);
    return batch.slice(0, half);
  }

  private putBack(batch: readonly Pending[], most: number): void {
    this.most = most;
    this.queue = [...batch, ...this.queue];
  }

  /** Ends early for a request, which must not wait long, and for a stop. */
  private async pause(ms: number): Promise<void> {
    const over = new AbortController();
    this.wake = () => over.abort();
    const signal = AbortSignal.any([over.signal, this.stopping.signal]);
    if (ms > 0) await delay(ms, undefined, { signal }).catch(() => undefined);
    this.wake = () => undefined;
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

/** At a stop nothing is tried again: what became of these the next process finds out. */
function turnAllAway(batch: readonly Pending[], error: unknown): Pending[] {
  for (const pending of batch) pending.reject(new LedgerUnavailableError('the gateway is stopping', { cause: error }));
  return [];
}
