import type { UsagesFetchedCommand } from './command';
import type { CommandKind } from './command-kind';

/** A relationship's usages were got and applied (R28), unless an M301 has asked for them anew meanwhile. */
export const usagesFetched: CommandKind<UsagesFetchedCommand> = {
  isRequest: false,
  relationshipOf: () => undefined,
  owner: () => undefined,
  laneKey: ({ relationshipId }) => relationshipId,
  want: ({ relationshipId }, files) => files.ask('usageFetch', relationshipId),
  decide: ({ relationshipId, askedBy }, files) => {
    if (files.shelf.usageFetch.find(relationshipId)?.askedBy === askedBy) files.shelf.usageFetch.remove(relationshipId);
    return { kind: 'done' };
  },
};
