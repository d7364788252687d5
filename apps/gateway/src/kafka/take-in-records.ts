import type { Command, Ledger, Outcome, RecordOrigin } from '@libs/ledger';
import { readRecord } from '@libs/national-platform';
import type { ConsumedRecord } from '@libs/messaging';
import type { Log, Metrics } from '@libs/operations';

/** Takes platform records into the ledger: read, turned into a command, decided, committed. */
export class RecordIntake {
  constructor(
    private readonly ledger: Ledger,
    private readonly province: string,
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {}

  /** Resolves once every record of the batch is committed with its answer; rejects where one is not. */
  async takeIn(records: readonly ConsumedRecord[]): Promise<void> {
    const commands = records.map(({ topic, partition, message }) =>
      this.commandOf({ origin: `${topic}/${partition}/${message.offset}`, topic, record: message.value }),
    );
    this.count(commands, await this.ledger.submitAll(commands));
  }

  /** One record that an operator sends again. */
  async take(origin: RecordOrigin): Promise<Outcome> {
    const command = this.commandOf(origin);
    const outcome = await this.ledger.submit(command);
    this.count([command], [outcome]);
    return outcome;
  }

  private commandOf(origin: RecordOrigin): Command {
    const read = readRecord(origin.record, this.province);
    if (read.kind !== 'unreadable') return { ...read, origin };
    const { reason, msgid } = read;
    const { topic, record, redrivenBy: by } = origin;
    return { kind: 'dead-letter', letter: { origin: origin.origin, topic, record, reason, msgid, by } };
  }

  private count(commands: readonly Command[], outcomes: readonly Outcome[]): void {
    const counts = new Map<string, { infno: string; code: string; records: number }>();
    commands.forEach((command, index) => {
      const infno = numberOf(command);
      const code = codeOf(outcomes[index] as Outcome);
      const counted = counts.get(infno + code);
      if (counted) counted.records++;
      else counts.set(infno + code, { infno, code, records: 1 });
      if (code !== '0' && code !== 'settled' && 'msgid' in command)
        this.log.info({ msgid: command.msgid, infno, code }, 'message not confirmed');
    });
    for (const { infno, code, records } of counts.values()) this.metrics.messages.inc({ infno, code }, records);
  }
}

// A refused record's infno may be anything, and a metric must not have a label for each.
function numberOf(command: Command): string {
  if (command.kind === 'order') return command.infno;
  if (command.kind === 'acknowledge') return 'M191';
  return command.kind === 'verdict' ? 'refused at the door' : 'none';
}

function codeOf(outcome: Outcome): string {
  return outcome.kind === 'answered' ? (outcome.answer.errCode ?? outcome.answer.infcode) : outcome.kind;
}
