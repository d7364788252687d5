/** Work that goes on beside other work, so much of it at a time. */
export class InFlight {
  private readonly under = new Set<Promise<void>>();
  private weight = 0;
  private failure: { readonly error: unknown } | undefined;

  constructor(private readonly most: number) {}

  /** Begins with a piece of work once there is room for it; rejects where an earlier one has failed. */
  async begin(weight: number, work: () => Promise<void>): Promise<void> {
    while (this.weight > 0 && this.weight + weight > this.most) {
      this.check();
      await Promise.race(this.under);
    }
    this.check();
    this.weight += weight;
    const going: Promise<void> = work()
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => {
        this.weight -= weight;
        this.under.delete(going);
      });
    this.under.add(going);
  }

  /** Resolves when all of it is done; rejects where some of it failed, when all has come to its end. */
  async end(): Promise<void> {
    await Promise.all(this.under);
    this.check();
  }

  private check(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }
}
