import { PLATFORM } from '../conventions';
import { parseRecord, readOpen, type ReadRecord } from '../read-record';

/** What a push has around its body, as far as it is checked. */
const ENVELOPE = {
  infver: '1.0',
  inf_time: '2026-01-01T00:00:00.000+08:00',
  send_admdvs: PLATFORM,
  signtype: 'NONE',
  enctype: 'NONE',
};

/**
 * Reads one item of `/relations`, `{ infno, msgid, input }`, like the push of that message (§6); no value makes it
 * throw. It came over a connection of ours and bears no signature of its own: what would be E02 of a push cannot be.
 */
export function readItem(value: Buffer | null, province: string): ReadRecord {
  const parsed = parseRecord(value);
  if ('kind' in parsed) return parsed;
  const { msgid, envelope: item, json } = parsed;
  const { infno, input } = item;
  return readOpen({ msgid, envelope: { ...ENVELOPE, recv_admdvs: province, infno, msgid, input }, json }, province);
}
