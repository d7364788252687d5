import type { Outage } from '@libs/operations';

/** Several things that must all work: the outage begins with the first that breaks and is over when all work again. */
export class Troubles {
  private readonly broken = new Set<string>();

  constructor(private readonly outage: Outage) {}

  /** One of them does not work now. */
  broke(what: string, error: unknown): void {
    this.broken.add(what);
    this.outage.broke(error);
  }

  /** One of them works. */
  works(what: string): void {
    if (this.broken.delete(what) && this.broken.size === 0) this.outage.isOver();
  }
}
