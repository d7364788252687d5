import { establishmentHash } from './messages/establishing-bodies';
import { writeOutput } from './messages/output';
import { writeUpload } from './messages/up';
import { relationshipsOf } from './messages/usage-bodies';
import type { MsgidMaker } from './msgid-maker';

/** More uploads than one batch of the ledger makes: a page of M413 has 500 lines. */
const MSGIDS_A_BATCH = 10_000;

/** How uploads and answers are written, in the names of this page. */
export const UPLOAD_WRITING = { written: writeUpload, establishmentHash, output: writeOutput, relationshipsOf };

/** What writing uploads is given. */
interface UploadWritingParts {
  readonly msgids: MsgidMaker;
  /** ms UTC */
  readonly now: () => number;
  /** When an unanswered upload is sent again, ms. */
  readonly resendAfter: number;
}

/** How whoever runs a ledger for a province writes them: with msgids of its own. */
export function uploadWriting({ msgids, now, resendAfter }: UploadWritingParts) {
  return {
    ...UPLOAD_WRITING,
    resendAfter,
    newMsgid: () => msgids.make(now()),
    ready: () => msgids.reserve(MSGIDS_A_BATCH),
  };
}
