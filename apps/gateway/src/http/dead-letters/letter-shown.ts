import { hash } from 'node:crypto';
import { inOwnWords } from '@libs/ledger';
import { formatTime, maskedRecord } from '@libs/national-platform';
import { maskName, maskNumber } from '@libs/operations';
import type { DeadLetterRow } from '@libs/province-store';
import type { DeadLetterAnswer } from './dead-letter.answer';

/** Also in JSON that was written as JSON once more. */
const PSN_NO = /psn_no\\*"\s*:\s*\\*"([^"\\]{1,40})/g;
const MASKS = { name: maskName, number: maskNumber };

/**
 * A dead letter as its GET shows it. To those who may see identities whole; else without what others wrote, and its
 * record field by field, or not at all where it is not rightly formed.
 */
export function letterShown(letter: DeadLetterRow, whole: boolean): DeadLetterAnswer {
  const { id, at, reason, topic, msgid, record, state, history } = letter;
  const words = whole ? (text: string) => text : inOwnWords;
  const bytes = record ?? Buffer.alloc(0);
  return {
    id,
    at: formatTime(at),
    reason: words(reason),
    topic,
    ...(msgid === null ? {} : { msgid }),
    record: record === null ? null : whole ? record.toString('utf8') : (maskedRecord(record, MASKS) ?? null),
    record_bytes: bytes.length,
    record_sm3: hash('sm3', bytes, 'hex'),
    state,
    history: history.map((step) => ({ ...step, what: words(step.what), at: formatTime(step.at) })),
  };
}

/** Whose numbers stand in a record, as far as they can be read: those of people whose names may stand there too. */
export function personsIn(record: Buffer | null): string[] {
  return [...(record?.toString('utf8') ?? '').matchAll(PSN_NO)].map(([, psnNo = '']) => psnNo);
}
