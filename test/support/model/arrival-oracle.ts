import { yuanOf, type WireFigures } from './wire';

/** What arrives in one region, about one relationship. */
export type Arrival =
  | { readonly infno: 'M101' | 'M102'; readonly limits: readonly { id: string; amount: bigint }[] }
  | { readonly infno: 'M201' | 'M202'; readonly limits: readonly [{ id: string; amount: bigint }] }
  | { readonly infno: 'M301' | 'M302'; readonly figures: readonly WireFigures[] };

interface Recorded {
  readonly id: string;
  readonly amount: bigint;
  used: bigint;
  rows: number;
}

/** The table of §4 for one relationship that comes with M101 or M102, and what waits for it in order of arrival (§2). */
export class ArrivalOracle {
  private state: 'unknown' | 'EFFECTIVE' | 'TERMINATING' | 'TERMINATED' = 'unknown';
  readonly limits: Recorded[] = [];
  private matched: string | undefined;
  private readonly early: { readonly name: string; readonly arrival: Arrival }[] = [];
  /** `name=code`, in the order given. */
  readonly answers: string[] = [];

  take(name: string, arrival: Arrival): void {
    if (this.state === 'unknown' && arrival.infno !== 'M101' && arrival.infno !== 'M102') {
      this.early.push({ name, arrival });
      return;
    }
    this.answers.push(`${name}=${this.decide(arrival)}`);
    for (const each of this.early.splice(0)) this.answers.push(`${each.name}=${this.decide(each.arrival)}`);
  }

  /** A premium in the beneficiary region: paid in full in drawing order, or not at all (R18). Gives whether it was. */
  pay(amount: bigint): boolean {
    const left = this.limits.reduce((sum, limit) => sum + limit.amount - limit.used, 0n);
    if (this.state !== 'EFFECTIVE' || left < amount) return false;
    let due = amount;
    for (const limit of this.limits) {
      const part = limit.amount - limit.used < due ? limit.amount - limit.used : due;
      if (part > 0n) [limit.used, limit.rows] = [limit.used + part, limit.rows + 1];
      due -= part;
    }
    return true;
  }

  /** Own figures, as an M301 has them. */
  figures(): WireFigures[] {
    return this.limits.map(({ id, amount, used, rows }) => {
      return { mulaid_lmt_id: id, lmt_amt: yuanOf(amount), used_amt: yuanOf(used), used_cnt: rows };
    });
  }

  private decide(arrival: Arrival): string {
    switch (arrival.infno) {
      case 'M101':
      case 'M102':
        this.state = 'EFFECTIVE';
        this.record(arrival.limits);
        return '0';
      case 'M201':
        if (this.state !== 'EFFECTIVE') return 'E31';
        this.record(arrival.limits);
        return '0';
      case 'M202':
        if (this.state === 'TERMINATED') return 'E31';
        this.record(arrival.limits);
        return '0';
      case 'M301':
        return this.compare(textOf(arrival.figures));
      case 'M302':
        return this.close(textOf(arrival.figures));
    }
  }

  private record(limits: readonly { id: string; amount: bigint }[]): void {
    for (const limit of limits) this.limits.push({ ...limit, used: 0n, rows: 0 });
    this.limits.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  private compare(theirs: string): string {
    if (this.state === 'TERMINATED') return 'E31';
    this.state = 'TERMINATING';
    if (textOf(this.figures()) !== theirs) return 'MISMATCH';
    this.matched = theirs;
    return 'MATCH';
  }

  private close(theirs: string): string {
    if (this.state !== 'TERMINATING') return 'E31';
    const isRight = this.matched !== undefined && [this.matched, textOf(this.figures())].includes(theirs);
    if (!isRight) return 'E32';
    this.state = 'TERMINATED';
    return '0';
  }
}

/** Whatever the order in which limits are listed. */
function textOf(figures: readonly WireFigures[]): string {
  const sorted = [...figures].sort((a, b) => (a.mulaid_lmt_id < b.mulaid_lmt_id ? -1 : 1));
  return JSON.stringify(
    sorted.map(({ mulaid_lmt_id: id, lmt_amt, used_amt, used_cnt }) => [id, lmt_amt, used_amt, used_cnt]),
  );
}
