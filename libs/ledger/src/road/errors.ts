/** The queue is full: the caller is told at once to come again (A08), never left to a time-out. */
export class LedgerBusyError extends Error {}

/** The gateway is stopping: nothing of this command was done. */
export class LedgerStoppedError extends Error {}

/** The database cannot be reached: the request may or may not have been done, and is safe to send again (A08). */
export class LedgerUnavailableError extends Error {}

/**
 * Deciding failed while new ids had not been looked up: a repeat may have been taken for new, and what else concerns it
 * found things that do not fit together. Decided again with all that read, it counts.
 */
export class TakenForNewError extends Error {}
