import { RELATIONS } from '@libs/province-store';
import type { CatchUpCommand } from './command';
import type { CommandKind } from './command-kind';
import { recordKindOf } from './records';

/**
 * What was downloaded (§6, R14): each message takes the inbox like a push, all of them in one transaction with the
 * cursor. Where they fail together, whoever downloaded them hands them in one by one, and then the cursor alone.
 */
export const catchUp: CommandKind<CatchUpCommand> = {
  isRequest: false,
  relationshipOf: () => undefined,
  owner: () => undefined,
  laneKey: () => RELATIONS,
  parts: ({ messages }) => messages,
  want: (_, files) => files.ask('catchUp', RELATIONS),
  decide: ({ messages, since, next }, files, context) => {
    const cursor = files.shelf.catchUp.find(RELATIONS);
    if (cursor?.since !== since) return { kind: 'overtaken' };
    // The rest is gone through all the same: what hundreds of them lack is then read at once.
    const became = messages.map((message) => recordKindOf(message).decide(message, files, context));
    const decided = became.filter((outcome) => outcome !== 'unread');
    if (decided.length < became.length) return 'unread';
    if (next !== since) files.shelf.catchUp.put({ name: RELATIONS, since: next, at: context.now });
    return { kind: 'caught up', became: decided };
  },
};
