/** So many commands make a batch of their own worth while; fewer wait for the other lanes' batch to end. */
const MANY = 100;
/** A lane that is held up, by a lock or a database that is away, holds up the others no longer than this, ms. */
const LONGEST_WAIT = 20;

/**
 * Lets lanes with little to do take turns. A batch costs nearly the same for eight commands as for sixteen, so at a
 * quiet hour one batch of twice the size serves better than two beside each other; under load the lanes run together.
 */
export class Turns {
  private running = 0;
  private waiting: (() => void)[] = [];

  /** Resolves when a lane with `queued` commands may begin its batch. */
  wait(queued: number): Promise<void> | undefined {
    if (this.running === 0 || queued >= MANY) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LONGEST_WAIT);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Runs a batch; whoever waits begins when it ends. */
  async run(batch: () => Promise<void>): Promise<void> {
    this.running++;
    try {
      await batch();
    } finally {
      this.running--;
      for (const begin of this.waiting.splice(0)) begin();
    }
  }
}
