import { hash } from 'node:crypto';
import type { RecordCommand, RecordOrigin } from '@libs/ledger';
import { contentHashOf, REFUSAL_TEXT } from '@libs/mutual-aid';
import { msgidOf, readRecord } from '@libs/national-platform';

/**
 * The command that a record comes to; what cannot be read is a dead letter. Reading never throws. Should it all the
 * same, that is told to `trouble`, and the record alone is E99 and a dead letter: its neighbours go on.
 */
export function commandOf(
  origin: RecordOrigin,
  province: string,
  trouble: (error: unknown) => void,
  read: typeof readRecord = readRecord,
): RecordCommand {
  try {
    const found = read(origin.record, province);
    if (found.kind !== 'unreadable') return { ...found, origin };
    return letterOf(origin, found.reason, found.msgid);
  } catch (error) {
    trouble(error);
    const msgid = msgidOf(origin.record);
    if (msgid === undefined) return letterOf(origin, 'reading it failed', undefined);
    // Without what was read its bytes have to tell it from others.
    const contentHash = contentHashOf(hash('sha256', origin.record ?? '', 'hex'));
    const verdict = { code: 'E99', message: REFUSAL_TEXT.E99, stored: false } as const;
    return { kind: 'verdict', msgid, infno: '', contentHash, origin, verdict };
  }
}

function letterOf(origin: RecordOrigin, reason: string, msgid: string | undefined): RecordCommand {
  const { topic, incarnation, record, redrivenBy: by } = origin;
  return { kind: 'dead-letter', letter: { origin: origin.origin, topic, incarnation, record, reason, msgid, by } };
}
