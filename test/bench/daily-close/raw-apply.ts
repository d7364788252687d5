import { fen, NO_SETTINGS, type AppliedLine, type InsuredPerson, type Limit } from '@libs/mutual-aid';
import { insertTrail, LedgerConnection, TABLES, type DatabaseAddress, type TrailEntry } from '@libs/province-store';

// Baseline of applying: the same rows by multi-row statements on two connections, trail, limits and accounts included;
// nothing is read, looked up, locked in order or decided. What the machine gives at most to anyone who writes these rows.

/** What this process is given, as JSON. */
interface Given {
  readonly database: DatabaseAddress;
  readonly rows: number;
  /** ms UTC at which the day begins. */
  readonly midnight: number;
}

const { database, rows, midnight } = JSON.parse(process.argv[2] ?? '{}') as Given;
/** As many lines as the reconciler's transactions have. */
const BATCH = 500;
const LIMITS = rows * 0.4;
const DAY_MS = 86_399_999;

/** The rows as day-data.ts makes them. */
const baseOf = (row: number): number => (row % 20 === 19 ? row - 10 : row);
const limitOf = (row: number): number => (baseOf(row) * 7919) % LIMITS;
const donorOf = (row: number): number => Math.floor((limitOf(row) * 3) / 5);
const amountOf = (row: number): bigint => BigInt(100 + ((baseOf(row) * 37) % 9000));
const isRefused = (row: number): boolean => baseOf(row) % 2000 === 13 || limitOf(row) % 2000 === 5;
const padded = (prefix: string, number: number): string => `${prefix}${String(number).padStart(10, '0')}`;

/** One batch's rows, gathered donor by donor. */
class Batch {
  readonly lines: AppliedLine[] = [];
  private readonly trail: TrailEntry[] = [];
  private readonly limits = new Map<number, Limit>();
  private readonly persons = new Map<number, InsuredPerson>();

  add(row: number, now: number): void {
    const [number, donor, amount] = [limitOf(row), donorOf(row), amountOf(row)];
    const sign = row % 20 === 19 ? -1n : 1n;
    const limit = this.limits.get(number) ?? newLimit(number, donor);
    const moved = { used: fen(limit.used + sign * amount), usedCount: limit.usedCount + 1, everUsed: true };
    this.limits.set(number, { ...limit, ...moved });
    const person = this.persons.get(donor) ?? newPerson(donor);
    const before = person.account ?? { opening: fen(0n), balance: fen(0n), frozen: fen(0n), moved: true };
    const [balance, frozen] = [fen(before.balance - sign * amount), fen(before.frozen - sign * amount)];
    this.persons.set(donor, { ...person, account: { ...before, balance, frozen } });
    const useId = padded('510000U', row);
    const at = midnight + Math.floor((row * DAY_MS) / rows);
    this.lines.push({
      useId,
      lineNo: 1,
      originalUseId: row % 20 === 19 ? padded('510000U', row - 10) : undefined,
      relationshipId: limit.relationshipId,
      limitId: limit.limitId,
      amount: fen(amount),
      useTime: at - 60_000,
      uploadTime: at,
      reversedBy: row % 20 === 9 ? padded('510000U', row + 10) : undefined,
    });
    this.trail.push({
      psnNo: person.psnNo,
      at: now,
      cause: sign > 0n ? 'APPLIED' : 'RESTORED',
      ref: useId,
      limitIds: [limit.limitId],
      money: { amount: fen(-sign * amount), balance, frozen },
    });
  }

  sql(now: number): string {
    const persons = [...this.persons.values()].sort((a, b) => (a.psnNo < b.psnNo ? -1 : 1));
    return (
      `BEGIN;INSERT INTO ledger_batch (at) VALUES (${now});` +
      insertTrail(this.trail) +
      TABLES.applied.insert(this.lines) +
      TABLES.limit.update([...this.limits.values()]) +
      // Nothing was read, so nothing can be checked.
      TABLES.person.insert(persons).replace(/version=IF\(.*$/, 'version=version+1;') +
      'COMMIT'
    );
  }
}

function newLimit(number: number, donor: number): Limit {
  return {
    limitId: padded('100000L', number),
    relationshipId: padded('100000R', donor),
    state: 'EFFECTIVE',
    setTime: 1,
    amount: fen(30_000n),
    used: fen(0n),
    usedCount: 0,
    everUsed: false,
    returned: fen(0n),
  };
}

function newPerson(donor: number): InsuredPerson {
  return {
    psnNo: padded('440000', donor),
    name: '王小明',
    certType: '01',
    certNo: 'c',
    insuAdmdvs: '440100',
    enrolments: [{ insutype: '310', state: 'ACTIVE' }],
    liveGiven: 1,
    settings: NO_SETTINGS,
    account: { opening: fen(1_000_000n), balance: fen(1_000_000n), frozen: fen(60_000n), moved: true },
  };
}

/** The rows that are applied, donor by donor, each donor's in order of receipt. */
function planned(): Int32Array {
  const perDonor = new Int32Array(rows * 0.24 + 1);
  const chosen = Array.from({ length: rows }, (_, row) => row).filter((row) => !isRefused(row));
  for (const row of chosen) perDonor[donorOf(row) + 1] = (perDonor[donorOf(row) + 1] ?? 0) + 1;
  for (let donor = 1; donor < perDonor.length; donor++)
    perDonor[donor] = (perDonor[donor] ?? 0) + (perDonor[donor - 1] ?? 0);
  const plan = new Int32Array(chosen.length);
  for (const row of chosen) {
    const place = perDonor[donorOf(row)] ?? 0;
    plan[place] = row;
    perDonor[donorOf(row)] = place + 1;
  }
  return plan;
}

async function main(): Promise<void> {
  const plan = planned();
  const connections = await Promise.all([0, 1].map(() => LedgerConnection.open(database, 'lane')));
  const began = performance.now();
  let next = 0;
  const take = (now: number): Batch | undefined => {
    const batch = new Batch();
    for (let donor = -1; next < plan.length; next++) {
      const row = plan[next] ?? 0;
      if (batch.lines.length >= BATCH && donorOf(row) !== donor) break;
      donor = donorOf(row);
      batch.add(row, now);
    }
    return batch.lines.length > 0 ? batch : undefined;
  };
  await Promise.all(
    connections.map(async (connection) => {
      for (let batch = take(Date.now()); batch; batch = take(Date.now())) await connection.run(batch.sql(Date.now()));
      connection.close();
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(JSON.stringify({ lines: plan.length, seconds }));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
