import type { PlatformUpload, UploadInfno, UploadOf } from '@libs/mutual-aid';
import type { TopicKind } from '../topics';
import { reversalBody, usageBody } from './usage-bodies';

/** How one message to the platform is written (§5). */
interface UpMessage<Upload extends PlatformUpload> {
  readonly topic: TopicKind;
  /** The record's key (§1): `mulaid_rel_id` where the body has one, else `psn_no`. */
  keyOf(upload: Upload): string;
  bodyOf(upload: Upload): object;
}

/** Every message that goes up; one that is forgotten here does not compile. */
const UP: { readonly [Infno in UploadInfno]: UpMessage<UploadOf<Infno>> } = {
  M411: { topic: 'up_usage', keyOf: ({ usage }) => usage.psnNo, bodyOf: ({ usage }) => usageBody(usage) },
  M412: {
    topic: 'up_usage',
    keyOf: ({ psnNo }) => psnNo,
    bodyOf: ({ reversal, psnNo }) => reversalBody(reversal, psnNo),
  },
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
