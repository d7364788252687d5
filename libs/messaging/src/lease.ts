import { text, type LedgerConnection } from '@libs/province-store';

/** How long a lease holds without being renewed, ms; a crashed holder is followed after this. */
const HOLDS = 6000;
const RENEW_AFTER = HOLDS / 3;

/** A lease in the database: one process at a time does what it names. Reckoned by the database's clock. */
export class Lease {
  private heldUntil = 0;
  private renewedAt = 0;

  constructor(
    private readonly name: string,
    private readonly holder: string,
  ) {}

  /** Whether this process may act on it now, by its own monotonic clock and a margin. */
  get isHeld(): boolean {
    return performance.now() < this.heldUntil;
  }

  /** Takes or renews it; false while another process holds it. */
  async take(connection: LedgerConnection): Promise<boolean> {
    const asked = performance.now();
    if (this.isHeld && asked - this.renewedAt < RENEW_AFTER) return true;
    const now = 'CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS INTEGER)';
    const results = await connection.run(
      `INSERT INTO lease (name, holder, until) VALUES (${text(this.name)}, ${text(this.holder)}, ${now} + ${HOLDS}) ` +
        `ON DUPLICATE KEY UPDATE holder = IF(until < ${now} OR holder = VALUES(holder), VALUES(holder), holder), ` +
        `until = IF(holder = VALUES(holder), VALUES(until), until);` +
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
