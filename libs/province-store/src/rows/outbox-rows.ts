import { text, textOf, type SqlRow } from '../sql-text';
import type { StoredAnswer } from './inbox-rows';
import type { UploadRow } from './upload-rows';

/** An answer to send: by reference where the inbox holds it, else whole. */
export interface OutgoingAnswer {
  /** The msgid answered. */
  readonly refMsgid: string;
  readonly answer: StoredAnswer;
  /** Whether the inbox holds the answer under this very msgid. */
  readonly stored: boolean;
  /** Of the message answered; in memory alone, so that one read back from the table has none. */
  readonly traceparent?: string | undefined;
}

/** What one batch has to send, as one row under the batch whose insert came last. */
export function insertOutbox(answers: readonly OutgoingAnswer[], uploads: readonly UploadRow[], now: number): string {
  if (answers.length + uploads.length === 0) return '';
  const items: OutboxItem[] = answers.map((each) =>
    each.stored ? each.refMsgid : { refMsgid: each.refMsgid, answer: each.answer },
  );
  for (const { msgid } of uploads) items.push({ upload: msgid });
  return `INSERT INTO outbox VALUES (LAST_INSERT_ID(),${text(JSON.stringify(items))},${now});`;
}

/** What a row of outbox lists: msgids whose answer the inbox holds, whole answers, or uploads by their msgid. */
export type OutboxItem =
  string | { readonly refMsgid: string; readonly answer: StoredAnswer } | { readonly upload: string };

/** A row of outbox: batch_id, answers. */
export function outboxOf(row: SqlRow): { batchId: string; items: OutboxItem[] } {
  return { batchId: textOf(row[0]), items: JSON.parse(textOf(row[1])) as OutboxItem[] };
}
