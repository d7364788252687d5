import { spanOfPeriod, type Tally } from '@libs/mutual-aid';
import {
  inboxKey,
  inboxRowOf,
  limitOf,
  lockHeldBeside,
  lockHeldOf,
  lockPersons,
  lockUploads,
  lockUploadsOf,
  movementOf,
  personOf,
  relationshipOf,
  selectCountedSettings,
  selectInbox,
  selectLimits,
  selectLimitsOf,
  selectLivePairs,
  selectMovements,
  selectRelationships,
  selectUsages,
  selectWaiting,
  selectWallets,
  tallyOfRow,
  textOf,
  uploadOf,
  usageOf,
  waitingOf,
  type LedgerConnection,
  type Pair,
  type SqlRow,
} from '@libs/province-store';
import type { Command } from './command';
import { ownerOf, relationshipIdOf, type Owners } from './owners';
import type { WaitingRoomState } from './waiting-room';
import { pairKey, type Files, type Unread } from './working-set';

/** What a batch asks of the database, by kind. */
interface Wanted {
  readonly persons: Set<string>;
  readonly inbox: Set<string>;
  readonly pairs: Map<string, Pair>;
  readonly waitingFor: Set<string>;
  readonly relationships: Set<string>;
  readonly limits: Set<string>;
  readonly limitsOf: Set<string>;
  readonly movements: Set<string>;
  readonly settlements: Set<string>;
  readonly wallets: Set<string>;
  readonly uploads: Set<string>;
  /** Persons whose next upload may have to wait behind what is held back. */
  readonly uploaders: Set<string>;
}

/** What to read of ids that are probably new: `unique keys` trusts the database to catch a repeat (1062). */
export type NewIds = 'unique keys' | 'look up';

/** Opens the transaction, locks the batch's persons and reads their files, in ONE round trip. */
export async function readFiles(
  connection: LedgerConnection,
  commands: readonly Command[],
  owners: Owners,
  newIds: NewIds,
  room: WaitingRoomState,
): Promise<Files> {
  const wanted = wantedBy(commands, owners, newIds, room);
  const parts = Object.values(plan(wanted)).filter((part) => part.sql !== '');
  const results = parts.length === 0 ? [] : await connection.run(parts.map((part) => part.sql).join(''));
  parts.forEach((part, index) => part.take(results[index] ?? []));
  return filesOf(wanted, parts);
}

interface Part {
  readonly name: keyof Rows;
  readonly sql: string;
  rows: SqlRow[];
  take(rows: SqlRow[]): void;
}

type Rows = Record<
  | 'persons'
  | 'inbox'
  | 'pairs'
  | 'relationships'
  | 'limits'
  | 'limitsOf'
  | 'waiting'
  | 'movements'
  | 'usages'
  | 'wallets'
  | 'uploads'
  | 'heldOf'
  | 'heldBeside',
  SqlRow[]
>;

function plan(wanted: Wanted): Part[] {
  const part = (name: keyof Rows, size: number, sql: () => string): Part => ({
    name,
    sql: size === 0 ? '' : sql(),
    rows: [],
    take(rows) {
      this.rows = rows;
    },
  });
  return [
    part('persons', wanted.persons.size, () => lockPersons([...wanted.persons].sort())),
    part('inbox', wanted.inbox.size, () => selectInbox(wanted.inbox)),
    part('pairs', wanted.pairs.size, () => selectLivePairs([...wanted.pairs.values()])),
    part('waiting', wanted.waitingFor.size, () => selectWaiting(wanted.waitingFor)),
    part('relationships', wanted.relationships.size, () => selectRelationships(wanted.relationships)),
    part('limits', wanted.limits.size, () => selectLimits(wanted.limits)),
    part('limitsOf', wanted.limitsOf.size, () => selectLimitsOf(wanted.limitsOf)),
    part('movements', wanted.movements.size, () => selectMovements(wanted.movements)),
    part('usages', wanted.settlements.size, () => selectUsages(wanted.settlements)),
    part('wallets', wanted.wallets.size, () => selectWallets(wanted.wallets)),
    part('uploads', wanted.uploads.size, () => lockUploads(wanted.uploads)),
    part('heldOf', wanted.uploaders.size, () => lockHeldOf(wanted.uploaders)),
    part('heldBeside', wanted.uploads.size, () => lockHeldBeside(wanted.uploads)),
  ];
}

function filesOf(wanted: Wanted, parts: readonly Part[]): Files {
  const rows = (name: keyof Rows): SqlRow[] => parts.find((part) => part.name === name)?.rows ?? [];
  const limits = [...rows('limits'), ...rows('limitsOf')].map(limitOf);
  return {
    locked: wanted.persons,
    persons: rows('persons').map(personOf),
    olderTallies: new Map(),
    inbox: rows('inbox').map(inboxRowOf),
    livePairs: rows('pairs').map(livePairOf),
    readPairs: new Set(wanted.pairs.keys()),
    readRelationships: wanted.relationships,
    relationships: rows('relationships').map(relationshipOf),
    readLimits: wanted.limits,
    readLimitsOf: wanted.limitsOf,
    limits: [...new Map(limits.map((limit) => [limit.limitId, limit])).values()],
    waiting: rows('waiting').map(waitingOf),
    movements: rows('movements').map(movementOf),
    usages: rows('usages').map(usageOf),
    wallets: rows('wallets').map((row) => [textOf(row.at(-1)), limitOf(row)] as const),
    uploads: [...rows('uploads'), ...rows('heldOf'), ...rows('heldBeside')].map(uploadOf),
    readUploadsOf: new Set(),
  };
}

function wantedBy(commands: readonly Command[], owners: Owners, newIds: NewIds, room: WaitingRoomState): Wanted {
  const wanted: Wanted = {
    ...{ persons: new Set<string>(), inbox: new Set<string>(), pairs: new Map<string, Pair>() },
    waitingFor: new Set<string>(),
    ...{ relationships: new Set<string>(), limits: new Set<string>(), limitsOf: new Set<string>() },
    movements: new Set<string>(),
    ...{ settlements: new Set<string>(), wallets: new Set<string>() },
    ...{ uploads: new Set<string>(), uploaders: new Set<string>() },
  };
  for (const command of commands) {
    const owner = ownerOf(command, owners);
    if (owner !== undefined) wanted.persons.add(owner);
    const relationshipId = relationshipIdOf(command);
    if (relationshipId !== undefined && (room === 'may hold' || command.kind === 'settle-waiting'))
      wanted.waitingFor.add(relationshipId);
    // An order's inbox row is written whatever becomes of it, and its key is unique; a verdict's may not be.
    const isSureToWrite = command.kind === 'order' && newIds === 'unique keys';
    if ((command.kind === 'order' || command.kind === 'verdict') && !isSureToWrite)
      wanted.inbox.add(inboxKey(command.msgid));
    if (command.kind === 'order') wantedByOrder(command.order, wanted, newIds);
    else if (command.kind === 'settle-waiting') {
      wanted.relationships.add(command.relationshipId);
      wanted.limitsOf.add(command.relationshipId);
    } else if (command.kind === 'move') wanted.movements.add(command.movement.movementId);
    else if (command.kind === 'reverse') {
      wanted.settlements.add(command.settlementId);
      wanted.uploaders.add(command.psnNo);
    } else if (command.kind === 'acknowledge') wanted.uploads.add(command.refMsgid);
    else if (command.kind === 'pay') {
      wanted.settlements.add(command.request.settlementId);
      wanted.wallets.add(command.request.psnNo);
      wanted.uploaders.add(command.request.psnNo);
    }
  }
  return wanted;
}

function wantedByOrder(order: (Command & { kind: 'order' })['order'], wanted: Wanted, newIds: NewIds): void {
  const { relationshipId } = order.body;
  switch (order.infno) {
    case 'M101':
    case 'M102':
      if (newIds === 'unique keys') return;
      wantPair({ donor: order.body.donor.psnNo, benef: order.body.benef.psnNo }, wanted);
      for (const limit of order.body.limits) wanted.limits.add(limit.limitId);
      break;
    case 'M103':
      wanted.limitsOf.add(relationshipId);
      break;
    case 'M201':
    case 'M202':
      wanted.limits.add(order.body.limit.limitId);
      break;
    case 'M203':
      wanted.limits.add(order.body.limitId);
      break;
  }
  wanted.relationships.add(relationshipId);
}

function wantPair(pair: Pair, { pairs }: Wanted): void {
  pairs.set(pairKey(pair.donor, pair.benef), pair);
}

function livePairOf(row: SqlRow): string {
  return pairKey(textOf(row[0]), textOf(row[1]));
}

/** Reads what deciding found missing, in the same transaction. */
export async function readMore(connection: LedgerConnection, files: Files, unread: Unread): Promise<Files> {
  const tallies = [...unread.tallies].flatMap(([psnNo, periods]) =>
    [...periods].map((period) => ({ psnNo, period, sql: selectCountedSettings(psnNo, spanOfPeriod(period)) })),
  );
  const [relationships = [], limits = [], limitsOf = [], pairs = [], uploads = [], ...tallyRows] = await connection.run(
    selectRelationships(unread.relationships) +
      selectLimits(unread.limits) +
      selectLimitsOf(unread.relationships) +
      selectLivePairs([...unread.pairs.values()]) +
      lockUploadsOf(unread.uploadsOf) +
      tallies.map((each) => each.sql).join(''),
  );
  const olderTallies = new Map<string, (readonly [number, Tally])[]>();
  for (const [psnNo, known] of files.olderTallies) olderTallies.set(psnNo, [...known]);
  tallies.forEach(({ psnNo, period }, index) => {
    const list = olderTallies.get(psnNo) ?? [];
    list.push([period, tallyOfRow(tallyRows[index]?.[0])]);
    olderTallies.set(psnNo, list);
  });
  const allLimits = [...files.limits, ...[...limits, ...limitsOf].map(limitOf)];
  const allRelationships = [...files.relationships, ...relationships.map(relationshipOf)];
  return {
    ...files,
    olderTallies,
    livePairs: [...files.livePairs, ...pairs.map(livePairOf)],
    readPairs: new Set([...files.readPairs, ...unread.pairs.keys()]),
    readRelationships: new Set([...files.readRelationships, ...unread.relationships]),
    readLimits: new Set([...files.readLimits, ...unread.limits]),
    readLimitsOf: new Set([...files.readLimitsOf, ...unread.relationships]),
    readUploadsOf: new Set([...files.readUploadsOf, ...unread.uploadsOf]),
    uploads: [...new Map([...files.uploads, ...uploads.map(uploadOf)].map((each) => [each.msgid, each])).values()],
    relationships: [...new Map(allRelationships.map((each) => [each.relationshipId, each])).values()],
    limits: [...new Map(allLimits.map((each) => [each.limitId, each])).values()],
  };
}
