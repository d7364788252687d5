import { hostname } from 'node:os';
import { text, type LedgerConnection } from '@libs/province-store';

/** How long a lease holds without being renewed, ms; a crashed holder is followed after this. */
const HOLDS = 6000;
const RENEW_AFTER = HOLDS / 3;
const NOW = 'CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)';

/** A host's name may have 255 characters, the column has 80. */
const HOST_LETTERS = 40;

/** Names this process in leases, as no other life of it and no other process anywhere is named. */
export function leaseHolder(host = hostname()): string {
  return `${host.slice(0, HOST_LETTERS)}:${process.pid}:${process.hrtime.bigint()}`;
}

/**
 * A lease in the database: one process at a time does what it names. Whoever would follow its holder says so there, for
 * as long as he would. All of it is reckoned by the database's clock.
 */
export class Lease {
  private heldUntil = 0;
  private renewedAt = 0;
  private askedToFollowAt = -Infinity;
  private readonly holder = leaseHolder();
  /** Whether another process would follow this one, as of the last time it was renewed. */
  hasFollowers = false;
  /** When it is free, if its holder has crashed, ms from when that was asked. */
  freeIn = 0;

  constructor(private readonly name: string) {}

  /** Whether this process may act on it now, by its own monotonic clock and a margin. */
  get isHeld(): boolean {
    return performance.now() < this.heldUntil;
  }

  /** Takes or renews it; false while another process holds it. */
  async take(connection: LedgerConnection): Promise<boolean> {
    const asked = performance.now();
    if (this.isHeld && asked - this.renewedAt < RENEW_AFTER) return true;
    // Said in both, because not every server sees in the second what the first assigned.
    const isFree = `\`until\` < ${NOW} OR holder = VALUES(holder)`;
    const [, [row = []] = [], followers = []] = await connection.run(
      `${this.insert(this.name)} ON DUPLICATE KEY UPDATE holder = IF(${isFree}, VALUES(holder), holder), ` +
        `\`until\` = IF(${isFree}, VALUES(\`until\`), \`until\`);` +
        `SELECT holder, \`until\` - ${NOW} FROM lease WHERE name = ${text(this.name)};` +
        `SELECT 1 FROM lease WHERE name = ${text(this.followers)} AND \`until\` >= ${NOW}`,
    );
    if (row[0] !== this.holder) {
      this.heldUntil = 0;
      this.freeIn = Number(row[1]);
      await this.askToFollow(connection, asked);
      return false;
    }
    this.hasFollowers = followers.length > 0;
    this.renewedAt = asked;
    // A margin: this process must know that it lost the lease before another can take it.
    this.heldUntil = asked + HOLDS - 1000;
    return true;
  }

  /** Gives it back, so that a follower need not wait. */
  async giveBack(connection: LedgerConnection): Promise<void> {
    this.heldUntil = 0;
    await connection.run(`DELETE FROM lease WHERE name = ${text(this.name)} AND holder = ${text(this.holder)}`);
  }

  private get followers(): string {
    return `${this.name} followers`;
  }

  /** One row for all who would, whoever wrote it last. */
  private async askToFollow(connection: LedgerConnection, asked: number): Promise<void> {
    if (asked - this.askedToFollowAt < RENEW_AFTER) return;
    const update = 'holder = VALUES(holder), `until` = VALUES(`until`)';
    await connection.run(`${this.insert(this.followers)} ON DUPLICATE KEY UPDATE ${update}`);
    this.askedToFollowAt = asked;
  }

  private insert(name: string): string {
    return `INSERT INTO lease (name, holder, \`until\`) VALUES (${text(name)}, ${text(this.holder)}, ${NOW} + ${HOLDS})`;
  }
}
