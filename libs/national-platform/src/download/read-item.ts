import { canonicalJson } from '../canonical-json';
import { PLATFORM } from '../conventions';
import { withNumbersAsSent } from '../exact-numbers';
import { parseRecord, readOpen, type ReadRecord } from '../read-record';

/** What a push has around its body, as far as it is checked. */
const ENVELOPE = {
  infver: '1.0',
  inf_time: '2026-01-01T00:00:00.000+08:00',
  send_admdvs: PLATFORM,
  signtype: 'NONE',
  enctype: 'NONE',
};

/** The text of an item as it stood in the page, but for white space; the record that it is kept and read as. */
export function recordOfItem(item: unknown): Buffer {
  return Buffer.from(withNumbersAsSent(jsonOf(item)));
}

function jsonOf(item: unknown): string {
  try {
    return JSON.stringify(item);
  } catch {
    // Nested too deeply for the engine's own.
    return canonicalJson(item);
  }
}

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
