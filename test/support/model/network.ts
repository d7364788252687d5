import type { Random } from '../random';

/** A record on its way. */
export interface SentRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
}

/** Of one topic and key: what was sent, in order, and how much of it was read. */
interface Log {
  readonly records: SentRecord[];
  read: number;
}

/** What goes to one reader. */
interface Logs {
  readonly byName: Map<string, Log>;
  /** With something to read. */
  readonly ready: Set<Log>;
  /** Those that were read last. */
  readonly last: Log[];
}

/** From among so many records read last some may be read again. */
const REPEATED = 30;

/** Records that were read together, until they are done with or given back. */
export interface Portion {
  readonly records: readonly SentRecord[];
  /** As after a crash: they will be read again, in order. */
  giveBack(): void;
}

/**
 * Kafka by §2: within one topic order is kept per key, across keys and topics there is none. Delivery is at least once;
 * a record may also be lost, as whoever sends it finds out by the answer that does not come.
 */
export class Network {
  private readonly readers = new Map<string, Logs>();
  /** How many records were ever sent. */
  sent = 0;

  send(reader: string, record: SentRecord): void {
    const name = `${record.topic} ${record.key}`;
    const logs = this.logsOf(reader);
    const log = logs.byName.get(name) ?? { records: [], read: 0 };
    logs.byName.set(name, log);
    logs.ready.add(log);
    log.records.push(record);
    this.sent += 1;
  }

  /** At most so many records of those that may be next, in a random order. */
  read(reader: string, most: number, random: Random): Portion {
    const { ready } = this.logsOf(reader);
    const from = new Map<Log, number>();
    const records: SentRecord[] = [];
    while (ready.size > 0 && records.length < most) {
      const log = random.of([...ready]);
      if (!from.has(log)) from.set(log, log.read);
      records.push(log.records[log.read] as SentRecord);
      this.moveTo(reader, log, log.read + 1);
    }
    const giveBack = () => from.forEach((read, log) => this.moveTo(reader, log, Math.min(log.read, read)));
    return { records, giveBack };
  }

  /** One record that might be read next is lost for ever: read later it would break its key's order. */
  lose(reader: string, random: Random): void {
    const { ready } = this.logsOf(reader);
    if (ready.size === 0) return;
    const log = random.of([...ready]);
    log.records.splice(log.read, 1);
    if (log.read >= log.records.length) ready.delete(log);
  }

  /** Some of what was read last will be read again, in order. */
  repeat(reader: string, random: Random): void {
    const { last } = this.logsOf(reader);
    if (last.length === 0) return;
    const log = random.of(last);
    this.moveTo(reader, log, Math.max(0, log.read - 1 - random.below(3)));
  }

  isEmpty(): boolean {
    return [...this.readers.values()].every(({ ready }) => ready.size === 0);
  }

  private moveTo(reader: string, log: Log, read: number): void {
    const { ready, last } = this.logsOf(reader);
    if (read > log.read && last.push(log) > REPEATED) last.shift();
    log.read = read;
    if (read < log.records.length) ready.add(log);
    else ready.delete(log);
  }

  private logsOf(reader: string): Logs {
    const known = this.readers.get(reader);
    if (known !== undefined) return known;
    const logs: Logs = { byName: new Map(), ready: new Set(), last: [] };
    this.readers.set(reader, logs);
    return logs;
  }
}
