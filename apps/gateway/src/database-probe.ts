import { setTimeout as delay } from 'node:timers/promises';
import { LedgerConnection, type DatabaseAddress } from '@libs/province-store';

/** After this another connection is asked too, ms: one that is silent says nothing of the database. */
const SILENT_AFTER = 600;
/** What readiness takes no answer for, ms. */
const ANSWERS_WITHIN = 1800;

/** Whether the database serves, by a connection of readiness's own: no pool lends it one that happens to be good. */
export class DatabaseProbe {
  private readonly address: DatabaseAddress;
  private kept: LedgerConnection | undefined;
  private looking: Promise<void> | undefined;

  constructor(address: DatabaseAddress) {
    this.address = { ...address, statementWithin: ANSWERS_WITHIN };
  }

  /** Rejects where neither the kept connection nor a new one is answered; those who ask at once share one look. */
  check(): Promise<void> {
    this.looking ??= this.look().finally(() => (this.looking = undefined));
    return this.looking;
  }

  close(): void {
    this.kept?.close();
  }

  private async look(): Promise<void> {
    const { kept } = this;
    if (kept === undefined) return this.askAnew();
    const asked = kept.run('SELECT 1');
    const isAnswered = await Promise.race([
      asked.then(
        () => true,
        () => false,
      ),
      delay(SILENT_AFTER, false, { ref: false }),
    ]);
    if (isAnswered) return;
    const anew = this.askAnew(kept);
    await Promise.any([asked, anew]).catch(() => anew);
  }

  private async askAnew(instead?: LedgerConnection): Promise<void> {
    // Opened, it has answered already: its session was set.
    this.kept = await LedgerConnection.open(this.address);
    instead?.close();
  }
}
