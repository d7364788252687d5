import { troubleOf } from '@libs/ledger';
import { SealingError } from '@libs/national-platform';
import { Outage, Repeats, tellTrouble, type Log } from '@libs/operations';

/** What the log says of what goes wrong: an outage at its start and its end, everything else once in five minutes. */
export class Outages {
  readonly database: Outage;
  readonly kafka: Outage;
  /** What is downloaded from the platform. */
  readonly platform: Outage;
  /** Told each time Kafka serves again. */
  kafkaIsBack: () => void = () => undefined;
  /** Something went wrong that is no outage. */
  readonly trouble: (message: string, error: unknown) => void;
  private readonly repeats = new Repeats();

  constructor(private readonly log: Log) {
    this.trouble = tellTrouble(log);
    this.database = new Outage(log, 'the database');
    this.kafka = new Outage(log, 'Kafka', undefined, () => this.kafkaIsBack());
    this.platform = new Outage(log, 'the platform’s HTTP side');
  }

  /** Who works with the database fails: that is its outage, or a trouble of its own. */
  noteDatabase(who: string, message: string, error: unknown): void {
    if (troubleOf(error) === 'unreachable') this.database.broke(error, who);
    else this.trouble(message, error);
  }

  /** The relay fails, by the database or by Kafka, or because nothing can be signed. */
  noteRelay(error: unknown): void {
    if (error instanceof SealingError) {
      this.trouble('what is committed waits until it can be signed or encrypted: see the folder of keys', error);
      return;
    }
    const outage = troubleOf(error) === 'unreachable' && !isOfKafka(error) ? this.database : this.kafka;
    outage.broke(error, 'relay');
  }

  /** The relay works. */
  relayWorks(): void {
    this.database.isOver('relay');
    this.kafka.isOver('relay');
  }

  /**
   * What Kafka's client has to say by itself; `level` 1 is an error. During an outage it says five lines a second, each
   * time another: one in five minutes is told, the rest at `debug`.
   */
  readonly kafkaClient = (level: number, message: string, detail: Record<string, unknown>): void => {
    const isTold = level <= 1 && this.repeats.leftOut('kafka client') !== undefined;
    this.log[isTold ? 'warn' : 'debug'](detail, message);
  };
}

function isOfKafka(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith('Kafka');
}
