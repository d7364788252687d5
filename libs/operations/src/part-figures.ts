import { Counter, Gauge, type Registry } from 'prom-client';
import { VERSION } from './version';

/** Whose connection was replaced: a ledger lane's, the relay's to the database, a producer's, the consumer's in its group. */
type ReconnectingPart = 'lane' | 'relay' | 'producer' | 'consumer';
/** Why a batch was run once more. */
type RetryReason = 'unreachable' | 'conflict' | 'duplicate' | 'refused';
/** Who was answered E99: the platform for its message, a caller for a request, we by the platform for an upload. */
type AnsweredE99 = 'message' | 'request' | 'upload';
/** How a pool's connections are. */
interface PoolUse {
  readonly used: number;
  readonly idle: number;
  /** Who waits for one. */
  readonly waiting: number;
}

const PARTS: readonly ReconnectingPart[] = ['lane', 'relay', 'producer', 'consumer'];
const REASONS: readonly RetryReason[] = ['unreachable', 'conflict', 'duplicate', 'refused'];
const WHOSE: readonly AnsweredE99[] = ['message', 'request', 'upload'];

/** The figures of the gateway's parts: what was tried again, replaced or shared out anew, and which build this is. */
export class PartFigures {
  private readonly reconnects;
  private readonly retries;
  private readonly e99;
  private readonly rebalances;
  private readonly resends;
  private readonly lease;
  private readonly pools;
  private readonly poolWaiting;
  private readonly schema;

  constructor(registry: Registry) {
    const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
      new Counter({ registers: [registry], name: `mutual_aid_${name}`, help, labelNames });
    const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
      new Gauge({ registers: [registry], name: `mutual_aid_${name}`, help, labelNames });
    this.reconnects = counter('reconnects_total', 'Connections that were replaced, by part.', ['part']);
    this.retries = counter('ledger_retries_total', 'Batches that were run once more, by reason.', ['reason']);
    this.e99 = counter('e99_total', 'E99 answered to a message or a request, or by the platform to an upload.', ['to']);
    this.rebalances = counter('rebalances_total', 'How often the group shared its partitions out, joining included.');
    this.resends = counter('resends_total', 'Uploads sent again because no answer came in time.');
    this.lease = gauge('relay_lease', '1 where this replica sends what the province has to send, else 0.');
    this.pools = gauge('pool_connections', 'Connections of a database pool, by state.', ['pool', 'state']);
    this.poolWaiting = gauge('pool_waiting', 'Statements that wait for a connection of a database pool.', ['pool']);
    this.schema = gauge('schema_version', 'The number of the latest migration in the database, as of the start.');
    // What has not happened yet is 0, and shown.
    for (const part of PARTS) this.reconnects.inc({ part }, 0);
    for (const reason of REASONS) this.retries.inc({ reason }, 0);
    for (const to of WHOSE) this.e99.inc({ to }, 0);
    gauge('build_info', 'Always 1; which build this is.', ['version', 'node']).set(
      { version: VERSION, node: process.versions.node },
      1,
    );
  }

  /** A connection was replaced. */
  reconnected(part: ReconnectingPart): void {
    this.reconnects.inc({ part });
  }

  /** A batch did not go through and is run once more. */
  retried(reason: RetryReason): void {
    this.retries.inc({ reason });
  }

  /** Somebody was answered E99. */
  answeredE99(to: AnsweredE99): void {
    this.e99.inc({ to });
  }

  /** The group has shared its partitions out. */
  rebalanced(): void {
    this.rebalances.inc();
  }

  /** So many uploads were sent again. */
  resent(uploads: number): void {
    this.resends.inc(uploads);
  }

  /** Fills what is as it is now. */
  show(lease: boolean, pools: Readonly<Record<string, PoolUse>>): void {
    this.lease.set(lease ? 1 : 0);
    for (const [pool, { used, idle, waiting }] of Object.entries(pools)) {
      this.pools.set({ pool, state: 'used' }, used);
      this.pools.set({ pool, state: 'idle' }, idle);
      this.poolWaiting.set({ pool }, waiting);
    }
  }

  /** The schema is as of this migration. */
  schemaIs(version: number): void {
    this.schema.set(version);
  }
}
