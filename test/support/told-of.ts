import type { Reversal, Usage } from '@libs/mutual-aid';
import type { Outcome } from '../../libs/ledger/src/commands/outcome';

/** What the one who sent a command is told, as the model tells it. */
export function toldOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'moved':
      return outcome.repeated ? 'repeated' : 'moved';
    case 'refused':
      return outcome.refusal.code;
    case 'answered':
    case 'waiting':
      return 'order';
    case 'paid':
      return `${outcome.repeated ? 'repeated' : 'paid'}: ${splitOf(outcome.usage)}`;
    case 'reversed':
      return `${outcome.repeated ? 'reversed before' : 'reversed'}: ${splitOf(outcome.reversal)}`;
    case 'ended':
      return `ended: ${[...outcome.relationshipIds].sort().join(' ')}`;
    default:
      return outcome.kind;
  }
}

function splitOf({ accountPaid, cash, lines }: Usage | Reversal): string {
  const drawn = lines.map(({ limitId, amount }) => `${limitId}:${amount}`).join(' ');
  return `account ${accountPaid}, cash ${cash}, wallet ${drawn}`;
}
