import type { PlatformUpload, UploadInfno, UploadOf } from '@libs/mutual-aid';
import type { TopicKind } from '../topics';
import { establishmentBody, settingBody } from './establishing-bodies';
import { reportBody } from './reconciliations';
import { endBody, terminationBody, usageListBody } from './terminating-bodies';
import { reversalBody, usageBody } from './usage-bodies';

/** How one message to the platform is written (§5). */
interface UpMessage<Upload extends PlatformUpload> {
  readonly topic: TopicKind;
  /** The record's key (§1): `mulaid_rel_id` where the body has one, else `psn_no`, else the msgid. */
  keyOf(upload: Upload): string;
  bodyOf(upload: Upload): object;
}

/** Every message that goes up; one that is forgotten here does not compile. */
const UP: { readonly [Infno in UploadInfno]: UpMessage<UploadOf<Infno>> } = {
  M111: {
    topic: 'up_relation',
    keyOf: ({ establishment }) => establishment.relationshipId,
    bodyOf: ({ establishment }) => establishmentBody(establishment),
  },
  M211: {
    topic: 'up_limit',
    keyOf: ({ setting }) => setting.relationshipId,
    bodyOf: ({ setting }) => settingBody(setting),
  },
  M311: {
    topic: 'up_terminate',
    keyOf: ({ request }) => request.relationshipId,
    bodyOf: ({ request }) => terminationBody(request),
  },
  M312: { topic: 'up_terminate', keyOf: ({ end }) => end.psnNo, bodyOf: ({ end }) => endBody(end) },
  M411: { topic: 'up_usage', keyOf: ({ usage }) => usage.psnNo, bodyOf: ({ usage }) => usageBody(usage) },
  M412: {
    topic: 'up_usage',
    keyOf: ({ psnNo }) => psnNo,
    bodyOf: ({ reversal, psnNo }) => reversalBody(reversal, psnNo),
  },
  M413: { topic: 'up_usage', keyOf: ({ list }) => list.relationshipId, bodyOf: ({ list }) => usageListBody(list) },
  // Its body names nobody: the key is the msgid (§1).
  M511: { topic: 'up_recon', keyOf: ({ report }) => report.id, bodyOf: ({ report }) => reportBody(report) },
};

/** An upload in the names of the wire: its record key, and its body as JSON. */
export function writeUpload(upload: PlatformUpload): { readonly recordKey: string; readonly body: string } {
  // The table's type holds that this writes that very message number.
  const message = UP[upload.infno] as UpMessage<PlatformUpload>;
  return { recordKey: message.keyOf(upload), body: JSON.stringify(message.bodyOf(upload)) };
}

/** Which topic a message goes up on (§2). */
export function uploadTopic(infno: UploadInfno): TopicKind {
  return UP[infno].topic;
}
