/** The platform's clock: the machine's, shifted on request, so that a day can end when somebody wants to see it end. */
export class PlatformClock {
  /** ms, added to the machine's time. */
  offset = 0;

  /** ms UTC */
  now(): number {
    return this.shifted(Date.now());
  }

  /** What this clock showed when the machine's showed `instant`, ms UTC. */
  shifted(instant: number): number {
    return instant + this.offset;
  }
}
