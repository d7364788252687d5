import type { PolicyInForce } from '@libs/mutual-aid';
import type { DatabaseAddress } from '@libs/province-store';
import type { Command } from '../commands/command';
import type { Outcome, OutcomeOf } from '../commands/outcome';
import { commandKindOf } from '../commands/registry';
import type { UploadContext } from '../decide-context';
import { LedgerBusyError } from './errors';
import { Lane } from './lane';
import type { OutageWatch, RoadWatch } from './lane-context';
import { Owners } from './owners';
import { RecentRequests } from './recent-requests';
import type { Committed } from './run-batch';
import { Pending, Submission } from './submission';
import { laneOf, Together } from './together';
import { Turns } from './turns';
import { WaitingRoom } from './waiting-room';

/** What the ledger is given at its start. */
export interface LedgerOptions {
  readonly address: DatabaseAddress;
  readonly lanes: number;
  /** commands a batch */
  readonly batchMax: number;
  /** commands that may wait before requests are told to come again (A08) */
  readonly queueMax: number;
  readonly policies: PolicyInForce;
  /** ms UTC */
  now(): number;
  /** How long a message may wait for what it names, ms. */
  readonly waitingTimeout: number;
  readonly uploads: UploadContext;
  /** Told of every batch after its commit, lane by lane in commit order. */
  committed(batch: Committed, seconds: number): void;
  /** Told when the database fails a lane, and when it serves it again. */
  readonly outage: OutageWatch;
  /** Told, for the figures, of batches run once more and of connections replaced. */
  readonly watch?: RoadWatch;
  trouble(message: string, error: unknown): void;
}

/** The one road of every change: commands in, outcomes out, one transaction a batch (architecture.md). */
export class Ledger {
  private readonly owners = new Owners();
  private readonly together = new Together(this.owners);
  /** What is known of the waiting room; the sweep keeps it. */
  readonly room = new WaitingRoom();
  private readonly requests = new RecentRequests();
  private readonly lanes: Lane[];

  constructor(private readonly options: LedgerOptions) {
    const { policies, waitingTimeout, uploads } = options;
    const turns = new Turns();
    this.lanes = Array.from(
      { length: options.lanes },
      (_, index) =>
        new Lane({
          name: `lane ${index + 1}`,
          address: options.address,
          batchMax: options.batchMax,
          owners: this.owners,
          room: this.room,
          turns,
          requests: this.requests,
          outage: options.outage,
          watch: options.watch,
          decideContext: () => ({ now: options.now(), policies, waitingTimeout, uploads }),
          committed: (batch, seconds) => options.committed(batch, seconds),
          trouble: (message, error) => options.trouble(message, error),
        }),
    );
  }

  /** Commands that wait for a batch. */
  get queued(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.length, 0);
  }

  /** Resolves at once, or while requests come when the lanes soon run short of records. */
  async needsMore(): Promise<void> {
    const records = (): number => this.lanes.reduce((sum, lane) => sum + lane.records, 0);
    await this.requests.wait(this.lanes.length, records);
  }

  /** Whether people at windows ask just now: whoever has much to do then does it bit by bit. */
  get hasRequests(): boolean {
    return this.requests.areAbout;
  }

  /** Rejects where a lane has stood still for `within` ms although it has work: half the people would be unserved. */
  async checkProgress(within: number): Promise<void> {
    const found = this.lanes.flatMap((lane) => lane.standsStill(within) ?? []);
    if (found.length > 0) return Promise.reject(new Error(found.join('; ')));
  }

  /**
   * Takes a command; resolves after its commit. Rejects with LedgerBusyError (requests only, queue full),
   * LedgerUnavailableError (requests only, no database) or LedgerStoppedError.
   */
  submit<Given extends Command>(command: Given): Promise<OutcomeOf<Given>> {
    if (commandKindOf(command).isRequest && this.queued >= this.options.queueMax) {
      return Promise.reject(new LedgerBusyError('the queue is full'));
    }
    return this.submitAll([command]).then(([outcome]) => outcome as OutcomeOf<Given>);
  }

  /** Takes commands that belong together, such as the records of a Kafka batch; rejects where one of them was not done. */
  submitAll(commands: readonly Command[]): Promise<Outcome[]> {
    const submission = new Submission(commands);
    commands.forEach((command, index) => {
      const way = this.together.enter(command);
      this.lanes[laneOf(way, this.lanes.length)]?.push(new Pending(command, way, submission, index));
    });
    return submission.outcomes;
  }

  /** Finishes the batches under way; what is only queued is turned away undone. */
  async stop(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.stop()));
  }
}
