import type { BookedRelationship } from '../../platform-simulator/src/books';
import type { AppRequest } from '../../platform-simulator/src/establishing';
import type { ProvinceTotals, UsedLimit } from './province';

/** What the platform has on record: sums by province and role, answers by code. */
export interface PlatformBooks {
  readonly live: ProvinceTotals[];
  readonly answers: { province: string; infno: string; code: string; count: number }[];
  readonly repeated_answers: number;
  readonly contradictions: number;
  /** What a province did that it must not do. */
  readonly faults: string[];
  readonly usage: { province: string; role: string; usage_rows: number; reversal_rows: number; used_amt: string }[];
}

/** A relationship as the platform has it, with its newest termination. */
export interface PlatformRelationship extends BookedRelationship {
  readonly termination?: { readonly state: string; readonly initiator: string; readonly rounds: readonly string[] };
}

/** A termination as the platform has it, with the figures of its newest M301. */
export interface PlatformTermination {
  readonly mulaid_rel_id: string;
  readonly donorProvince: string;
  readonly benefProvince: string;
  readonly state: string;
  readonly rounds: number;
  readonly figures: readonly UsedLimit[];
}

/** The simulator, over its own HTTP side. */
export class SimulatedPlatform {
  constructor(private readonly url: string) {}

  /** Asks for relationships, all at once, as users of the national app would. */
  establish(requests: readonly AppRequest[]): Promise<BookedRelationship[]> {
    return this.post('/simulator/relationships', requests);
  }

  /** Sends a part twice, late or out of order; `{}` ends it. */
  misbehave(how: {
    repeat?: number;
    delay_ms?: number;
    reorder?: number;
    silent?: readonly string[];
  }): Promise<object> {
    return this.post('/simulator/misbehaviour', how);
  }

  /** A relationship as the platform has it. */
  relationship(id: string): Promise<PlatformRelationship> {
    return this.get(`/simulator/relationships/${id}`);
  }

  /** Every relationship of which a termination was asked for. */
  terminations(): Promise<PlatformTermination[]> {
    return this.get('/simulator/terminations');
  }

  /** Sends one message as it is and gives the code it is answered with. */
  async ask(message: object): Promise<string> {
    const { err_code, infcode } = await this.post<{ err_code?: string; infcode: string }>(
      '/simulator/messages',
      message,
    );
    return err_code ?? infcode;
  }

  books(): Promise<PlatformBooks> {
    return this.get('/simulator/books');
  }

  /** What is used of each limit, by the platform's own books. */
  usedLimits(): Promise<(UsedLimit & { province: string; donor_province: string })[]> {
    return this.get('/simulator/used-limits');
  }

  /** Asks for something that it shows. */
  async get<T>(path: string): Promise<T> {
    return (await (await fetch(`${this.url}${path}`)).json()) as T;
  }

  /** Sends a request. Throws where it is not carried out. */
  async post<T>(path: string, body: unknown): Promise<T> {
    const answer = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}

/** How many messages were answered. */
export function messagesOf({ answers, repeated_answers }: PlatformBooks): number {
  return answers.reduce((sum, each) => sum + each.count, 0) + repeated_answers;
}
