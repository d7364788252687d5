import { acknowledgeUpload } from './acknowledge';
import type { Command, CommandName, CommandOf } from './command';
import type { CommandKind } from './command-kind';
import { keepDeadLetter } from './dead-letter';
import { moveAccount } from './move';
import { takeOrder } from './order';
import { payUsage } from './pay';
import { register } from './register';
import { reversePaid } from './reverse';
import { setAsideWaiting } from './set-aside-waiting';
import { takeUpWaiting } from './take-up-waiting';
import { refuseMessage } from './verdict';

/** Every command of the ledger; one that is forgotten here does not compile. */
const COMMANDS: { readonly [Name in CommandName]: CommandKind<CommandOf<Name>> } = {
  order: takeOrder,
  verdict: refuseMessage,
  'dead-letter': keepDeadLetter,
  'take-up-waiting': takeUpWaiting,
  'set-aside-waiting': setAsideWaiting,
  register,
  move: moveAccount,
  pay: payUsage,
  reverse: reversePaid,
  acknowledge: acknowledgeUpload,
};

/** What the ledger knows of a command. */
export function commandKindOf<Given extends Command>({ kind }: Given): CommandKind<Given> {
  // The table's type holds that this is the kind of that very command.
  return COMMANDS[kind] as unknown as CommandKind<Given>;
}
