import { hash } from 'node:crypto';
import {
  LedgerStoppedError,
  LedgerUnavailableError,
  type Ledger,
  type RecordCommand,
  type RecordOrigin,
} from '@libs/ledger';
import { recordOfItem, type RelationsPage } from '@libs/national-platform';
import { RELATIONS } from '@libs/province-store';
import type { RecordIntake } from '../kafka/take-in-records';

/** Messages that one command carries at most: a page as it was asked for. */
const A_COMMAND = 500;
/** And while people at windows ask, who would wait for the others. */
const BESIDE_REQUESTS = 100;

/** A page, and the cursor that it was asked for with. */
export interface TakenPage extends RelationsPage {
  readonly since: string | undefined;
}

/** Takes what was downloaded into the ledger: each message as if it had been pushed, the cursor with the last of them. */
export class PageIntake {
  constructor(
    private readonly ledger: Ledger,
    private readonly intake: RecordIntake,
    private readonly trouble: (message: string, error: unknown) => void,
  ) {}

  /**
   * Resolves once all of it is committed, with true; with false where another replica moved the cursor first, and the rest
   * was left to it. The cursor moves in one transaction with the messages; of a page in parts, with the last of them.
   */
  async takeIn({ items, since, next = since }: TakenPage): Promise<boolean> {
    const read = items.map((item) => this.intake.commandOfItem(originOf(item)));
    const messages = await Promise.all(read.map((message) => this.intake.withFigures(message)));
    for (let from = 0; ;) {
      await this.ledger.needsMore();
      const some = messages.slice(from, from + (this.ledger.hasRequests ? BESIDE_REQUESTS : A_COMMAND));
      from += some.length;
      const isLast = from >= messages.length;
      if (!(await this.takePart(some, since, isLast ? next : since))) return false;
      if (isLast) return true;
    }
  }

  private async takePart(
    messages: readonly RecordCommand[],
    since: string | undefined,
    next: string | undefined,
  ): Promise<boolean> {
    try {
      const outcome = await this.ledger.submit({ kind: 'catch-up', messages, since, next });
      if (outcome.kind === 'overtaken') return false;
      this.intake.count(messages, outcome.became);
      return true;
    } catch (error) {
      if (error instanceof LedgerStoppedError || error instanceof LedgerUnavailableError) throw error;
      this.trouble('what was downloaded fails together and is taken one by one', error);
    }
    // One after the other: they come in the platform's order, whoever they concern.
    for (const message of messages) this.intake.count([message], [await this.ledger.submit(message)]);
    return (await this.ledger.submit({ kind: 'catch-up', messages: [], since, next })).kind === 'caught up';
  }
}

/** A downloaded message is known by its content: downloaded again, it is the same dead letter. */
function originOf(item: unknown): RecordOrigin {
  const record = recordOfItem(item);
  return { origin: `${RELATIONS}/${hash('sha256', record, 'hex')}`, topic: RELATIONS, record };
}
