/** What to do about an error of the database: every kind has its answer. */
export type DatabaseTrouble = 'unreachable' | 'conflict' | 'duplicate' | 'refused';

// 1048: a person's row was another's when it was written (person-rows.ts).
const CONFLICTS = new Set([1205, 1213, 1020, 1048]);
// Shutting down, killed, read-only, too many connections, out of disk: the database is there but does not serve now.
const NOT_SERVING = new Set([
  1053, 1927, 1317, 1290, 1040, 1021, 1114, 1129, 1152, 1158, 1159, 1160, 1161, 1836, 2006, 2013,
]);

/** Sorts an error: unreachable (wait and try again), conflict (try again), duplicate key (read again), refused (this batch). */
export function troubleOf(error: unknown): DatabaseTrouble {
  if (!(error instanceof Error)) return 'refused';
  const { errno, code, fatal } = error as { errno?: number; code?: string; fatal?: boolean };
  if (errno === 1062) return 'duplicate';
  if (errno !== undefined && CONFLICTS.has(errno)) return 'conflict';
  if (fatal === true || (errno !== undefined && NOT_SERVING.has(errno))) return 'unreachable';
  if (code?.startsWith('PROTOCOL_') || /^E(CONN|PIPE|TIMEDOUT|HOST|NET|ADDR|AI_)/.test(code ?? ''))
    return 'unreachable';
  return /closed state|Can't add new command/.test(error.message) ? 'unreachable' : 'refused';
}
