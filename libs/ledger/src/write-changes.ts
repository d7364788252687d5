import type { InsuredPerson, Limit, Relationship } from '@libs/mutual-aid';
import {
  answerInbox,
  deleteWaiting,
  insertDeadLetters,
  insertInbox,
  insertLimits,
  insertMovements,
  insertOutbox,
  insertRelationships,
  insertTrail,
  insertUploads,
  insertUsageLines,
  insertUsages,
  insertWaiting,
  updateLimits,
  updateRelationships,
  updateUploads,
  updateUsages,
  upsertPersons,
  type InboxRow,
  type LedgerConnection,
  type UploadRow,
  type UsageRow,
} from '@libs/province-store';
import type { WorkingSet } from './working-set';

/**
 * Writes everything a batch changed and commits, in ONE round trip: inbox, changes, trail and outbox together or not
 * at all. Gives the batch's id, by which its answers are sent in commit order. Rows are sorted by key.
 */
export async function writeChanges(connection: LedgerConnection, set: WorkingSet, now: number): Promise<string> {
  const sql = changesOf(set, now);
  if (sql === '') {
    await connection.run('COMMIT');
    return '0';
  }
  return connection.runForId(`INSERT INTO ledger_batch (at) VALUES (${now});${sql}COMMIT`);
}

function changesOf(set: WorkingSet, now: number): string {
  const again = set.deadLetters.filter((each) => each.again).map((each) => each.letter);
  const first = set.deadLetters.filter((each) => !each.again).map((each) => each.letter);
  return (
    // What bears the batch's id goes before whatever has an id of its own.
    insertTrail(set.trail) +
    insertOutbox(set.answers, set.toSend, now) +
    insertInbox(pick<InboxRow>(set.newInbox, set.inbox)) +
    answerInbox(set.answeredInbox) +
    // Changed ones first: a pair may have another relationship in the batch that ends its last one (R6).
    updateRelationships(pick<Relationship>(set.changedRelationships, set.relationships)) +
    insertRelationships(pick<Relationship>(set.newRelationships, set.relationships)) +
    insertLimits(pick<Limit>(set.newLimits, set.limits)) +
    updateLimits(pick<Limit>(set.changedLimits, set.limits)) +
    insertMovements(set.newMovements) +
    insertUsages(pick<UsageRow>(set.newUsages, set.usages)) +
    updateUsages(pick<UsageRow>(set.reversedUsages, set.usages)) +
    insertUsageLines(set.paid) +
    // In the order of recording, which their numbers then keep.
    insertUploads([...set.newUploads].map((msgid) => set.uploads.get(msgid) as UploadRow)) +
    updateUploads(pick<UploadRow>(set.changedUploads, set.uploads)) +
    deleteWaiting([...set.settledWaiting].filter((key) => !set.newInbox.has(key))) +
    insertWaiting([...set.newWaiting.values()]) +
    insertDeadLetters(first, now, false) +
    insertDeadLetters(again, now, true) +
    upsertPersons(pick<InsuredPerson>(set.changedPersons, set.persons))
  );
}

function pick<Row>(keys: ReadonlySet<string>, rows: ReadonlyMap<string, Row>): Row[] {
  return [...keys].sort().map((key) => rows.get(key) as Row);
}
