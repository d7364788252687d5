import { killSilent, LedgerConnection, StatementTimeoutError, type DatabaseAddress } from '@libs/province-store';

/** So many replacements in a row of them are looked at: more often than that is again and again. */
const AGAIN_AND_AGAIN = 3;

/** A lane's connection: opened at the first need, replaced where it broke or was silent. */
export class LaneConnection {
  private current: LedgerConnection | undefined;
  private silentThread: number | undefined;
  private readonly brokeAt: number[] = [];
  private readonly closed = Promise.withResolvers<never>();

  private hasBeenOpen = false;

  constructor(
    private readonly address: DatabaseAddress,
    /** Told when it was replaced. */
    private readonly replaced: () => void,
  ) {
    this.closed.promise.catch(() => undefined);
  }

  /** The open one. Rejects where the database cannot be reached, or close() was called meanwhile. */
  async get(): Promise<LedgerConnection> {
    return (this.current ??= await this.open());
  }

  /** Notes that it failed, and gives it up: of a silent one, what it left at the server is ended by the next. */
  broke(error: unknown): void {
    if (error instanceof StatementTimeoutError) this.silentThread = this.current?.threadId;
    this.current?.close();
    this.current = undefined;
    this.brokeAt.push(performance.now());
    if (this.brokeAt.length > AGAIN_AND_AGAIN) this.brokeAt.shift();
  }

  /** Whether it broke three times within the last `within` ms. */
  brokeOften(within: number): boolean {
    const [first] = this.brokeAt;
    return this.brokeAt.length === AGAIN_AND_AGAIN && first !== undefined && performance.now() - first < within;
  }

  /** Whether the database can be reached; false too where close() was called meanwhile. */
  async isReachable(): Promise<boolean> {
    try {
      await this.get();
      return true;
    } catch {
      return false;
    }
  }

  /** Undoes what was begun. */
  async rollback(): Promise<void> {
    try {
      await this.current?.run('ROLLBACK');
    } catch {
      // The connection is gone and its transaction with it; the next attempt opens another.
      this.current?.close();
      this.current = undefined;
    }
  }

  /** Ends it for good, at once, also in the middle of a statement. */
  close(): void {
    this.closed.reject(new Error('the lane was stopped in the middle of its batch'));
    this.current?.close();
  }

  private async open(): Promise<LedgerConnection> {
    const opening = LedgerConnection.open(this.address, 'lane');
    const opened = await Promise.race([opening, this.closed.promise]).catch((error: unknown) => {
      void opening.then(
        (late) => late.close(),
        () => undefined,
      );
      throw error;
    });
    if (this.silentThread !== undefined) await killSilent(opened, this.silentThread);
    this.silentThread = undefined;
    if (this.hasBeenOpen) this.replaced();
    this.hasBeenOpen = true;
    return opened;
  }
}
