import type { CatchUpCommand, Command, OrderCommand } from '../../libs/ledger/src/commands/command';
import type { Outcome } from '../../libs/ledger/src/commands/outcome';

/** Orders that follow each other as one page each that was downloaded; what is no order stays as it is. */
export class InPages {
  private cursor: string | undefined;
  private pages = 0;

  of(commands: readonly Command[]): Command[] {
    const groups: (Command | OrderCommand[])[] = [];
    for (const command of commands) {
      const last = groups.at(-1);
      if (command.kind !== 'order') groups.push(command);
      else if (Array.isArray(last)) last.push(command);
      else groups.push([command]);
    }
    return groups.map((group) => (Array.isArray(group) ? this.page(group) : group));
  }

  private page(messages: readonly OrderCommand[]): CatchUpCommand {
    const since = this.cursor;
    this.cursor = `c${++this.pages}`;
    return { kind: 'catch-up', messages, since, next: this.cursor };
  }
}

/** What became of each command, of each message of a page too. */
export function eachOutcome(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.flatMap((outcome): readonly Outcome[] => (outcome.kind === 'caught up' ? outcome.became : [outcome]));
}
