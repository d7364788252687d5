import {
  dayOfLine,
  isLive,
  spanOfPeriod,
  type InsuredPerson,
  type Limit,
  type Reversal,
  type Run,
  type Tally,
  type Usage,
  type UsageLine,
} from '@libs/mutual-aid';
import {
  pairKey,
  runDayKey,
  TABLE_NAMES,
  TABLES,
  type Answers,
  type Asked,
  type ReadName,
  type ReadRows,
  type RecordedLine,
  type TableName,
  type TableRows,
  type UploadRow,
} from '@libs/province-store';
import type { Command } from '../../libs/ledger/src/commands/command';
import type { Outcome } from '../../libs/ledger/src/commands/outcome';
import type { DecideContext, NewIds } from '../../libs/ledger/src/decide-context';
import { FileSet } from '../../libs/ledger/src/files/file-set';
import { readAndDecide } from '../../libs/ledger/src/files/read-and-decide';
import { decideBatch, wantFiles } from '../../libs/ledger/src/road/decide-batch';
import { troubleOf } from '../../libs/ledger/src/road/transient';

/** What a batch did. */
export interface Decided {
  readonly outcomes: readonly Outcome[];
  readonly files: FileSet;
}

type Rows = { readonly [Name in TableName]: Map<string, TableRows[Name]> };

/**
 * The ledger's road with maps in the place of tables. What is asked for, and when, and what is decided, is the ledger's
 * own code: here are only the answers to its reads and the writing back of rows as the tables would keep them.
 */
export class MemoryProvince {
  private readonly rows = Object.fromEntries(TABLE_NAMES.map((name) => [name, new Map()])) as Rows;
  readonly persons = this.rows.person;
  readonly relationships = this.rows.relationship;
  readonly limits = this.rows.limit;
  readonly uploads = this.rows.upload;
  readonly letters = this.rows.letter;
  readonly appliedLines = this.rows.applied;
  readonly unappliedLines = this.rows.unapplied;
  readonly inbox = this.rows.inbox;
  readonly usages = this.rows.usage;
  readonly movements = this.rows.movement;
  readonly catchUps = this.rows.catchUp;
  readonly runs = this.rows.run;
  readonly usageFetches = this.rows.usageFetch;
  readonly discrepancies = this.rows.discrepancy;
  private readonly lines: RecordedLine[] = [];

  /** `owners`: whether it is known beforehand whose a relationship is. */
  constructor(private readonly owners: 'known' | 'unknown' = 'known') {}

  /** In order of arrival. */
  get waiting(): TableRows['waiting'][] {
    return [...this.rows.waiting.values()];
  }

  /** One batch, decided and written. */
  run(commands: readonly Command[], context: DecideContext): Decided {
    const decided = this.tryWithUniqueKeys(commands, context);
    if (decided && !this.hitsUniqueKey(decided.files)) return this.write(decided);
    const again = this.decide(commands, context, 'look up');
    if (this.hitsUniqueKey(again.files)) throw new Error('a known id was taken for new although it had been looked up');
    return this.write(again);
  }

  /** Undefined where a repeat that is taken for new leads the rest astray: the lane then looks it up. */
  private tryWithUniqueKeys(commands: readonly Command[], context: DecideContext): Decided | undefined {
    try {
      return this.decide(commands, context, 'unique keys');
    } catch (error) {
      if (troubleOf(error) === 'duplicate') return undefined;
      throw error;
    }
  }

  /**
   * Decides a batch and writes nothing: two of them read the same state, as two lanes do. What others do `meanwhile`
   * comes after its first read.
   */
  decide(
    commands: readonly Command[],
    context: DecideContext,
    newIds: NewIds,
    meanwhile: () => void = () => undefined,
  ): Decided {
    const files = new FileSet();
    const owners = { get: (relationshipId: string) => this.ownerOf(relationshipId) };
    wantFiles(files, commands, { owners, newIds, room: 'may hold' });
    const rounds = readAndDecide(files, () => decideBatch(files, commands, context, newIds));
    let round = rounds.next();
    for (let reads = 0; !round.done; reads++) {
      if (reads === 1) meanwhile();
      round = rounds.next(this.answer(round.value));
    }
    return { outcomes: round.value, files };
  }

  /** Writes what a batch changed. */
  write(decided: Decided): Decided {
    for (const name of TABLE_NAMES) this.writeTable(name, decided.files);
    for (const each of decided.files.notes.paid) for (const line of each.lines) this.lines.push(lineOf(each, line));
    return decided;
  }

  /** The settings of a donor in a period that still count, as selectCountedSettings sums them. */
  tally(psnNo: string, period: number): Tally {
    const { from, until } = spanOfPeriod(period);
    const counted = [...this.limits.values()].filter((limit) => {
      const relationship = this.relationships.get(limit.relationshipId);
      const isOwn = relationship?.role === 'donor' && relationship.donor.psnNo === psnNo;
      return (
        isOwn &&
        limit.state !== 'REVOKED' &&
        limit.state !== 'REFUSED' &&
        limit.setTime >= from &&
        limit.setTime < until
      );
    });
    const sum = counted.reduce((total, limit) => total + limit.amount, 0n);
    return { count: counted.length, sum: sum as Tally['sum'] };
  }

  private answer(asked: Asked): Answers {
    const names = Object.keys(this.reads) as ReadName[];
    return Object.fromEntries(
      names.map((name) => [name, [...(asked[name] ?? [])].flatMap((key): unknown[] => this.reads[name](key))]),
    );
  }

  /** Each read as its SELECT would find it, by one key. */
  private readonly reads: { readonly [Name in ReadName]: (key: string) => ReadRows[Name][] } = {
    person: (key) => this.at('person', key),
    inbox: (key) => this.at('inbox', key),
    relationship: (key) => this.at('relationship', key),
    limit: (key) => this.at('limit', key),
    movement: (key) => this.at('movement', key),
    request: (key) => this.at('request', key),
    usage: (key) => this.at('usage', key),
    applied: (key) => this.at('applied', key),
    unapplied: (psnNo) =>
      this.all('unapplied', (each) => each.psnNo === psnNo).sort((a, b) => dayOfLine(a.line) - dayOfLine(b.line)),
    upload: (key) => this.at('upload', key),
    letter: (key) => this.at('letter', key),
    pair: (key) => this.all('relationship', (each) => isLive(each.state) && pairKey(each) === key),
    liveOf: (key) => this.all('relationship', (each) => isLive(each.state) && each[each.role].psnNo === key),
    waiting: (key) => this.all('waiting', (each) => each.relationshipId === key),
    waitingOrigin: (key) => this.at('waiting', key).map(({ from }) => ({ key, from })),
    limitsOf: (key) => this.all('limit', (each) => each.relationshipId === key),
    recordedLines: (key) => this.lines.filter((each) => each.relationshipId === key),
    usageFetch: (key) => this.at('usageFetch', key),
    wallet: (psnNo) => this.all('limit', (each) => this.isSpendable(each, psnNo)).map((limit) => ({ psnNo, limit })),
    heldOf: (key) => this.heldUnder(key),
    heldBeside: (msgid) => this.at('upload', msgid).flatMap((each) => this.heldUnder(each.recordKey)),
    uploadsOf: (key) => this.all('upload', (each) => each.subject === key),
    catchUp: (key) => this.at('catchUp', key),
    runsOf: (key) => this.all('run', (each) => runDayKey(each) === key),
    unbalancedAfter: (key) => this.unbalancedAfter(Number(key)),
    discrepancy: (key) => this.at('discrepancy', key),
    statement: (key) => this.at('statement', key),
    tally: (key) => {
      const [psnNo = '', period = ''] = key.split(' ');
      return [{ psnNo, period: Number(period), tally: this.tally(psnNo, Number(period)) }];
    },
  };

  private at<Name extends TableName>(name: Name, key: string): TableRows[Name][] {
    const row = this.rows[name].get(key);
    return row === undefined ? [] : [row];
  }

  private all<Name extends TableName>(name: Name, wanted: (row: TableRows[Name]) => boolean): TableRows[Name][] {
    return [...this.rows[name].values()].filter(wanted);
  }

  private unbalancedAfter(day: number): Run[] {
    const later = this.all('run', (each) => each.role === 'donor' && each.day > day);
    const isLatest = (run: Run) => !later.some((each) => each.day === run.day && each.runNo > run.runNo);
    return later.filter((run) => run.state === 'UNBALANCED' && isLatest(run));
  }

  private heldUnder(key: string): UploadRow[] {
    return this.all('upload', (each) => each.state === 'HELD' && each.recordKey === key);
  }

  /** As selectWallets: effective limits of effective relationships received. */
  private isSpendable({ relationshipId, state }: Limit, psnNo: string): boolean {
    const held = this.relationships.get(relationshipId);
    return state === 'EFFECTIVE' && held?.role === 'benef' && held.state === 'EFFECTIVE' && held.benef.psnNo === psnNo;
  }

  private ownerOf(relationshipId: string): string | undefined {
    const held = this.owners === 'known' ? this.relationships.get(relationshipId) : undefined;
    return held?.[held.role].psnNo;
  }

  private writeTable<Name extends TableName>(name: Name, files: FileSet): void {
    const shelf = files.shelf[name];
    for (const key of shelf.removed()) this.rows[name].delete(key);
    for (const row of [...shelf.changed(), ...shelf.fresh()] as TableRows[Name][]) {
      const kept = name === 'person' ? this.nextVersion(row as InsuredPerson) : row;
      this.rows[name].set(TABLES[name].keyOf(row), kept as TableRows[Name]);
    }
  }

  /** As upsertPersons: a row that is not what it was when it was read is not written over. */
  private nextVersion(person: InsuredPerson): InsuredPerson {
    const version = this.persons.get(person.psnNo)?.version ?? 0;
    if (version !== (person.version ?? 0)) throw new Error(`${person.psnNo} was changed since it was read`);
    return { ...asRow(person), version: version + 1 };
  }

  private hitsUniqueKey({ shelf }: FileSet): boolean {
    const names = [
      'inbox',
      'limit',
      'relationship',
      'movement',
      'request',
      'usage',
      'applied',
      'upload',
      'letter',
      'run',
    ] as const;
    const isKnown = names.some((name) => {
      // What the batch takes out is deleted before anything is inserted.
      const removed = new Set(shelf[name].removed());
      return shelf[name].fresh().some((row) => this.isWritten(name, row) && !removed.has(this.keyIn(name, row)));
    });
    // Whether a new relationship's pair still has a live one, after what the batch changed.
    const others = [...this.relationships.values()].map((each) => shelf.relationship.find(each.relationshipId) ?? each);
    const live = new Set(others.filter(({ state }) => isLive(state)).map(pairKey));
    return isKnown || shelf.relationship.fresh().some((each) => isLive(each.state) && live.has(pairKey(each)));
  }

  private isWritten<Name extends TableName>(name: Name, row: TableRows[TableName]): boolean {
    return this.rows[name].has(this.keyIn(name, row));
  }

  private keyIn<Name extends TableName>(name: Name, row: TableRows[TableName]): string {
    return TABLES[name].keyOf(row as TableRows[Name]);
  }
}

/** A line as insertUsageLines writes it. */
function lineOf(each: Usage | Reversal, { relationshipId, lineNo, limitId, amount }: UsageLine): RecordedLine {
  const { useId, useTime } = each;
  const originalUseId = 'originalUseId' in each ? each.originalUseId : undefined;
  return { relationshipId, useId, originalUseId, lineNo, limitId, amount, useTime };
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
