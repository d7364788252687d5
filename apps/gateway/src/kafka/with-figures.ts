import type { RecordCommand } from '@libs/ledger';
import type { ClearingFigures } from '@libs/mutual-aid';

/** Reads own figures of a month, such as 202606. */
export type ReadFigures = (month: number) => Promise<readonly ClearingFigures[]>;

/** Whether it is compared with figures of a whole month (M601), which take as long to read as there are rows. */
export function needsFigures(command: RecordCommand): boolean {
  return command.kind === 'order' && command.order.infno === 'M601';
}

/** The command with the figures that it is compared with; any other as it is. */
export async function withFigures(command: RecordCommand, read: ReadFigures): Promise<RecordCommand> {
  if (command.kind !== 'order' || command.order.infno !== 'M601') return command;
  return { ...command, order: { ...command.order, own: await read(command.order.body.month) } };
}
