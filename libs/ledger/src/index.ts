export type { Command, RecordOrigin } from './commands/command';
export type { MessageOutcome, Outcome, Refused } from './commands/outcome';
export { LedgerBusyError, LedgerStoppedError, LedgerUnavailableError } from './road/errors';
export { Ledger, type LedgerOptions } from './road/ledger';
export type { Committed } from './road/run-batch';
export { troubleOf } from './road/transient';
export { sweepWaitingRoom } from './road/sweep-waiting-room';
