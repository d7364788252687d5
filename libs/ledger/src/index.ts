export {
  LedgerBusyError,
  LedgerStoppedError,
  LedgerUnavailableError,
  type Command,
  type Outcome,
  type RecordOrigin,
} from './command';
export { Ledger, type LedgerOptions } from './ledger';
export type { Committed } from './run-batch';
export { isPassing, troubleOf } from './transient';
export { DATABASE_ERRORS } from './database-errors';
export { sweepWaitingRoom } from './sweep-waiting-room';
