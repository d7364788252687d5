import {
  isLive,
  ownPerson,
  spanOfPeriod,
  type InsuredPerson,
  type Limit,
  type Relationship,
  type Tally,
} from '@libs/mutual-aid';
import {
  inboxKey,
  type InboxRow,
  type MovementRow,
  type UploadRow,
  type UsageRow,
  type WaitingMessage,
} from '@libs/province-store';
import type { Command } from '../../libs/ledger/src/command';
import { decideBatch, type BatchOutcome } from '../../libs/ledger/src/decide-batch';
import type { DecideContext } from '../../libs/ledger/src/decide-order';
import type { NewIds } from '../../libs/ledger/src/read-files';
import { pairKey, WorkingSet, type Files, type Unread } from '../../libs/ledger/src/working-set';

/** What a batch did. */
export interface Decided {
  readonly outcomes: readonly BatchOutcome[];
  readonly set: WorkingSet;
}

/**
 * The ledger's road with maps in the place of tables: files are read as read-files.ts reads them, decided by the real
 * decision code, and written back as the rows would keep them.
 */
export class MemoryProvince {
  readonly persons = new Map<string, InsuredPerson>();
  readonly inbox = new Map<string, InboxRow>();
  readonly relationships = new Map<string, Relationship>();
  readonly limits = new Map<string, Limit>();
  readonly movements = new Map<string, MovementRow>();
  /** By settlement id. */
  readonly usages = new Map<string, UsageRow>();
  readonly uploads = new Map<string, UploadRow>();
  /** In order of arrival. */
  readonly waiting: WaitingMessage[] = [];

  /** One batch, decided and written. */
  run(commands: readonly Command[], context: DecideContext): Decided {
    const decided = this.decide(commands, context, 'unique keys');
    if (!this.hitsUniqueKey(decided.set)) return this.write(decided);
    const again = this.decide(commands, context, 'look up');
    if (this.hitsUniqueKey(again.set)) throw new Error('a known id was taken for new although it had been looked up');
    return this.write(again);
  }

  /** Decides a batch and writes nothing: two of them read the same state, as two lanes do. */
  decide(commands: readonly Command[], context: DecideContext, newIds: NewIds): Decided {
    let files = this.read(commands, newIds);
    for (let round = 0; round < 20; round++) {
      const set = new WorkingSet(files);
      const outcomes = decideBatch(set, commands, context);
      const { relationships, limits, pairs, uploadsOf, tallies } = set.unread;
      if (relationships.size + limits.size + pairs.size + uploadsOf.size + tallies.size === 0) return { outcomes, set };
      files = this.readMore(files, set.unread);
    }
    throw new Error('deciding asks for more without end');
  }

  /** Writes what a batch changed. */
  write(decided: Decided): Decided {
    const { set } = decided;
    for (const key of set.newInbox) this.inbox.set(key, taken(set.inbox, key));
    for (const { key, answer } of set.answeredInbox) this.inbox.set(key, { ...taken(this.inbox, key), answer });
    for (const id of [...set.newRelationships, ...set.changedRelationships]) {
      this.relationships.set(id, taken(set.relationships, id));
    }
    for (const id of [...set.newLimits, ...set.changedLimits]) this.limits.set(id, taken(set.limits, id));
    for (const id of set.changedPersons) this.persons.set(id, asRow(taken(set.persons, id)));
    for (const movement of set.newMovements) this.movements.set(movement.movementId, movement);
    for (const id of [...set.newUsages, ...set.reversedUsages]) this.usages.set(id, taken(set.usages, id));
    for (const id of [...set.newUploads, ...set.changedUploads]) this.uploads.set(id, taken(set.uploads, id));
    for (const key of set.settledWaiting) this.stopWaiting(key);
    for (const message of set.newWaiting.values()) {
      const index = this.waiting.findIndex((each) => each.key === message.key);
      if (index < 0) this.waiting.push(message);
      else this.waiting[index] = message;
    }
    return decided;
  }

  /** The settings of a donor in a period that still count, as selectCountedSettings sums them. */
  tally(psnNo: string, period: number): Tally {
    const { from, until } = spanOfPeriod(period);
    const counted = [...this.limits.values()].filter((limit) => {
      const relationship = this.relationships.get(limit.relationshipId);
      const isOwn = relationship?.role === 'donor' && relationship.donor.psnNo === psnNo;
      return isOwn && limit.state !== 'REVOKED' && limit.setTime >= from && limit.setTime < until;
    });
    const sum = counted.reduce((total, limit) => total + limit.amount, 0n);
    return { count: counted.length, sum: sum as Tally['sum'] };
  }

  private hitsUniqueKey(set: WorkingSet): boolean {
    const isKnown = (ids: Iterable<string>, rows: ReadonlyMap<string, unknown>) => [...ids].some((id) => rows.has(id));
    const known = isKnown(set.newInbox, this.inbox) || isKnown(set.newLimits, this.limits);
    return known || isKnown(set.newRelationships, this.relationships) || this.hitsLivePair(set);
  }

  /** Whether a new relationship's pair still has a live one, after what the batch changed. */
  private hitsLivePair(set: WorkingSet): boolean {
    const changed = [...this.relationships.values()].map((each) => set.relationships.get(each.relationshipId) ?? each);
    const live = new Set(changed.filter(({ state }) => isLive(state)).map(pairOf));
    const fresh = [...set.newRelationships].map((id) => taken(set.relationships, id));
    return fresh.some((each) => isLive(each.state) && live.has(pairOf(each)));
  }

  private stopWaiting(key: string): void {
    const index = this.waiting.findIndex((each) => each.key === key);
    if (index >= 0) this.waiting.splice(index, 1);
  }

  private read(commands: readonly Command[], newIds: NewIds): Files {
    const [locked, named, whole, limitIds] = [
      new Set<string>(),
      new Set<string>(),
      new Set<string>(),
      new Set<string>(),
    ];
    const [msgids, movementIds, concerned] = [new Set<string>(), new Set<string>(), new Set<string>()];
    const [pairs, settlements, payers] = [new Set<string>(), new Set<string>(), new Set<string>()];
    const [answered, reversers] = [new Set<string>(), new Set<string>()];
    for (const command of commands) {
      if (command.kind === 'register') locked.add(command.row.psnNo);
      const isSureToWrite = command.kind === 'order' && newIds === 'unique keys';
      if ((command.kind === 'order' || command.kind === 'verdict') && !isSureToWrite)
        msgids.add(inboxKey(command.msgid));
      if (command.kind === 'move') {
        locked.add(command.movement.psnNo);
        movementIds.add(command.movement.movementId);
      }
      if (command.kind === 'settle-waiting') {
        for (const ids of [named, whole, concerned]) ids.add(command.relationshipId);
      }
      if (command.kind === 'pay') {
        locked.add(command.request.psnNo);
        payers.add(command.request.psnNo);
        settlements.add(command.request.settlementId);
      }
      if (command.kind === 'reverse') {
        locked.add(command.psnNo);
        reversers.add(command.psnNo);
        settlements.add(command.settlementId);
      }
      if (command.kind === 'acknowledge') answered.add(command.refMsgid);
      if (command.kind !== 'order') continue;
      const { infno, body } = command.order;
      concerned.add(body.relationshipId);
      const isEstablishment = infno === 'M101' || infno === 'M102';
      if (isEstablishment) locked.add(infno === 'M101' ? body.donor.psnNo : body.benef.psnNo);
      if (isEstablishment && newIds === 'unique keys') continue;
      if (isEstablishment) pairs.add(pairKey(body.donor.psnNo, body.benef.psnNo));
      named.add(body.relationshipId);
      if (isEstablishment) for (const limit of body.limits) limitIds.add(limit.limitId);
      if (infno === 'M103') whole.add(body.relationshipId);
      if (infno === 'M201' || infno === 'M202') limitIds.add(body.limit.limitId);
      if (infno === 'M203') limitIds.add(body.limitId);
    }
    for (const id of concerned) {
      const relationship = this.relationships.get(id);
      if (relationship) locked.add(ownPerson(relationship).psnNo);
    }
    return {
      ...{ locked, persons: pick(this.persons, locked), olderTallies: new Map(), inbox: pick(this.inbox, msgids) },
      ...{ livePairs: this.livePairs(pairs), readPairs: pairs },
      ...{ readRelationships: named, relationships: pick(this.relationships, named) },
      ...{ readLimits: limitIds, readLimitsOf: whole, limits: this.limitRows(limitIds, whole) },
      waiting: this.waiting.filter((each) => concerned.has(each.relationshipId)),
      movements: pick(this.movements, movementIds),
      ...{ usages: pick(this.usages, settlements), wallets: [...payers].flatMap((psnNo) => this.wallet(psnNo)) },
      ...{ uploads: this.uploadsOfBatch(answered, [...payers, ...reversers]), readUploadsOf: new Set() },
    };
  }

  private readMore(files: Files, unread: Unread): Files {
    const olderTallies = new Map(files.olderTallies);
    for (const [psnNo, periods] of unread.tallies) {
      const read = [...periods].map((period) => [period, this.tally(psnNo, period)] as const);
      olderTallies.set(psnNo, [...(olderTallies.get(psnNo) ?? []), ...read]);
    }
    const readRelationships = new Set([...files.readRelationships, ...unread.relationships]);
    const readPairs = new Set([...files.readPairs, ...unread.pairs.keys()]);
    const readLimits = new Set([...files.readLimits, ...unread.limits]);
    const readUploadsOf = new Set([...files.readUploadsOf, ...unread.uploadsOf]);
    const readLimitsOf = new Set([...files.readLimitsOf, ...unread.relationships]);
    return {
      ...{ ...files, olderTallies, readRelationships, readLimits, readLimitsOf },
      ...{ readPairs, livePairs: this.livePairs(readPairs), readUploadsOf },
      uploads: [
        ...new Set([...files.uploads, ...[...this.uploads.values()].filter((each) => readUploadsOf.has(each.useId))]),
      ],
      relationships: pick(this.relationships, readRelationships),
      limits: this.limitRows(readLimits, readLimitsOf),
    };
  }

  private livePairs(pairs: ReadonlySet<string>): string[] {
    const live = [...this.relationships.values()].filter(({ state }) => isLive(state));
    return live.map(pairOf).filter((pair) => pairs.has(pair));
  }

  /** Those answered, and what is held back under their keys and those of who pays or reverses. */
  private uploadsOfBatch(answered: ReadonlySet<string>, persons: readonly string[]): UploadRow[] {
    const named = pick(this.uploads, answered);
    const keys = new Set([...named.map((each) => each.recordKey), ...persons]);
    const held = [...this.uploads.values()].filter((each) => each.state === 'HELD' && keys.has(each.recordKey));
    return [...new Set([...named, ...held])];
  }

  /** As selectWallets: effective limits of effective relationships received. */
  private wallet(psnNo: string): (readonly [string, Limit])[] {
    const received = [...this.limits.values()].filter((limit) => {
      const held = this.relationships.get(limit.relationshipId);
      return held?.role === 'benef' && held.state === 'EFFECTIVE' && held.benef.psnNo === psnNo;
    });
    return received.filter(({ state }) => state === 'EFFECTIVE').map((limit) => [psnNo, limit]);
  }

  private limitRows(ids: ReadonlySet<string>, of: ReadonlySet<string>): Limit[] {
    return [...this.limits.values()].filter((limit) => ids.has(limit.limitId) || of.has(limit.relationshipId));
  }
}

function pairOf({ donor, benef }: Relationship): string {
  return pairKey(donor.psnNo, benef.psnNo);
}

/** The row of a person keeps the tallies of the latest day, month and year alone. */
function asRow(person: InsuredPerson): InsuredPerson {
  const { latest, tallies } = person.settings;
  const kept = [latest.day, latest.month, latest.year].flatMap((period) => {
    const tally = tallies.get(period);
    return tally ? [[period, tally] as const] : [];
  });
  return { ...person, settings: { latest, tallies: new Map(kept) } };
}

function pick<Row>(rows: ReadonlyMap<string, Row>, keys: Iterable<string>): Row[] {
  return [...keys].flatMap((key) => rows.get(key) ?? []);
}

function taken<Row>(rows: ReadonlyMap<string, Row>, key: string): Row {
  const row = rows.get(key);
  if (row === undefined) throw new Error(`${key} was noted for the write and is not there`);
  return row;
}
