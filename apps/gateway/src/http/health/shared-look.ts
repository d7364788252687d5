import { setTimeout as delay } from 'node:timers/promises';

/** One look begins at the earliest so long after the one before, ms. */
const EVERY = 100;

/**
 * What anybody may ask without a token, as often as he likes: those who ask meanwhile share the next look, so that many
 * who ask without a pause take little from those who pay. Who asks alone is answered at once.
 */
export class SharedLook<Seen> {
  private next: Promise<Seen> | undefined;
  private beganAt = -Infinity;

  constructor(private readonly look: () => Seen | Promise<Seen>) {}

  /** What is seen by a look that begins after this call. */
  see(): Promise<Seen> {
    const wait = this.beganAt + EVERY - performance.now();
    if (this.next === undefined && wait <= 0) return this.begin();
    this.next ??= delay(wait).then(() => this.begin());
    return this.next;
  }

  private async begin(): Promise<Seen> {
    this.next = undefined;
    this.beganAt = performance.now();
    return this.look();
  }
}
