import type { KafkaBatchServer } from '@libs/messaging';
import type { Backlog } from './backlog';

/** Not ready when consumption stands still although there is work: a connection alone proves nothing. */
export class ProgressProbe {
  constructor(
    private readonly server: KafkaBatchServer,
    private readonly backlog: Backlog,
    /** ms */
    private readonly stalledAfter: number,
  ) {}

  /**
   * Rejects, with a sentence for the operator, where a partition of this process has records that can be read and its
   * committed offset has not risen for too long: however often the consumer was begun anew meanwhile. Resolves with a
   * sentence where a topic does not exist: the others are consumed.
   */
  async check(): Promise<string | undefined> {
    if (this.server.standsStillFor >= this.stalledAfter) await this.checkStanding();
    const { missing } = this.server;
    return missing.length === 0 ? undefined : `topics do not exist: ${missing.join(', ')}`;
  }

  private async checkStanding(): Promise<void> {
    const standing = (await this.backlog.byPartition())
      .filter(({ records }) => records > 0)
      .map((lag) => ({ ...lag, still: this.server.standsStill(lag.topic, lag.partition) }))
      .filter(({ still }) => still >= this.stalledAfter);
    if (standing.length === 0) return;
    const records = standing.reduce((sum, each) => sum + each.records, 0);
    const seconds = Math.round(Math.max(...standing.map(({ still }) => still)) / 1000);
    const { topic, partition } = standing[0] as (typeof standing)[number];
    throw new Error(`${records} records wait and nothing moved on for ${seconds} s, first in ${topic}/${partition}`);
  }
}
