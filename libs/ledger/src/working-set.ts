import {
  isLive,
  ownPerson,
  withTallies,
  type Changes,
  type InsuredPerson,
  type Limit,
  type Relationship,
  type Reversal,
  type Tally,
  type Usage,
  type WalletLimit,
} from '@libs/mutual-aid';
import type {
  DeadLetter,
  InboxRow,
  MovementRow,
  OutgoingAnswer,
  Pair,
  TrailEntry,
  UploadRow,
  UsageRow,
  WaitingMessage,
} from '@libs/province-store';

/** What a batch read under its locks; immutable, so that the batch can be decided again from it. */
export interface Files {
  /** The persons locked, found or not. */
  readonly locked: ReadonlySet<string>;
  readonly persons: readonly InsuredPerson[];
  /** By psn_no: tallies of periods older than the counters in the row. */
  readonly olderTallies: ReadonlyMap<string, readonly (readonly [number, Tally])[]>;
  readonly inbox: readonly InboxRow[];
  readonly livePairs: readonly string[];
  /** The pairs whose live relationships were looked for. */
  readonly readPairs: ReadonlySet<string>;
  readonly readRelationships: ReadonlySet<string>;
  readonly relationships: readonly Relationship[];
  readonly readLimits: ReadonlySet<string>;
  readonly limits: readonly Limit[];
  /** The relationships of which every limit was read. */
  readonly readLimitsOf: ReadonlySet<string>;
  readonly waiting: readonly WaitingMessage[];
  readonly movements: readonly MovementRow[];
  readonly usages: readonly UsageRow[];
  /** Limits that can be spent, by whose wallet they are in. */
  readonly wallets: readonly (readonly [psnNo: string, limit: Limit])[];
  readonly uploads: readonly UploadRow[];
  /** The usages whose uploads were read. */
  readonly readUploadsOf: ReadonlySet<string>;
}

/** What deciding found missing: read it and decide again. */
export interface Unread {
  readonly relationships: Set<string>;
  readonly limits: Set<string>;
  readonly pairs: Map<string, Pair>;
  /** Use ids. */
  readonly uploadsOf: Set<string>;
  readonly tallies: Map<string, Set<number>>;
}

/** A message that waited and is answered now, for the figures and the log. */
export interface TakenUp {
  readonly msgid: string;
  readonly infno: string;
  readonly code: string;
}

const RECEIVED = { role: 'benef', state: 'EFFECTIVE' } as const;

/** The pair of a relationship, as a key. */
export function pairKey(donor: string, benef: string): string {
  return `${donor} ${benef}`;
}

/** The files of a batch while it is decided: every command sees what those before it changed. */
export class WorkingSet {
  readonly persons = new Map<string, InsuredPerson>();
  readonly inbox = new Map<string, InboxRow>();
  readonly livePairs: Set<string>;
  readonly relationships = new Map<string, Relationship>();
  readonly limits = new Map<string, Limit>();
  readonly waiting = new Map<string, WaitingMessage[]>();
  readonly movements = new Map<string, MovementRow>();
  /** By settlement id. */
  readonly usages = new Map<string, UsageRow>();
  readonly uploads = new Map<string, UploadRow>();

  readonly changedPersons = new Set<string>();
  readonly newRelationships = new Set<string>();
  readonly changedRelationships = new Set<string>();
  readonly newLimits = new Set<string>();
  readonly changedLimits = new Set<string>();
  readonly newInbox = new Set<string>();
  readonly answeredInbox: InboxRow[] = [];
  readonly newWaiting = new Map<string, WaitingMessage>();
  readonly settledWaiting = new Set<string>();
  /** What waited and is answered now. */
  readonly takenUp: TakenUp[] = [];
  readonly newMovements: MovementRow[] = [];
  readonly newUsages = new Set<string>();
  readonly reversedUsages = new Set<string>();
  /** Usages and reversals whose lines are new. */
  readonly paid: (Usage | Reversal)[] = [];
  readonly newUploads = new Set<string>();
  readonly changedUploads = new Set<string>();
  /** Uploads to send once this batch is committed. */
  readonly toSend: UploadRow[] = [];
  readonly trail: TrailEntry[] = [];
  readonly answers: OutgoingAnswer[] = [];
  readonly deadLetters: { letter: DeadLetter; again: boolean }[] = [];
  readonly unread: Unread = {
    ...{ relationships: new Set(), limits: new Set(), pairs: new Map(), uploadsOf: new Set(), tallies: new Map() },
  };

  private readonly limitIdsOf = new Map<string, string[]>();
  private readonly walletIdsOf = new Map<string, Set<string>>();
  private readonly uploadIdsOf = new Map<string, Set<string>>();
  /** By record key, in the order of recording: what is held back, or was when it was read. */
  private readonly heldIdsOf = new Map<string, Set<string>>();

  constructor(private readonly files: Files) {
    for (const person of files.persons) this.persons.set(person.psnNo, withOlder(person, files));
    for (const row of files.inbox) this.inbox.set(row.key, row);
    this.livePairs = new Set(files.livePairs);
    for (const relationship of files.relationships) {
      this.relationships.set(relationship.relationshipId, relationship);
      // Whether the pair was looked for or not: a neighbour may end this relationship before the pair's next is judged.
      const { donor, benef, state } = relationship;
      if (isLive(state)) this.livePairs.add(pairKey(donor.psnNo, benef.psnNo));
    }
    for (const limit of files.limits) this.indexLimit(limit);
    for (const message of files.waiting) this.listWaiting(message.relationshipId).push(message);
    for (const movement of files.movements) this.movements.set(movement.movementId, movement);
    for (const row of files.usages) this.usages.set(row.usage.settlementId, row);
    for (const row of files.uploads) this.indexUpload(row);
    for (const [psnNo, limit] of files.wallets) {
      this.indexLimit(limit);
      this.listWallet(psnNo).add(limit.limitId);
    }
  }

  /** Whether the person's row is locked by this batch. */
  isLocked(psnNo: string): boolean {
    return this.files.locked.has(psnNo);
  }

  /** Whether it is certain that the ids are new unless this set holds them; asks for them where it is not. */
  haveRead(relationshipId: string, limitIds: readonly string[]): boolean {
    const relationshipRead = this.relationships.has(relationshipId) || this.files.readRelationships.has(relationshipId);
    return relationshipRead && limitIds.every((id) => this.limits.has(id) || this.files.readLimits.has(id));
  }

  /** Whether limitsOf gives every limit of the relationship, and not only those that some message named. */
  haveReadLimitsOf(relationshipId: string): boolean {
    return this.newRelationships.has(relationshipId) || this.files.readLimitsOf.has(relationshipId);
  }

  /** Whether it is certain that the pair has no live relationship unless this set says so. */
  haveReadPair({ donor, benef }: Pair): boolean {
    const pair = pairKey(donor, benef);
    return this.livePairs.has(pair) || this.files.readPairs.has(pair);
  }

  /** Asks for a pair's live relationship to be looked for before this batch is decided again. */
  askForPair(pair: Pair): void {
    this.unread.pairs.set(pairKey(pair.donor, pair.benef), pair);
  }

  /** Asks for ids to be read before this batch is decided again. */
  askFor(relationshipId: string, limitIds: readonly string[]): void {
    this.unread.relationships.add(relationshipId);
    for (const id of limitIds) this.unread.limits.add(id);
  }

  /** The limits of a relationship that was read or made here, in order of recording. */
  limitsOf(relationshipId: string): Limit[] {
    return (this.limitIdsOf.get(relationshipId) ?? []).flatMap((id) => this.limits.get(id) ?? []);
  }

  /** What a person may spend from, as it stands now; in no order. */
  walletOf(psnNo: string): WalletLimit[] {
    return [...this.listWallet(psnNo)].flatMap((id) => {
      const limit = this.limits.get(id);
      if (limit === undefined) return [];
      // What was read as spendable is of an effective relationship received, unless this batch says otherwise.
      return [{ limit, relationship: this.relationships.get(limit.relationshipId) ?? RECEIVED }];
    });
  }

  /** The uploads of a usage or reversal, as far as they were read or made here. */
  uploadsOf(useId: string): UploadRow[] {
    return [...(this.uploadIdsOf.get(useId) ?? [])].flatMap((msgid) => this.uploads.get(msgid) ?? []);
  }

  /** Whether uploadsOf gives all of them; asks for them where it does not. */
  haveReadUploadsOf(useId: string): boolean {
    const isNew = this.uploadsOf(useId).some(({ msgid }) => this.newUploads.has(msgid));
    const isRead = isNew || this.files.readUploadsOf.has(useId);
    if (!isRead) this.unread.uploadsOf.add(useId);
    return isRead;
  }

  /** What is held back under a record key, in the order of recording. */
  heldUnder(recordKey: string): UploadRow[] {
    const known = [...(this.heldIdsOf.get(recordKey) ?? [])].flatMap((msgid) => this.uploads.get(msgid) ?? []);
    return known.filter(({ state }) => state === 'HELD');
  }

  /** Keeps an upload as it is now, and notes whether it is new. */
  keepUpload(row: UploadRow): void {
    if (!this.uploads.has(row.msgid)) this.newUploads.add(row.msgid);
    else if (!this.newUploads.has(row.msgid)) this.changedUploads.add(row.msgid);
    this.indexUpload(row);
    if (row.state === 'PENDING') this.toSend.push(row);
  }

  private indexUpload(row: UploadRow): void {
    this.uploads.set(row.msgid, row);
    listed(this.uploadIdsOf, row.useId).add(row.msgid);
    if (row.state === 'HELD') listed(this.heldIdsOf, row.recordKey).add(row.msgid);
  }

  private listWallet(psnNo: string): Set<string> {
    return listed(this.walletIdsOf, psnNo);
  }

  /** The waiting messages of a relationship, in order of first arrival. */
  listWaiting(relationshipId: string): WaitingMessage[] {
    let list = this.waiting.get(relationshipId);
    if (list === undefined) this.waiting.set(relationshipId, (list = []));
    return list;
  }

  /** Carries out what a rule decided and notes it for the write, with its line of the trail (R32). */
  apply(changes: Changes, cause: { cause: string; ref: string; at: number }): void {
    const { person, relationship, limits, money, from } = changes;
    if (person) {
      this.persons.set(person.psnNo, person);
      this.changedPersons.add(person.psnNo);
    }
    const isNew = relationship !== undefined && !this.relationships.has(relationship.relationshipId);
    if (relationship) this.keepRelationship(relationship, isNew, from !== undefined);
    for (const limit of limits ?? []) this.keepLimit(limit);
    const psnNo = person?.psnNo ?? (relationship && ownPerson(relationship).psnNo);
    if (psnNo === undefined || (relationship === undefined && money === undefined)) return;
    const to = isNew || from !== undefined ? relationship?.state : undefined;
    this.trail.push({ ...cause, psnNo, relationshipId: relationship?.relationshipId, from, to, money });
  }

  private keepRelationship(relationship: Relationship, isNew: boolean, moved: boolean): void {
    const { relationshipId, state, donor, benef } = relationship;
    this.relationships.set(relationshipId, relationship);
    if (isNew) this.newRelationships.add(relationshipId);
    else if (moved && !this.newRelationships.has(relationshipId)) this.changedRelationships.add(relationshipId);
    const pair = pairKey(donor.psnNo, benef.psnNo);
    if (isLive(state)) this.livePairs.add(pair);
    else this.livePairs.delete(pair);
  }

  private keepLimit(limit: Limit): void {
    if (!this.limits.has(limit.limitId)) this.newLimits.add(limit.limitId);
    else if (!this.newLimits.has(limit.limitId)) this.changedLimits.add(limit.limitId);
    this.indexLimit(limit);
  }

  private indexLimit(limit: Limit): void {
    if (!this.limits.has(limit.limitId)) {
      const ids = this.limitIdsOf.get(limit.relationshipId);
      if (ids) ids.push(limit.limitId);
      else this.limitIdsOf.set(limit.relationshipId, [limit.limitId]);
    }
    this.limits.set(limit.limitId, limit);
    const relationship = this.relationships.get(limit.relationshipId);
    if (relationship?.role === 'benef') this.listWallet(relationship.benef.psnNo).add(limit.limitId);
  }
}

function listed(index: Map<string, Set<string>>, key: string): Set<string> {
  let ids = index.get(key);
  if (ids === undefined) index.set(key, (ids = new Set()));
  return ids;
}

function withOlder(person: InsuredPerson, files: Files): InsuredPerson {
  const older = files.olderTallies.get(person.psnNo);
  return older ? { ...person, settings: withTallies(person.settings, older) } : person;
}
