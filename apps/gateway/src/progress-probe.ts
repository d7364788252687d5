import type { KafkaBatchServer } from '@libs/messaging';
import type { Backlog } from './backlog';

/** Not ready when consumption stands still although there is work: a connection alone proves nothing. */
export class ProgressProbe {
  private behindSince: number | undefined;

  constructor(
    private readonly server: KafkaBatchServer,
    private readonly backlog: Backlog,
    /** ms */
    private readonly stalledAfter: number,
  ) {}

  /** Rejects, with a sentence for the operator, where records of this process have waited too long and nothing moved. */
  async check(): Promise<void> {
    const still = this.server.standsStillFor;
    if (still < this.stalledAfter) {
      this.behindSince = undefined;
      return;
    }
    const behind = (await this.backlog.byPartition()).filter(
      ({ topic, partition, records }) => records > 0 && this.server.isAssigned(topic, partition),
    );
    const records = behind.reduce((sum, each) => sum + each.records, 0);
    if (records === 0) this.behindSince = undefined;
    else this.behindSince ??= performance.now();
    // What arrived only now has not been standing: a quiet night must not end with an alarm.
    if (this.behindSince === undefined || performance.now() - this.behindSince < this.stalledAfter) return;
    throw new Error(`${records} records wait and nothing was consumed for ${Math.round(still / 1000)} s`);
  }
}
