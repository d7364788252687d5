export {
  LedgerBusyError,
  LedgerStoppedError,
  LedgerUnavailableError,
  type Command,
  type Outcome,
  type RecordOrigin,
} from './command';
export { Ledger } from './ledger';
export type { Committed } from './run-batch';
export { troubleOf } from './transient';
export { sweepWaitingRoom } from './sweep-waiting-room';
