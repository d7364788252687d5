import type { Readable } from 'node:stream';

/**
 * What comes of an answer, piece by piece. What had come before it broke off is handed over first, and only then it
 * throws: a stream's own iterator lets go of it, and a download that breaks off early would never get any further.
 */
export class Pieces implements AsyncIterable<Buffer> {
  private readonly here: Buffer[] = [];
  private isOver = false;
  private failure: Error | undefined;
  private wake: () => void = () => undefined;

  constructor(private readonly answer: Readable) {
    answer
      .on('data', (piece: Buffer) => {
        this.here.push(piece);
        answer.pause();
        this.wake();
      })
      .on('error', (error: Error) => this.end(error))
      .on('close', () => this.end())
      .on('end', () => this.end());
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (;;) {
      const piece = this.here.shift();
      if (piece !== undefined) {
        yield piece;
        this.answer.resume();
      } else if (!this.isOver) await new Promise<void>((resolve) => (this.wake = resolve));
      else if (this.failure === undefined) return;
      else throw this.failure;
    }
  }

  private end(failure?: Error): void {
    this.isOver = true;
    this.failure ??= failure;
    this.wake();
  }
}
