import { Ledger } from '@libs/ledger';
import { ALL_KINSHIP } from '@libs/mutual-aid';
import { UPLOAD_WRITING } from '@libs/national-platform';
import type { DatabaseAddress } from '@libs/province-store';
import { donorNo, linesOf, type DonorsOf } from './donors';

/** What this process is given, as JSON. */
export interface DayGiven {
  readonly database: DatabaseAddress;
  readonly of: DonorsOf;
  /** Donors a batch. */
  readonly batchMax: number;
}

/** What it prints, a line of JSON each: after every batch how far it is, and what came of all in the end. */
export interface DayTold {
  readonly lines: number;
  /** Only in the end, by what became of the lines. */
  readonly became?: Readonly<Record<string, number>>;
  readonly seconds?: number;
}

const PAYMENT_ORDER = { 1: ['account'], 2: ['account'], 3: ['wallet'], 4: ['wallet'] } as const;
/** Donors handed in at once. */
const AT_ONCE = 4000;

function tell(told: DayTold): void {
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

function ledgerOf({ database, of, batchMax }: DayGiven): Ledger {
  let serial = 0;
  let lines = 0;
  return new Ledger({
    address: database,
    lanes: 2,
    batchMax,
    queueMax: 1,
    waitingTimeout: 1,
    policies: () => ({ kinship: ALL_KINSHIP, caps: {}, paymentOrder: PAYMENT_ORDER }),
    uploads: {
      ...UPLOAD_WRITING,
      resendAfter: 30_000,
      newMsgid: () => String(++serial),
      ready: () => Promise.resolve(),
    },
    now: () => Date.now(),
    committed: ({ outcomes }) => tell({ lines: (lines += outcomes.length * of.linesEach) }),
    outage: { broke: (error, who) => process.stderr.write(`${who}: ${String(error)}\n`), isOver: () => undefined },
    trouble: (message, error) => process.stderr.write(`${message}: ${String(error)}\n`),
  });
}

/** Applies the lines of all these donors through the ledger's road, in this process alone. */
async function applyDay(given: DayGiven): Promise<void> {
  const ledger = ledgerOf(given);
  const became: Record<string, number> = {};
  const start = performance.now();
  for (let from = 0; from < given.of.donors; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, given.of.donors - from) }, (_, index) => from + index);
    const outcomes = await Promise.all(
      numbers.map((index) =>
        ledger.submit({ kind: 'apply-lines', psnNo: donorNo(given.of, index), lines: linesOf(given.of, index) }),
      ),
    );
    for (const outcome of outcomes)
      for (const each of outcome.became) {
        const word = typeof each === 'string' ? each : each.kind;
        became[word] = (became[word] ?? 0) + 1;
      }
  }
  const seconds = (performance.now() - start) / 1000;
  await ledger.stop();
  tell({ lines: given.of.donors * given.of.linesEach, became, seconds });
}

applyDay(JSON.parse(process.argv[2] ?? '') as DayGiven).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
