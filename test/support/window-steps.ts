import { hash } from 'node:crypto';
import { contentHashOf } from '@libs/mutual-aid';
import type { Command } from '../../libs/ledger/src/commands/command';
import type { Step } from './random-steps';
import type { SimpleModel } from './simple-model';
import type { WindowCommand } from './simple-windows';

const hashOf = (content: string) => contentHashOf(hash('sha256', content, 'hex'));

/** Turns steps at a window into commands, with the ids that the gateway gives. */
export class WindowSteps {
  private readonly sent: WindowCommand[] = [];

  constructor(private readonly model: SimpleModel) {}

  /** Undefined where there is nothing that the step could be about. */
  of(step: Step): Command | undefined {
    const command = this.commandOf(step);
    if (command) this.sent.push(command);
    return command;
  }

  private commandOf(step: Step): WindowCommand | undefined {
    const id = `T${this.sent.length}`;
    const once = { requestId: id, contentHash: hashOf(id) };
    switch (step.kind) {
      case 'establish here': {
        const asked = { ...step.stated, amounts: step.amounts };
        const limitIds = step.amounts.map((_amount, index) => `${id}L${index}`);
        return { kind: 'establish-here', once, asked, relationshipId: `${id}R`, limitIds, msgid: id };
      }
      case 'set here': {
        const relationshipId = this.model.relationships.at(-1 - step.back)?.id ?? 'nothing';
        return { kind: 'set-limit-here', once, relationshipId, limitId: `${id}L0`, amount: step.amount, msgid: id };
      }
      case 'ask for the end': {
        const relationshipId = this.model.relationships.at(-1 - step.back)?.id ?? 'nothing';
        const { initiator } = step;
        const request = { id, relationshipId, initiator, reason: 'x', channel: '2' } as const;
        return { kind: 'terminate-here', once, request };
      }
      case 'ask here again':
        return this.again(id, step);
      default:
        throw new Error(`nobody knows the step ${step.kind}`);
    }
  }

  /** The same request once more, with new ids as the gateway gives them; or its id for something else. */
  private again(id: string, { back, other }: { readonly back: number; readonly other: boolean }) {
    const earlier = this.sent.at(-1 - back);
    if (earlier === undefined) return undefined;
    const once = other ? { ...earlier.once, contentHash: hashOf(id) } : earlier.once;
    switch (earlier.kind) {
      case 'establish-here': {
        const limitIds = earlier.limitIds.map((_id, index) => `${id}L${index}`);
        return { ...earlier, once, relationshipId: `${id}R`, limitIds, msgid: id };
      }
      case 'set-limit-here':
        return { ...earlier, once, limitId: `${id}L0`, msgid: id };
      case 'terminate-here':
        return { ...earlier, once, request: { ...earlier.request, id } };
    }
  }
}
