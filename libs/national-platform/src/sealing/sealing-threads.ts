import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SealingTask, SealingTasks } from './in-hand';
import type { Keys } from './key-ring';
import { SealingError } from './sealer';
import { pack, type FromThread, type ThreadStart, type ToThread } from './thread-messages';

interface Piece {
  readonly task: SealingTask;
  readonly given: readonly unknown[];
  readonly now: number;
  tries: number;
  resolve(came: SealingTasks[SealingTask]['came']): void;
  reject(reason: Error): void;
}

interface Thread {
  readonly worker: Worker;
  /** What it was told and has not answered, the first first. */
  readonly underWay: Piece[];
}

/** A thread has its next piece at hand when it ends one; what lies with it can no longer be overtaken. */
const UNDER_WAY = 2;
/** A piece at which as many threads ended is given back. */
const TRIES = 3;
/** The tests run from the source, which a thread cannot. */
const FILE = __filename.endsWith('.ts')
  ? join(__dirname, '../../../../dist/libs/national-platform/src/sealing/sealing-thread.js')
  : join(__dirname, 'sealing-thread.js');

/**
 * Threads that carry out pieces of work. What is to be sent goes before what came: answers would else wait behind
 * thousands of records, and while the threads are busy with them nothing more is taken in.
 */
export class SealingThreads {
  private threads: Thread[] = [];
  private readonly first: Piece[] = [];
  private readonly then: Piece[] = [];
  private isClosed = false;

  private keys: Keys;

  constructor(
    private readonly start: ThreadStart,
    count: number,
  ) {
    this.keys = start.keys;
    for (let i = 0; i < count; i++) this.threads.push(this.begin());
  }

  /** From now on each thread works with these; what was told before, with those of before. */
  keysAre(keys: Keys): void {
    this.keys = keys;
    for (const { worker } of this.threads) worker.postMessage({ keys } satisfies ToThread);
  }

  /** Carries out one piece. Rejects with SealingError, or where no thread lives through it. */
  run<Task extends SealingTask>(
    task: Task,
    given: SealingTasks[Task]['given'],
    now: number,
  ): Promise<SealingTasks[Task]['came']> {
    return new Promise((resolve, reject) => {
      const piece: Piece = { task, given, now, tries: 0, resolve, reject };
      if (this.isClosed) reject(new Error('the sealing threads have ended'));
      else (task === 'open' ? this.then : this.first).push(piece);
      this.handOut();
    });
  }

  /** Ends them; what is under way is rejected. */
  async close(): Promise<void> {
    this.isClosed = true;
    const ended = this.threads;
    this.threads = [];
    const left = [...this.first.splice(0), ...this.then.splice(0), ...ended.flatMap(({ underWay }) => underWay)];
    for (const piece of left) piece.reject(new Error('the sealing threads have ended'));
    await Promise.all(ended.map(({ worker }) => worker.terminate()));
  }

  private handOut(): void {
    for (;;) {
      const idle = this.threads.filter(({ underWay }) => underWay.length < UNDER_WAY);
      const thread = idle.sort((a, b) => a.underWay.length - b.underWay.length)[0];
      if (thread === undefined) return;
      const piece = this.first.shift() ?? this.then.shift();
      if (piece === undefined) return;
      thread.underWay.push(piece);
      tell(thread.worker, piece);
    }
  }

  private begin(): Thread {
    const worker = new Worker(FILE, { workerData: { ...this.start, keys: this.keys } });
    const thread: Thread = { worker, underWay: [] };
    worker.on('message', (said: FromThread) => {
      const piece = thread.underWay.shift();
      if ('came' in said) piece?.resolve(said.came);
      else piece?.reject(said.isSealing ? new SealingError(said.failed) : new Error(said.failed));
      this.handOut();
    });
    // An error that nobody listens to would end the process; `exit` follows it.
    worker.on('error', () => undefined);
    worker.on('exit', () => this.replace(thread));
    worker.unref();
    return thread;
  }

  /** A thread that ended by itself: another one takes up what it had. */
  private replace(ended: Thread): void {
    const at = this.threads.indexOf(ended);
    if (at < 0) return;
    this.threads[at] = this.begin();
    for (const piece of ended.underWay.splice(0).reverse()) {
      if (++piece.tries >= TRIES) piece.reject(new Error(`${TRIES} sealing threads ended at it`));
      else this.first.unshift(piece);
    }
    this.handOut();
  }
}

function tell(worker: Worker, { task, given, now }: Piece): void {
  if (task === 'open') {
    const packed = pack(given as readonly Uint8Array[]);
    worker.postMessage({ task, given: packed, now } satisfies ToThread, [packed.bytes]);
  } else worker.postMessage({ task, given: given as readonly string[], now } satisfies ToThread);
}
