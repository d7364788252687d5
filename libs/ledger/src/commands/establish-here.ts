import { establishHere, type Establishment } from '@libs/mutual-aid';
import { pairKey } from '@libs/province-store';
import { applyChanges } from '../files/apply-changes';
import { asksForTallies } from '../orders/unread-tallies';
import type { EstablishHereCommand } from './command';
import type { CommandKind } from './command-kind';
import { keepRequest, knownRequest } from './known-request';
import { recordUploads } from './record-uploads';

/** POST /relationships (R14): checked and frozen at once, PENDING until the platform answers its M111. */
export const establishAtWindow: CommandKind<EstablishHereCommand> = {
  isRequest: true,
  relationshipOf: () => undefined,
  owner: ({ asked }) => asked.donor.psnNo,
  want: ({ asked, once }, files) => {
    files.ask('request', once.requestId);
    files.ask('pair', pairKey(asked));
  },
  decide: (command, files, context) => {
    const { once, relationshipId, msgid, traceparent } = command;
    const known = knownRequest(files, once);
    if (known !== undefined && 'kind' in known) return known;
    if (known) return { kind: 'asked before', made: known.made };
    const establishment = establishmentOf(command, context.now);
    const donor = files.shelf.person.find(establishment.donor.psnNo);
    if (asksForTallies(files, donor, establishment.limits)) return 'unread';
    const decision = establishHere(donor, establishment, context.policies, {
      now: context.now,
      contentHash: context.uploads.establishmentHash(establishment),
      pairIsLive: files.isPairLive(pairKey(establishment)),
    });
    if (decision.refused) return { kind: 'refused', refusal: decision };
    applyChanges(files, decision, { cause: 'M111', ref: msgid, at: context.now });
    keepRequest(files, once, [relationshipId], context.now);
    if (recordUploads(files, decision.uploads, { msgids: [msgid], traceparent }, context) === 'unread') return 'unread';
    const relationship = files.shelf.relationship.find(relationshipId);
    if (relationship === undefined) throw new Error('an establishment that made no relationship');
    return { kind: 'established', relationship, limits: files.limitsOf(relationshipId) };
  },
};

function establishmentOf({ asked, relationshipId, limitIds }: EstablishHereCommand, now: number): Establishment {
  const { amounts, ...stated } = asked;
  const limits = amounts.map((amount, index) => ({ limitId: limitIds[index] ?? '', amount, setTime: now }));
  return { ...stated, relationshipId, estabTime: now, limits };
}
