import {
  endEnrolments,
  endRelationships,
  ownRelationships,
  refuse,
  type InsuranceEnd,
  type Role,
} from '@libs/mutual-aid';
import type { DecideContext, NotYet } from '../decide-context';
import { applyChanges } from '../files/apply-changes';
import type { FileSet } from '../files/file-set';
import type { EndInsuranceCommand } from './command';
import type { CommandKind } from './command-kind';
import { keepRequest } from './known-request';
import { recordUploads } from './record-uploads';

const BOTH: readonly Role[] = ['donor', 'benef'];

/** POST /insured-persons/{psn_no}/changes (R8): the same chg_type and chg_time again is answered as it was first. */
export const endInsurance: CommandKind<EndInsuranceCommand> = {
  isRequest: true,
  relationshipOf: () => undefined,
  owner: ({ psnNo }) => psnNo,
  want: ({ psnNo, once }, files) => {
    files.ask('request', once.requestId);
    files.ask('liveOf', psnNo);
  },
  decide: ({ psnNo, end, once, traceparent }, files, context) => {
    const person = files.shelf.person.find(psnNo);
    if (person === undefined) return { kind: 'refused', refusal: refuse('A05', 'psn_no') };
    const known = files.shelf.request.find(once.requestId);
    if (known) return { kind: 'ended', relationshipIds: known.made };
    files.shelf.person.put(endEnrolments(person));
    const named = endWhatIsOwn(files, { psnNo, roles: BOTH, end, traceparent }, context);
    if (named === 'unread') return named;
    keepRequest(files, once, named, context.now);
    return { kind: 'ended', relationshipIds: named };
  },
};

/**
 * Ends a person's relationships, given or received or both, and tells the platform of it in one M312 (R8); gives the
 * ids that it names. `unread` where they have to be read first: in one read, however many there are.
 */
export function endWhatIsOwn(
  files: FileSet,
  ended: {
    readonly psnNo: string;
    readonly roles: readonly Role[];
    readonly end: InsuranceEnd;
    readonly traceparent?: string | undefined;
  },
  context: DecideContext,
): readonly string[] | NotYet {
  const { psnNo, roles, end, traceparent } = ended;
  if (!files.isRead('liveOf', psnNo)) {
    files.ask('liveOf', psnNo);
    return 'unread';
  }
  const noticeId = context.uploads.newMsgid();
  const live = ownRelationships(psnNo, roles, files.liveOf(psnNo));
  const decision = endRelationships(psnNo, live, end, { now: context.now, noticeId });
  applyChanges(files, decision, { cause: 'M312', ref: noticeId, at: context.now });
  const told = recordUploads(files, decision.uploads, { traceparent }, context);
  return told ?? decision.named;
}
