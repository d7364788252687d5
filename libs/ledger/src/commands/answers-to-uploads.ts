import {
  confirmLimit,
  confirmRelationship,
  NO_CHANGES,
  refuseLimit,
  refuseRelationship,
  refuseTermination,
  type Changes,
  type UploadInfno,
} from '@libs/mutual-aid';
import type { UploadRow } from '@libs/province-store';
import type { DecideContext, NotYet } from '../decide-context';
import type { FileSet } from '../files/file-set';
import { ownRelationship } from '../orders/own-relationship';

/** The platform's first final answer to an upload. */
export interface FinalAnswer {
  readonly verdict: 'confirmed' | 'refused';
  /** The platform's own. */
  readonly errCode?: string | undefined;
}

/** What an answer changes beside its upload; nothing where it comes too late for that. */
type Effect = (upload: UploadRow, answer: FinalAnswer, files: FileSet, context: DecideContext) => Changes | NotYet;

const nothing: Effect = () => NO_CHANGES;

/** It counts as long as the relationship is PENDING, whatever else has happened (§4). */
const ofEstablishment: Effect = ({ subject }, { verdict, errCode }, files, context) => {
  const found = ownRelationship(files, subject, { wholeRelationship: true });
  if (typeof found === 'string') return found;
  const { relationship, own } = found;
  if (relationship?.state !== 'PENDING' || own === undefined) return NO_CHANGES;
  const limits = files.limitsOf(subject);
  return verdict === 'refused'
    ? refuseRelationship(own, relationship, limits, errCode)
    : confirmRelationship(own, relationship, limits, { now: context.now, newMsgid: () => context.uploads.newMsgid() });
};

/** It counts as long as the limit is PENDING (§4). */
const ofSetting: Effect = ({ subject, recordKey }, { verdict }, files) => {
  const found = ownRelationship(files, recordKey, { limitIds: [subject] });
  if (typeof found === 'string') return found;
  const { relationship, own } = found;
  const limit = files.shelf.limit.find(subject);
  if (relationship === undefined || own === undefined || limit === undefined) return NO_CHANGES;
  return verdict === 'refused' ? refuseLimit(own, relationship, limit) : confirmLimit(relationship, limit);
};

/** A refusal counts while TERMINATING, unless something else keeps it so (§5). */
const ofTermination: Effect = ({ subject, recordKey }, { verdict }, files) => {
  if (verdict === 'confirmed') return NO_CHANGES;
  const found = ownRelationship(files, recordKey, {});
  if (typeof found === 'string') return found;
  return found.relationship === undefined ? NO_CHANGES : refuseTermination(found.relationship, subject);
};

const EFFECTS: { readonly [Infno in UploadInfno]: Effect } = {
  M111: ofEstablishment,
  M211: ofSetting,
  M311: ofTermination,
  M312: nothing,
  M411: nothing,
  M412: nothing,
  M413: nothing,
  M511: nothing,
};

/** What the final answer to an upload changes beside it (§4, §5); `unread` where it has to be read, or locked, first. */
export const effectOfAnswer: Effect = (upload, answer, files, context) =>
  EFFECTS[upload.infno](upload, answer, files, context);
