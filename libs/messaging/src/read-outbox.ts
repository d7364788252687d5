import {
  inboxRowOf,
  outboxOf,
  selectInbox,
  selectUploads,
  uploadOf,
  type LedgerConnection,
  type OutboxItem,
  type OutgoingAnswer,
  type UploadRow,
} from '@libs/province-store';

/** What one committed batch has to send. */
export interface Outgoing {
  readonly answers: readonly OutgoingAnswer[];
  readonly uploads: readonly UploadRow[];
}

/** Reads batches back from the table: what another replica, or this one before a crash, committed. */
export async function readOutbox(
  connection: LedgerConnection,
  batchIds: readonly string[],
): Promise<Map<string, Outgoing>> {
  const [rows = []] = await connection.run(
    `SELECT batch_id, answers FROM outbox WHERE batch_id IN (${batchIds.join(',')})`,
  );
  const batches = rows.map(outboxOf);
  const items = batches.flatMap((batch) => batch.items);
  const keys = items.filter((item) => typeof item === 'string');
  const msgids = items.flatMap((item) => (isUpload(item) ? item.upload : []));
  const [inbox = []] = keys.length === 0 ? [] : await connection.run(selectInbox(keys));
  const [uploadRows = []] = msgids.length === 0 ? [] : await connection.run(selectUploads(msgids));
  const stored = new Map(inbox.map(inboxRowOf).map((row) => [row.key, row.answer]));
  const uploads = new Map(uploadRows.map(uploadOf).map((row) => [row.msgid, row]));
  return new Map(
    batches.map((batch) => [
      batch.batchId,
      {
        answers: batch.items.flatMap((item): OutgoingAnswer[] => {
          if (isUpload(item)) return [];
          if (typeof item !== 'string') return [{ ...item, stored: false }];
          const answer = stored.get(item);
          return answer ? [{ refMsgid: item, answer, stored: true }] : [];
        }),
        uploads: batch.items.flatMap((item) => (isUpload(item) ? (uploads.get(item.upload) ?? []) : [])),
      },
    ]),
  );
}

function isUpload(item: OutboxItem): item is { readonly upload: string } {
  return typeof item !== 'string' && 'upload' in item;
}
