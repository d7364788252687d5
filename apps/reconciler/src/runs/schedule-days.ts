import type { Ledger } from '@libs/ledger';
import { periodsOf } from '@libs/mutual-aid';
import type { Clock } from '@libs/operations';
import { LedgerConnection, runDayKey, selectDaysWithRuns, type DatabaseAddress } from '@libs/province-store';
import { daysBetween, lastScheduledDay } from '../schedule';

/** What the schedule is given. */
interface ScheduleParts {
  readonly ledger: Pick<Ledger, 'submit'>;
  /** With the time limit of what goes through many rows. */
  readonly address: DatabaseAddress;
  readonly clock: Clock;
  /** Time of day in UTC+8, HH:mm. */
  readonly at: string;
}

/**
 * Every day from that of the first relationship recorded here has a run in both roles once its time has come (R25); days
 * that were missed, because no reconciler ran, too.
 */
export class ScheduledDays {
  private first: number | undefined;
  private upTo = 0;

  constructor(private readonly parts: ScheduleParts) {}

  /** Asks for the runs of days whose time has come. */
  async look(): Promise<void> {
    const { ledger, address, clock, at } = this.parts;
    const last = lastScheduledDay(clock.now(), at);
    if (last === this.upTo) return;
    const connection = await LedgerConnection.open(address);
    try {
      this.first ??= await firstDay(connection);
      const [rows = []] = this.first === undefined ? [] : await connection.run(selectDaysWithRuns(this.first, last));
      const known = new Set(rows.map(([day, role]) => `${String(day)} ${String(role)}`));
      for (const asked of this.first === undefined ? [] : daysBetween(this.first, last))
        if (!known.has(runDayKey(asked))) await ledger.submit({ kind: 'request-run', ...asked, cause: 'schedule' });
      this.upTo = last;
    } finally {
      connection.close();
    }
  }
}

/** The day on which the first relationship was recorded; undefined where there is none. */
async function firstDay(connection: LedgerConnection): Promise<number | undefined> {
  const [any = []] = await connection.run('SELECT 1 FROM relationship LIMIT 1');
  if (any.length === 0) return undefined;
  const [[row] = []] = await connection.run(
    'SELECT at FROM ledger_entry FORCE INDEX (PRIMARY) WHERE mulaid_rel_id IS NOT NULL ORDER BY batch_id, line LIMIT 1',
  );
  return row === undefined ? undefined : periodsOf(Number(row[0])).day;
}
