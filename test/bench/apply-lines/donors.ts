import {
  contentHashOf,
  fen,
  NO_SETTINGS,
  type InsuredPerson,
  type Limit,
  type Relationship,
  type StatedLine,
} from '@libs/mutual-aid';
import { LedgerConnection, TABLES, type DatabaseAddress } from '@libs/province-store';

/** Donors of one province, each with one limit, and a day's lines of usage for each of them. */
export interface DonorsOf {
  /** Of every id, so that they are nobody else's. */
  readonly prefix: string;
  readonly donors: number;
  readonly linesEach: number;
}

const NOON = Date.parse('2026-06-10T12:00:00.000+08:00');
/** fen: what each limit has is used up but for one line's amount. */
const LINE = 100n;
/** So many persons a statement. */
const PORTION = 1000;

/** The nth donor's number. */
export function donorNo({ prefix }: DonorsOf, index: number): string {
  return `${prefix}${String(index).padStart(7, '0')}`;
}

/** Writes the donors with their limits as they were set, everything frozen. */
export async function prepareDonors(database: DatabaseAddress, of: DonorsOf): Promise<void> {
  const connection = await LedgerConnection.open(database);
  for (let from = 0; from < of.donors; from += PORTION) {
    const numbers = Array.from({ length: Math.min(PORTION, of.donors - from) }, (_, index) => from + index);
    await connection.run(
      TABLES.person.insert(numbers.map((index) => donor(of, index))) +
        TABLES.relationship.insert(numbers.map((index) => relationship(of, index))) +
        TABLES.limit.insert(numbers.map((index) => limit(of, index))),
    );
  }
  connection.close();
}

/**
 * A donor's lines in order of receipt. Every tenth reverses the one before it, and the first comes last: it was used
 * before the others.
 */
export function linesOf(of: DonorsOf, index: number): StatedLine[] {
  const psnNo = donorNo(of, index);
  const lines = Array.from({ length: of.linesEach }, (_, n): StatedLine => {
    const isReversal = n % 10 === 9;
    const at = NOON + n;
    return {
      useId: `${psnNo}-${n}`,
      lineNo: 1,
      originalUseId: isReversal ? `${psnNo}-${n - 1}` : undefined,
      relationshipId: `${psnNo}R`,
      limitId: `${psnNo}L`,
      amount: fen(LINE),
      useTime: at,
      uploadTime: at,
    };
  });
  return [...lines.slice(1), ...lines.slice(0, 1)];
}

/** What a donor's limit has used once all lines are applied, fen. */
export function usedInTheEnd({ linesEach }: DonorsOf): bigint {
  return BigInt(linesEach - 2 * Math.floor(linesEach / 10)) * LINE;
}

function amountOf(of: DonorsOf): bigint {
  return usedInTheEnd(of) + LINE;
}

function donor(of: DonorsOf, index: number): InsuredPerson {
  const balance = fen(2n * amountOf(of));
  return {
    ...stated(donorNo(of, index), '440100'),
    enrolments: [{ insutype: '310', state: 'ACTIVE' }],
    liveGiven: 1,
    settings: NO_SETTINGS,
    account: { opening: balance, balance, frozen: fen(amountOf(of)), moved: true },
  };
}

function relationship(of: DonorsOf, index: number): Relationship {
  const psnNo = donorNo(of, index);
  return {
    relationshipId: `${psnNo}R`,
    role: 'donor',
    state: 'EFFECTIVE',
    relType: '02',
    channel: '1',
    donor: { ...stated(psnNo, '440100'), insuType: '310' },
    benef: { ...stated(`${psnNo}B`, '510100'), insuType: '390' },
    commitNo: 'CN',
    commitTime: 0,
    estabTime: 0,
    contentHash: contentHashOf('00'.repeat(32)),
  };
}

function stated(psnNo: string, insuAdmdvs: string) {
  return { psnNo, name: '王小明', certType: '01', certNo: psnNo, insuAdmdvs };
}

function limit(of: DonorsOf, index: number): Limit {
  const psnNo = donorNo(of, index);
  return {
    limitId: `${psnNo}L`,
    relationshipId: `${psnNo}R`,
    state: 'EFFECTIVE',
    setTime: 0,
    amount: fen(amountOf(of)),
    used: fen(0n),
    usedCount: 0,
    everUsed: false,
    returned: fen(0n),
  };
}
