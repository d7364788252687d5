import { applyLines } from './apply-lines/apply-lines';
import { catchUp } from './catch-up';
import type { Command, CommandName, CommandOf } from './command';
import type { CommandKind } from './command-kind';
import { discardLetter } from './discard';
import { endInsurance } from './end-insurance';
import { establishAtWindow } from './establish-here';
import { moveAccount } from './move';
import { payUsage } from './pay';
import { RECORDS } from './records';
import { redriveLetter } from './redrive';
import { sendUploadAgain } from './redrive-upload';
import { register } from './register';
import { approveRepair } from './repair/approve';
import { closeDiscrepancy } from './repair/close';
import { proposeRepair } from './repair/propose';
import { reversePaid } from './reverse';
import { setLimitAtWindow } from './set-limit-here';
import { requestDayRun } from './request-run';
import { endRun } from './end-run';
import { confirmListed } from './confirm-listed';
import { confirmUpload } from './confirm-upload';
import { sendAnsweredAgain } from './upload-again';
import { usagesFetched } from './usages-fetched';
import { setAsideWaiting } from './set-aside-waiting';
import { terminateAtWindow } from './terminate-here';
import { takeUpWaiting } from './take-up-waiting';

/** Every command of the ledger; one that is forgotten here does not compile. */
const COMMANDS: { readonly [Name in CommandName]: CommandKind<CommandOf<Name>> } = {
  ...RECORDS,
  'catch-up': catchUp,
  'take-up-waiting': takeUpWaiting,
  'set-aside-waiting': setAsideWaiting,
  register,
  move: moveAccount,
  pay: payUsage,
  reverse: reversePaid,
  'establish-here': establishAtWindow,
  'set-limit-here': setLimitAtWindow,
  'terminate-here': terminateAtWindow,
  'end-insurance': endInsurance,
  redrive: redriveLetter,
  discard: discardLetter,
  'redrive-upload': sendUploadAgain,
  'apply-lines': applyLines,
  'usages-fetched': usagesFetched,
  'propose-repair': proposeRepair,
  'approve-repair': approveRepair,
  'close-discrepancy': closeDiscrepancy,
  'request-run': requestDayRun,
  'end-run': endRun,
  'confirm-listed': confirmListed,
  'confirm-upload': confirmUpload,
  'upload-again': sendAnsweredAgain,
};

/** What the ledger knows of a command. */
export function commandKindOf<Given extends Command>({ kind }: Given): CommandKind<Given> {
  // The table's type holds that this is the kind of that very command.
  return COMMANDS[kind] as unknown as CommandKind<Given>;
}

/** Commands, and those that some of them are made of. */
export function withParts(commands: readonly Command[]): readonly Command[] {
  if (commands.every((command) => commandKindOf(command).parts === undefined)) return commands;
  return commands.flatMap((command) => [command, ...(commandKindOf(command).parts?.(command) ?? [])]);
}
