import { hash } from 'node:crypto';
import type { RecordCommand, RecordOrigin } from '@libs/ledger';
import { contentHashOf, REFUSAL_TEXT } from '@libs/mutual-aid';
import { msgidOf, type ReadRecord } from '@libs/national-platform';

/**
 * The command that a record comes to; what cannot be read is a dead letter, and what has to be opened first `sealed`.
 * Reading never throws. Should it all the same, that is told to `trouble`, and the record alone is E99 and a dead
 * letter: its neighbours go on.
 */
export function commandOf<Found extends ReadRecord | 'sealed'>(
  origin: RecordOrigin,
  read: (value: Buffer | null) => Found,
  trouble: (error: unknown) => void,
): RecordCommand | Extract<Found, 'sealed'> {
  try {
    const found: ReadRecord | 'sealed' = read(origin.record);
    if (found === 'sealed') return found as Extract<Found, 'sealed'>;
    if (found.kind !== 'unreadable') return { ...found, origin };
    return { kind: 'dead-letter', origin, reason: found.reason, msgid: found.msgid };
  } catch (error) {
    trouble(error);
    const msgid = msgidOf(origin.record);
    if (msgid === undefined) return { kind: 'dead-letter', origin, reason: 'reading it failed' };
    // Without what was read its bytes have to tell it from others.
    const contentHash = contentHashOf(hash('sha256', origin.record ?? '', 'hex'));
    const verdict = { code: 'E99', message: REFUSAL_TEXT.E99, stored: false } as const;
    return { kind: 'verdict', msgid, infno: '', contentHash, origin, verdict };
  }
}
