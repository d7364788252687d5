import { Problem } from '../problem/problem';

const ANOTHER_RUNS = '另一个批量登记正在进行，请稍后重新提交';

/** Lets imports go one at a time: several beside each other would take the ledger from the payments. */
export class ImportTurns {
  private isTaken = false;
  private readonly waiting: (() => void)[] = [];

  /** `within` ms an import may wait for its turn. */
  constructor(private readonly within: number) {}

  /** Runs an import when no other runs; A08 where that takes too long. */
  async run<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (this.isTaken) await this.wait();
    this.isTaken = true;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.isTaken = false;
      else next();
    }
  }

  private wait(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const next = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      this.waiting.splice(this.waiting.indexOf(next), 1);
      reject(new Problem('A08', ANOTHER_RUNS));
    }, this.within);
    this.waiting.push(next);
    return promise;
  }
}
