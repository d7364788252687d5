import type { OutgoingRecord } from './record-sender';

/** The broker refuses more than 1 MB a partition in one send, and that is not retriable. */
const BYTES_A_SEND = 800_000;
/** What a record costs besides its value and its headers' values. */
const BYTES_A_RECORD = 200;

/** Records in their order, as many a send as the broker takes. */
export function* inSends(records: readonly OutgoingRecord[]): Generator<OutgoingRecord[]> {
  let part: OutgoingRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const more = bytesOf(record);
    if (part.length > 0 && bytes + more > BYTES_A_SEND) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(record);
    bytes += more;
  }
  if (part.length > 0) yield part;
}

/** Whether one record alone is too large for a send: text that repeats itself, such as an answer to a msgid without end. */
export function isHuge([first, ...others]: readonly OutgoingRecord[]): boolean {
  return first !== undefined && others.length === 0 && bytesOf(first) > BYTES_A_SEND;
}

function bytesOf({ key, value, headers }: OutgoingRecord): number {
  // A msgid stands in the value, the key and a header.
  return BYTES_A_RECORD + key.length + (headers['msgid']?.length ?? 0) + Buffer.byteLength(value);
}
