import { setImmediate as nextTurn } from 'node:timers/promises';
import { commandKindOf } from '../commands/registry';
import type { NewIds } from '../decide-context';
import { LedgerStoppedError } from './errors';
import { LaneConnection } from './lane-connection';
import type { LaneContext } from './lane-context';
import { LanePause } from './lane-pause';
import { LaneQueue } from './lane-queue';
import { runBatch, type Committed } from './run-batch';
import type { Pending } from './submission';
import { troubleOf } from './transient';
import { afterConflict } from './trouble/after-conflict';
import { afterFailure } from './trouble/after-failure';
import { afterOutage } from './trouble/after-outage';
import { lookAtApart } from './trouble/locked-people';
import { ATTEMPTS, type Met, type TroubledLane } from './trouble/troubled-lane';
import { turnAllAway } from './trouble/turn-away';

/** Repeats come in crowds, after a crash for instance: so many batches after one look their ids up beforehand. */
const LOOK_UPS = 50;
/** At a stop the batch under way is given so long, ms; past that it is as after a crash. */
const ENDS_WITHIN = 4000;

/**
 * One lane: a connection and a queue; takes what has gathered as the next batch while the last one commits. What fails
 * together is tried one by one; a command the database would not have now is tried for as long as it takes, requests
 * excepted: those are told to come again (A08).
 */
export class Lane implements TroubledLane {
  readonly queue: LaneQueue;
  readonly connection: LaneConnection;
  readonly pause = new LanePause();
  private lookUps = 0;
  private isIdle = false;
  /** Since when there is work and no batch was finished, by the monotonic clock. */
  private standsSince: number | undefined;
  private running: Promise<void> | undefined;

  constructor(readonly context: LaneContext) {
    this.queue = new LaneQueue(context.batchMax, context.owners);
    this.connection = new LaneConnection(context.address, () => context.watch?.reconnected());
  }

  /** Commands that wait for a batch. */
  get length(): number {
    return this.queue.length;
  }

  /** Of these, records that no lock holds up. */
  get records(): number {
    return this.queue.records;
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
    if (this.pause.isStopping) {
      pending.reject(new LedgerStoppedError('the gateway is stopping'));
      return;
    }
    const { isRequest } = commandKindOf(pending.command);
    if (isRequest) this.context.requests.note();
    this.queue.push(pending);
    this.running ??= this.drain();
    if (isRequest || (this.isIdle && this.queue.ready > 0)) this.pause.wake();
  }

  /** Finishes the batch under way, for as long as that may take at a stop, and turns the rest away undone. */
  async stop(): Promise<void> {
    this.pause.stop();
    for (const pending of this.queue.takeAll()) pending.reject(new LedgerStoppedError('the gateway is stopping'));
    this.context.requests.fewer();
    const late = setTimeout(() => this.connection.close(), ENDS_WITHIN);
    await this.running;
    clearTimeout(late);
    this.connection.close();
  }

  private async drain(): Promise<void> {
    this.standsSince = performance.now();
    // Whatever has arrived on other sockets by now joins the first batch: it is read before the next turn of the loop.
    await nextTurn();
    while (this.queue.length > 0) {
      if (this.queue.ready > 0) await this.runNext();
      else if (this.pause.isStopping) turnAllAway(this.queue.takeAll(), undefined);
      else await this.idle();
      if (this.queue.apart.dueIn === 0 && !this.pause.isStopping && (await lookAtApart(this)))
        this.standsSince = performance.now();
    }
    this.standsSince = undefined;
    this.running = undefined;
  }

  /** All that waits is set apart. */
  private async idle(): Promise<void> {
    this.isIdle = true;
    await this.pause.make(this.queue.apart.dueIn);
    this.isIdle = false;
  }

  private async runNext(): Promise<void> {
    const { turns, requests, batchMax } = this.context;
    await turns.wait(this.queue.ready);
    const batch = this.queue.take(requests.recordsMost(batchMax));
    requests.fewer();
    // A stop in between has turned them away.
    if (batch.length > 0) await turns.run(() => this.run(batch));
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
        this.context.watch?.retried(trouble);
        if (trouble !== 'unreachable') await this.connection.rollback();
        if (trouble === 'duplicate') {
          newIds = 'look up';
          this.lookUps = LOOK_UPS;
        }
        if (this.pause.isStopping && trouble !== 'duplicate') batch = turnAllAway(batch, error);
        else if (trouble === 'unreachable') batch = await afterOutage(this, batch, error, met);
        else if (trouble === 'conflict') batch = await afterConflict(this, batch, error, met);
        else if (trouble === 'refused' || ++met.failures >= ATTEMPTS) batch = afterFailure(this, batch, error);
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
    setImmediate(() => tell(batch, committed));
    this.standsSince = performance.now();
    this.queue.grow();
    this.context.outage.isOver(this.context.name);
  }
}

function tell(batch: readonly Pending[], { outcomes }: Committed): void {
  outcomes.forEach((outcome, index) => batch[index]?.resolve(outcome));
}
