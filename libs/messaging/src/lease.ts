import { hostname } from 'node:os';
import { text, type LedgerConnection } from '@libs/province-store';

/** How long a lease holds without being renewed, ms; a crashed holder is followed after this. */
const HOLDS = 6000;
const RENEW_AFTER = HOLDS / 3;

/** A host's name may have 255 characters, the column has 80. */
const HOST_LETTERS = 40;

/** Names this process in leases, as no other life of it and no other process anywhere is named. */
export function leaseHolder(host = hostname()): string {
  return `${host.slice(0, HOST_LETTERS)}:${process.pid}:${process.hrtime.bigint()}`;
}

/** A lease in the database: one process at a time does what it names. Reckoned by the database's clock. */
export class Lease {
  private heldUntil = 0;
  private renewedAt = 0;
  private readonly holder = leaseHolder();

  constructor(private readonly name: string) {}

  /** Whether this process may act on it now, by its own monotonic clock and a margin. */
  get isHeld(): boolean {
    return performance.now() < this.heldUntil;
  }

  /** Takes or renews it; false while another process holds it. */
  async take(connection: LedgerConnection): Promise<boolean> {
    const asked = performance.now();
    if (this.isHeld && asked - this.renewedAt < RENEW_AFTER) return true;
    const now = 'CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)';
    // Said in both, because not every server sees in the second what the first assigned.
    const isFree = `\`until\` < ${now} OR holder = VALUES(holder)`;
    const results = await connection.run(
      `INSERT INTO lease (name, holder, \`until\`) VALUES (${text(this.name)}, ${text(this.holder)}, ${now} + ${HOLDS}) ` +
        `ON DUPLICATE KEY UPDATE holder = IF(${isFree}, VALUES(holder), holder), ` +
        `\`until\` = IF(${isFree}, VALUES(\`until\`), \`until\`);` +
        `SELECT holder FROM lease WHERE name = ${text(this.name)}`,
    );
    if (results.at(-1)?.[0]?.[0] !== this.holder) {
      this.heldUntil = 0;
      return false;
    }
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
}
