import type { Payer, Scene } from '@libs/mutual-aid';

/** A limit of the model: what it is, and who drew how many fen from it. */
interface ModelLimit {
  readonly id: string;
  readonly tie: string;
  readonly amount: number;
  readonly setTime: number;
  state: 'EFFECTIVE' | 'REVOKED' | 'CLOSED';
  /** By settlement; a reversed one is taken out again. */
  readonly drawnBy: Map<string, number>;
  /** Usage and reversal lines, each one. */
  rows: number;
}

/** What the model says of a limit. */
export interface ModelFigures {
  readonly used: number;
  readonly usedCount: number;
  readonly left: number;
}

/** A payment of the model: by limit in the order in which the first fen was drawn. */
export interface ModelPayment {
  readonly account: number;
  readonly cash: number;
  readonly drawn: ReadonlyMap<string, number>;
}

/**
 * The wallet once more, as simple as can be: every fen is a coin, the coins lie in a row in the order in which they
 * are to be spent, and a payment takes the first ones. Nothing of libs/mutual-aid is used.
 */
export class WalletModel {
  readonly ties = new Map<string, 'EFFECTIVE' | 'TERMINATING' | 'REVOKED' | 'TERMINATED'>();
  readonly limits = new Map<string, ModelLimit>();
  readonly payments = new Map<string, ModelPayment>();
  readonly reversed = new Set<string>();
  /** undefined: no account */
  balance: number | undefined;
  frozen = 0;

  /** Another limit; M202 and M102 alike. */
  set(tie: string, id: string, amount: number, setTime: number): void {
    this.limits.set(id, { id, tie, amount, setTime, state: 'EFFECTIVE', drawnBy: new Map(), rows: 0 });
  }

  figures(id: string): ModelFigures {
    const limit = this.limit(id);
    const used = [...limit.drawnBy.values()].reduce((sum, each) => sum + each, 0);
    return { used, usedCount: limit.rows, left: limit.state === 'EFFECTIVE' ? limit.amount - used : 0 };
  }

  /** Takes the first coins; undefined where a premium cannot be paid in full, and then nothing was paid. */
  pay(settlement: string, scene: Scene, order: readonly Payer[], amount: number): ModelPayment | undefined {
    const isPremium = scene === '3' || scene === '4';
    const purses: Record<Payer, string[]> = {
      wallet: this.coins(),
      account: Array<string>(Math.max((this.balance ?? 0) - this.frozen, 0)).fill('account'),
    };
    const coins = isPremium ? purses.wallet : order.flatMap((payer) => purses[payer]);
    const paid = coins.slice(0, amount);
    const account = paid.filter((coin) => coin === 'account').length;
    const cash = amount - paid.length;
    const drawn = new Map<string, number>();
    for (const coin of paid) if (coin !== 'account') drawn.set(coin, (drawn.get(coin) ?? 0) + 1);
    if (isPremium && cash > 0) return undefined;
    for (const [id, part] of drawn) {
      this.limit(id).drawnBy.set(settlement, part);
      this.limit(id).rows++;
    }
    if (this.balance !== undefined) this.balance -= account;
    const payment = { account, cash, drawn };
    this.payments.set(settlement, payment);
    return payment;
  }

  reverse(settlement: string): void {
    const payment = this.payments.get(settlement);
    if (payment === undefined) throw new Error('the model reverses what was paid');
    for (const id of payment.drawn.keys()) {
      this.limit(id).drawnBy.delete(settlement);
      this.limit(id).rows++;
    }
    if (this.balance !== undefined) this.balance += payment.account;
    this.reversed.add(settlement);
  }

  /** M203. */
  revokeLimit(id: string): string {
    const limit = this.limit(id);
    if (this.isOver(limit.tie) || limit.state !== 'EFFECTIVE') return 'E31';
    if (limit.rows > 0) return 'E40';
    limit.state = 'REVOKED';
    return '0';
  }

  /** M103. */
  revokeTie(tie: string): string {
    if (this.isOver(tie)) return 'E31';
    const limits = [...this.limits.values()].filter((limit) => limit.tie === tie);
    if (limits.some((limit) => limit.rows > 0)) return 'E40';
    for (const limit of limits) limit.state = 'REVOKED';
    this.ties.set(tie, 'REVOKED');
    return '0';
  }

  /** M302: what is left goes back to the donor. */
  terminate(tie: string): void {
    this.ties.set(tie, 'TERMINATED');
    for (const limit of this.limits.values())
      if (limit.tie === tie && limit.state === 'EFFECTIVE') limit.state = 'CLOSED';
  }

  private isOver(tie: string): boolean {
    return this.ties.get(tie) === 'REVOKED' || this.ties.get(tie) === 'TERMINATED';
  }

  /** Every fen that the wallet can pay, in drawing order, as the id of its limit. */
  private coins(): string[] {
    return [...this.limits.values()]
      .filter((limit) => this.ties.get(limit.tie) === 'EFFECTIVE')
      .sort((a, b) => a.setTime - b.setTime || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)))
      .flatMap((limit) => Array<string>(this.figures(limit.id).left).fill(limit.id));
  }

  private limit(id: string): ModelLimit {
    const limit = this.limits.get(id);
    if (limit === undefined) throw new Error(`the model has no limit ${id}`);
    return limit;
  }
}
