import { DATABASE_ERRORS } from './database-errors';
import { TakenForNewError } from './errors';

/** What to do about an error of the database: every kind has its answer. */
export type DatabaseTrouble = 'unreachable' | 'conflict' | 'duplicate' | 'refused';

const BY_ERRNO = new Map(DATABASE_ERRORS.map(([errno, , trouble]) => [errno, trouble]));

/** Classes of SQLSTATE whose every error passes, whatever its number: so is what no table knows sorted. */
const BY_CLASS: Readonly<Record<string, DatabaseTrouble>> = {
  '08': 'unreachable',
  '28': 'unreachable',
  '40': 'conflict',
  '57': 'unreachable',
};
/** Of the system and the driver, where the server said nothing. */
const CODES = /^(PROTOCOL_|EPIPE|ETIMEDOUT|ENOTFOUND|E(CONN|HOST|NET|ADDR|AI_))/;
const TEXTS = /closed state|Can't add new command|Pool is closed/;
/** TypeORM's, before the database could be opened for the first time. */
const NOT_OPEN = new Set(['CannotExecuteNotConnectedError', 'ConnectionIsNotSetError']);

/**
 * Sorts an error: unreachable (another connection, and wait), conflict (the same one, again), duplicate key (read
 * again; likewise where a repeat was taken for new), refused (this batch). The first two say nothing of what was asked: it is tried again for as long as it takes.
 */
export function troubleOf(error: unknown): DatabaseTrouble {
  if (!(error instanceof Error)) return 'refused';
  if (error instanceof TakenForNewError) return 'duplicate';
  const { errno, code, sqlState, fatal } = error as Error & Partial<DriverError>;
  const known = errno === undefined ? undefined : BY_ERRNO.get(errno);
  if (known !== undefined) return known;
  if (fatal === true || CODES.test(code ?? '') || TEXTS.test(error.message) || NOT_OPEN.has(error.name))
    return 'unreachable';
  return BY_CLASS[sqlState?.slice(0, 2) ?? ''] ?? 'refused';
}

const LOCK_WAITS = new Set([1205, 3572]);

/** Whether somebody else holds a lock for longer than it was waited for. */
export function isLockWait(error: unknown): boolean {
  const { errno } = (error ?? {}) as Partial<DriverError>;
  return errno !== undefined && LOCK_WAITS.has(errno);
}

/** Whether an error says only that the database does not serve now: whoever asked is told to come again (A08). */
export function isPassing(error: unknown): boolean {
  const trouble = troubleOf(error);
  return trouble === 'unreachable' || trouble === 'conflict';
}

/** mysql2's; TypeORM copies them onto its own. */
interface DriverError {
  readonly errno: number;
  readonly code: string;
  readonly sqlState: string;
  readonly fatal: boolean;
}
