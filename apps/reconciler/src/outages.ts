import { troubleOf } from '@libs/ledger';
import { Outage, tellTrouble, type Log } from '@libs/operations';

/** What the log says of what goes wrong: the database's absence at its start and its end, all else once in five minutes. */
export class Outages {
  readonly database: Outage;
  /** Something went wrong that is no outage. */
  readonly trouble: (message: string, error: unknown) => void;

  constructor(log: Log) {
    this.trouble = tellTrouble(log);
    this.database = new Outage(log, 'the database');
  }

  /** Who works with the database fails: that is its outage, or a trouble of its own. */
  note(who: string, message: string, error: unknown): void {
    if (troubleOf(error) === 'unreachable') this.database.broke(error, who);
    else this.trouble(message, error);
  }
}
