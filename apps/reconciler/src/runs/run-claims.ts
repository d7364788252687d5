import { setTimeout as delay } from 'node:timers/promises';
import type { RunDay } from '@libs/mutual-aid';
import { LedgerConnection, text, type DatabaseAddress } from '@libs/province-store';

/** So often it is looked whether the connection that holds the claims still does, ms. */
const LOOKS = 2000;

/** A day and role that this process alone works on, as long as its connection lives. */
export interface RunClaim {
  /** Aborts when the claim is lost with its connection: whoever works under it must stop. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * One run at a time per day and role, over all processes: a lock of the database's that ends with the connection. A
 * process that is killed so leaves its run free at once.
 */
export class RunClaims {
  private connection: LedgerConnection | undefined;

  constructor(private readonly address: DatabaseAddress) {}

  /** The claim; undefined where somebody else has it. */
  async take(asked: RunDay): Promise<RunClaim | undefined> {
    const lock = text(`${this.address.name}.recon.${asked.day}.${asked.role}`);
    const connection = await this.open();
    const [[row] = []] = await connection.run(`SELECT GET_LOCK(${lock}, 0)`);
    if (Number(row?.[0]) !== 1) return undefined;
    const lost = new AbortController();
    const over = new AbortController();
    void this.watch(connection, lost, over.signal);
    return {
      lost: lost.signal,
      release: async () => {
        over.abort();
        await connection.run(`SELECT RELEASE_LOCK(${lock})`).catch(() => this.close());
      },
    };
  }

  /** Rejects where the database is away. */
  async reach(): Promise<void> {
    await this.open();
  }

  /** Gives up all claims. */
  close(): void {
    this.connection?.close();
    this.connection = undefined;
  }

  private async open(): Promise<LedgerConnection> {
    try {
      await this.connection?.run('SELECT 1');
    } catch {
      // It broke while idle, which says nothing of the database.
      this.close();
    }
    return (this.connection ??= await LedgerConnection.open(this.address));
  }

  private async watch(connection: LedgerConnection, lost: AbortController, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await delay(LOOKS, undefined, { signal: over, ref: false }).catch(() => undefined);
      if (over.aborted) return;
      try {
        await connection.run('SELECT 1');
      } catch {
        if (this.connection === connection) this.close();
        lost.abort(new Error('the connection that holds the run is gone'));
        return;
      }
    }
  }
}
