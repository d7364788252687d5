/** How long a statement may take where the address says nothing, ms. */
const STANDARD_LIMIT = 5000;
/** Connecting and its handshake take no longer, ms: nothing is asked yet that could be slow. */
const CONNECT_WITHIN = 3000;
/** Silence after which the system asks whether the other side still lives, ms. */
export const KEEP_ALIVE_AFTER = 10_000;

/** The connection was silent for as long as a statement may take: it is given up, and what became of it is not known. */
export class StatementTimeoutError extends Error {
  /** As the driver marks what ends a connection. */
  readonly fatal = true;

  constructor(within: number) {
    super(`no answer of the database within ${within / 1000} s`);
  }
}

/** The time limit of a statement at an address, ms. */
export function statementLimit({ statementWithin }: { readonly statementWithin?: number | undefined }): number {
  return statementWithin ?? STANDARD_LIMIT;
}

/** The time limit of connecting, ms. */
export function connectLimit(statementWithin: number): number {
  return Math.min(CONNECT_WITHIN, statementWithin);
}

/** How long a lane waits for a lock, s: then it looks whose it is, and the others go on. No server takes less than this. */
export const LANE_LOCK_WAIT = 1;

/** How long a lock is waited for, s: an honest wait ends before the statement's limit does. */
export function lockWait(statementWithin: number): number {
  return Math.max(1, Math.min(3, Math.floor(statementWithin / 1000) - 1));
}

/** Runs `work`; rejects with StatementTimeoutError where it takes longer than `within` ms, and gives it up. */
export function withinLimit<T>(within: number, work: () => Promise<T>, giveUp: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new StatementTimeoutError(within));
      giveUp();
    }, within);
    work()
      .finally(() => clearTimeout(timer))
      .then(resolve, reject);
  });
}
