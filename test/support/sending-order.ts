import { uploadTopic } from '@libs/national-platform';
import type { UploadRow } from '@libs/province-store';

/** Order is kept within a topic and key (§5). */
const wayOf = ({ infno, recordKey }: UploadRow): string => `${uploadTopic(infno)} ${recordKey}`;

/** An M412 goes once its M411 is confirmed; an M413 once the M412 is sent, or waits for an operator alone. */
function isPast(original: UploadRow, { infno }: UploadRow, recorded: readonly UploadRow[]): boolean {
  if (infno !== 'M413') return original.state === 'CONFIRMED';
  const usage = recorded.find((each) => each.subject === original.afterSubject);
  return original.state !== 'HELD' || usage?.state === 'REFUSED';
}

/** §5 of the interface page: the first sendings under one topic and record key, checked batch by batch. */
export class SendingOrder {
  private readonly sent: UploadRow[] = [];

  /** What a batch sends. An upload is sent for the first time once. */
  send(uploads: readonly UploadRow[]): void {
    for (const upload of uploads) {
      expect(this.sent.map(({ msgid }) => msgid)).not.toContain(upload.msgid);
      this.sent.push(upload);
    }
  }

  /** The nth upload sent, from the latest. */
  at(back: number): UploadRow | undefined {
    return this.sent.at(-1 - back);
  }

  /** `recorded`: every upload as it is now, in the order of recording. */
  check(recorded: readonly UploadRow[]): void {
    for (const way of new Set(recorded.map(wayOf))) {
      const ofKey = recorded.filter((each) => wayOf(each) === way);
      const sent = this.sent.filter((each) => wayOf(each) === way).map(({ msgid }) => msgid);
      expect(sent).toEqual(ofKey.map(({ msgid }) => msgid).filter((msgid) => sent.includes(msgid)));
      let isBlocked = false;
      for (const upload of ofKey) {
        const original = recorded.find((each) => each.subject === upload.afterSubject);
        const isOpen = original === undefined || isPast(original, upload, recorded);
        isBlocked ||= !isOpen && original.state !== 'REFUSED';
        expect({ ...upload, isSent: sent.includes(upload.msgid) }).toEqual({ ...upload, isSent: isOpen && !isBlocked });
      }
    }
  }
}
