import { carryOut, type SealingTask, type SealingTasks } from './in-hand';
import type { Keys } from './key-ring';
import { SealingThreads } from './sealing-threads';
import type { Opening, Sealer, SealingRules, Signature } from './sealer';

/** So many messages a thread is handed at once: 10 ms of work, after which what is more urgent has its turn. */
const PIECE = 32;

/** Signs and encrypts in software, by Node's own OpenSSL: in threads of its own, or, with none, where it is asked. */
export class SoftwareSealer implements Sealer {
  private readonly threads: SealingThreads | undefined;
  private keys: Keys;

  constructor(
    private readonly options: {
      readonly rules: SealingRules;
      readonly keys: Keys;
      readonly threads: number;
      /** ms UTC */
      now(): number;
    },
  ) {
    const { rules, keys, threads } = options;
    this.keys = keys;
    if (threads > 0) this.threads = new SealingThreads({ rules, keys }, threads);
  }

  /** From now on these keys are known, and no others. */
  keysAre(keys: Keys): void {
    this.keys = keys;
    this.threads?.keysAre(keys);
  }

  open(values: readonly Uint8Array[]): Promise<Opening[]> {
    return this.carryOut('open', values);
  }

  seal(envelopes: readonly string[]): Promise<string[]> {
    return this.carryOut('seal', envelopes);
  }

  async sign(text: string): Promise<Signature> {
    return (await this.carryOut('sign', [text]))[0] as Signature;
  }

  async close(): Promise<void> {
    await this.threads?.close();
  }

  private async carryOut<Task extends SealingTask>(
    task: Task,
    given: SealingTasks[Task]['given'],
  ): Promise<SealingTasks[Task]['came']> {
    const { rules } = this.options;
    const now = this.options.now();
    if (this.threads === undefined) return carryOut(task, given, { rules, keys: this.keys, now });
    const pieces: Promise<SealingTasks[Task]['came']>[] = [];
    for (let from = 0; from < given.length; from += PIECE)
      pieces.push(this.threads.run(task, given.slice(from, from + PIECE), now));
    return (await Promise.all(pieces)).flat() as SealingTasks[Task]['came'];
  }
}
