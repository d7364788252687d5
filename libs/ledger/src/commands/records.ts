import { acknowledgeUpload } from './acknowledge';
import type { CommandOf, RecordCommand } from './command';
import type { CommandKind } from './command-kind';
import { keepDeadLetter } from './dead-letter';
import { takeOrder } from './order';
import { refuseMessage } from './verdict';

/** Every command that a record can come to. */
export const RECORDS: { readonly [Name in RecordCommand['kind']]: CommandKind<CommandOf<Name>> } = {
  order: takeOrder,
  verdict: refuseMessage,
  'dead-letter': keepDeadLetter,
  acknowledge: acknowledgeUpload,
};

/** What the ledger knows of a record's command. */
export function recordKindOf<Given extends RecordCommand>({ kind }: Given): CommandKind<Given> {
  // The table's type holds that this is the kind of that very command.
  return RECORDS[kind] as unknown as CommandKind<Given>;
}
