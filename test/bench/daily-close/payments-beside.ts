import type { DatabaseAddress } from '@libs/province-store';
import { median, type Figure } from '../report';
import { closedLoad, openLoad } from '../spend/load';
import { serveGateway } from '../spend/served';
import { donors, openConnection, padded, PROVINCE, resetDonors } from './day-data';
import type { Day, DayPlace } from './prepare-day';
import { ReconcileProcess } from './reconcile-process';

/** Odd, for the median. */
const ROUNDS = 3;
/** Payments a second: what a province's windows send in a busy hour, not what the gateway could take. */
const RATE = 150;
/** ms */
const ALONE = 12_000;
const WARM_UP = { atOnce: 16, ms: 6000 };
/** fen: what each payment takes from a wallet (http-clients.ts). */
const PAID = 100;
const IN_WALLET = 99_999_999_999;

/** What became of payments; times to the answer in ms, sorted. */
interface Paid {
  readonly times: readonly number[];
  readonly refused: number;
}

/** One alternation. */
interface Round {
  readonly alone: Paid;
  readonly beside: Paid;
  /** seconds */
  readonly run: number;
  /** Payments answered 201, warming up included, and those of them that the books have not. */
  readonly answered: number;
  readonly lost: number;
}

/**
 * How long payments take at a fixed, low rate, alone and while a donor day of the same province and the same people is
 * reconciled, by turns; and whether every one that was answered 201 is in the books.
 */
export async function payBeside(day: Day, place: DayPlace): Promise<Figure[]> {
  await giveWallets(day);
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const each = await oneRound(day, place, round % 2 === 0);
    const [alone, beside] = [quantile(each.alone, 0.99), quantile(each.beside, 0.99)];
    place.say(
      `  payments: p99 ${alone.toFixed(1)} ms alone, ${beside.toFixed(1)} ms beside a run of ${each.run.toFixed(1)} s; ` +
        `${each.answered} answered 201, ${each.lost} of them lost`,
    );
    rounds.push(each);
  }
  return figuresOf(rounds, day.rows);
}

/** A gateway of its own, for its books are set back afterwards under nobody who has read them. */
async function oneRound({ database, settings, rows }: Day, place: DayPlace, isAloneFirst: boolean): Promise<Round> {
  await resetDonors(database);
  const before = await recorded(database);
  const gateway = await serveGateway(place.dir, place.stack.kafka.brokers, database);
  let answered = 0;
  let refused = 0;
  const pay = async (worker: number): Promise<void> => {
    try {
      await gateway.pay(worker, Math.floor(Math.random() * donors(rows)));
      answered++;
    } catch {
      refused++;
    }
  };
  const load = async (goesOn: (elapsed: number) => boolean): Promise<Paid> => {
    const refusedBefore = refused;
    const times = await openLoad(RATE, goesOn, pay);
    return { times, refused: refused - refusedBefore };
  };
  const payAlone = (): Promise<Paid> => load((elapsed) => elapsed < ALONE);
  try {
    await closedLoad(WARM_UP.atOnce, pay, { warmUp: 0, measured: WARM_UP.ms }, () => Promise.resolve());
    const first = isAloneFirst ? await payAlone() : undefined;
    const began = performance.now();
    const reconcile = new ReconcileProcess(settings, 'donor');
    let over = NaN;
    const beside = await load(() => {
      if (reconcile.isOver && Number.isNaN(over)) over = performance.now();
      return !reconcile.isOver;
    });
    await reconcile.ended;
    const alone = first ?? (await payAlone());
    const after = await recorded(database);
    const inBooks = Math.min(after.payments - before.payments, after.lines - before.lines, after.drawn - before.drawn);
    return { alone, beside, run: (over - began) / 1000, answered, lost: answered - inBooks };
  } finally {
    await gateway.close();
  }
}

/** Everybody who gives has a wallet besides, so that the very people whose lines are applied pay meanwhile. */
async function giveWallets({ database, rows }: Day): Promise<void> {
  const connection = await openConnection(database);
  const everybody = `FROM seq_0_to_${donors(rows) - 1}`;
  const donor = padded('510000', 'seq');
  const benef = padded(PROVINCE, 'seq');
  const stated = (psnNo: string, region: string): string =>
    `CONCAT('{"psnNo":"',${psnNo},'","name":"n","certType":"01","certNo":"c","insuType":"310","insuAdmdvs":"${region}"}')`;
  await connection.query(
    `INSERT INTO relationship (mulaid_rel_id,role,state,donor_psn_no,benef_psn_no,donor,benef,rel_type,commit_no,commit_time,chnl,estab_time,content_hash)
       SELECT ${padded('100000B', 'seq')},'benef','EFFECTIVE',${donor},${benef},${stated(donor, '510100')},${stated(benef, '440100')},'02','c',1,'1',1,UNHEX(REPEAT('00', 32)) ${everybody}`,
  );
  // Whoever is set back to how it was before the day finds the wallets there, too.
  await connection.query(
    `INSERT INTO bench_limit (mulaid_lmt_id,mulaid_rel_id,state,lmt_amt,set_time)
       SELECT ${padded('100000W', 'seq')},${padded('100000B', 'seq')},'EFFECTIVE',${IN_WALLET},1 ${everybody}`,
  );
  await connection.query('ANALYZE TABLE relationship');
  await connection.end();
}

/** What the books have of payments: settlements, their lines, and what wallets have used, in payments. */
async function recorded(database: DatabaseAddress): Promise<{ payments: number; lines: number; drawn: number }> {
  const connection = await openConnection(database);
  // The bench's own payments have a hyphen in their setl_id; the day's do not.
  const [[row]] = (await connection.query(
    `SELECT (SELECT COUNT(*) FROM usage_record WHERE setl_id LIKE 'S%-%') payments,
            (SELECT COUNT(*) FROM usage_record JOIN usage_line USING (use_id) WHERE setl_id LIKE 'S%-%' AND amt = ${PAID}) \`lines\`,
            (SELECT SUM(used_amt) DIV ${PAID} FROM mulaid_limit WHERE mulaid_lmt_id LIKE '100000W%') drawn`,
  )) as unknown as [[Record<'payments' | 'lines' | 'drawn', string>]];
  await connection.end();
  return { payments: Number(row.payments), lines: Number(row.lines), drawn: Number(row.drawn) };
}

function figuresOf(rounds: readonly Round[], rows: number): Figure[] {
  const bench = 'daily-close';
  const beside = `beside a run of ${rows} rows`;
  const against = (share: number, name: string, goal?: string): Figure => ({
    bench,
    figure: `payments' ${name} ${beside}`,
    value: median(rounds.map((round) => quantile(round.beside, share))),
    unit: 'ms',
    baseline: 'alone',
    ratio: median(rounds.map((round) => quantile(round.beside, share) / quantile(round.alone, share))),
    ...(goal === undefined ? {} : { goal }),
  });
  const sum = (of: (round: Round) => number): number => rounds.reduce((total, round) => total + of(round), 0);
  const counted = (figure: string, value: number, goal: string): Figure => ({
    bench,
    figure,
    value,
    unit: 'payments',
    goal,
  });
  return [
    against(0.5, 'p50'),
    against(0.99, 'p99', '<= 2.5'),
    counted(
      `refused ${beside}`,
      sum((round) => round.beside.refused),
      '<= 0',
    ),
    counted(
      `of ${sum((round) => round.answered)} answered 201 not in the books`,
      sum((round) => round.lost),
      '<= 0',
    ),
  ];
}

function quantile({ times }: Paid, share: number): number {
  return times[Math.floor(times.length * share)] ?? NaN;
}
