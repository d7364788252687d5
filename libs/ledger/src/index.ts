export type { DeadLetterCommand, Hand, RecordCommand, RecordOrigin } from './commands/command';
export { ANOTHER_HAND, notOpen } from './commands/open-letter';
export { inOwnWords } from './commands/refused-by-platform';
export type { Outcome, Refused, UnconfirmedUpload } from './commands/outcome';
export { LedgerBusyError, LedgerStoppedError, LedgerUnavailableError } from './road/errors';
export { Ledger } from './road/ledger';
export type { Committed } from './road/run-batch';
export { isPassing, troubleOf } from './road/transient';
export { sweepWaitingRoom } from './road/sweep-waiting-room';
