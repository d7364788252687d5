import { sql } from '../support/database';
import { OwnStack } from '../support/own-stack';
import { register, someone } from '../support/people';
import { newId } from '../support/platform';
import { request, stack, tokenOf } from '../support/stack';
import { settle, usageOf } from '../support/wallets';

const SC = '510000';
const own = new OwnStack({ provinces: [SC] });
let payer: string;

beforeAll(async () => {
  await own.start();
  payer = (await register(SC, someone(SC), '100000.00')).psn_no;
  await paymentsMedian();
});
afterAll(() => own.wipe());

const urlOf = () => stack.provinces[SC]?.gateways[0]?.url ?? '';
const PAYMENTS = 40;

/** Payments one after the other; the middle one's time, ms. */
async function paymentsMedian(): Promise<number> {
  const took: number[] = [];
  for (let payment = 0; payment < PAYMENTS; payment++) {
    const began = performance.now();
    expect((await settle(SC, '/usages', usageOf(payer, '1.00'))).status).toBe(201);
    took.push(performance.now() - began);
  }
  return took.sort((a, b) => a - b)[PAYMENTS / 2] ?? 0;
}

/** How many times as long payments take while `clients` do something without a pause; each rejects where it fails. */
async function timesAsLong(what: string, clients: number, work: () => Promise<void>): Promise<number> {
  const alone = await paymentsMedian();
  let isOver = false;
  const working = Array.from({ length: clients }, async () => {
    while (!isOver) await work();
  });
  const beside = await paymentsMedian().finally(() => (isOver = true));
  await Promise.all(working);
  process.stderr.write(`payments: median ${alone.toFixed(1)} ms, beside ${what} ${beside.toFixed(1)} ms\n`);
  return beside / alone;
}

async function asked(path: string): Promise<void> {
  const answer = await fetch(`${urlOf()}${path}`);
  await answer.text();
  expect(answer.status).toBe(200);
}

test('twelve imports at once leave payments their way', async () => {
  const { insutype, ...person } = someone(SC);
  const enrolments = [{ insutype, state: 'ACTIVE' }];
  const token = await tokenOf(['core'], SC);
  const times = await timesAsLong('twelve imports', 12, async () => {
    const run = newId('I');
    const lines = Array.from({ length: 3000 }, (_, line) =>
      JSON.stringify({ ...person, psn_no: `${run}-${line}`, enrolments, balance: '100.00' }),
    );
    const sent = { token, raw: lines.join('\n'), type: 'application/x-ndjson' };
    const answer = await request(SC, 'POST', '/api/v1/insured-persons/import', sent);
    expect([200, 503]).toContain(answer.status);
  });
  expect(times).toBeLessThan(40);
});

describe('with 400,000 uploads that are not answered', () => {
  beforeAll(async () => {
    const later = Date.now() + 30 * 86_400_000;
    await sql(
      SC,
      `INSERT INTO upload (msgid, infno, record_key, body, subject, state, tries, next_at, created_at)
       SELECT CONCAT('U', seq), 'M411', 'R', '{}', CONCAT('S', seq), 'PENDING', 1, ${later}, ${Date.now()} FROM seq_1_to_400000`,
    );
  });

  test('a scrape costs the database no query', async () => {
    const counted = async (): Promise<number> => {
      const [row] = await sql(
        SC,
        `SELECT COUNT(*) AS count FROM mysql.general_log WHERE argument LIKE '%AS letters%' AND argument NOT LIKE '%general_log%'`,
      );
      return Number(row?.['count']);
    };
    await sql(SC, "SET GLOBAL log_output = 'TABLE', general_log = ON");
    try {
      for (let scrape = 0; scrape < 30; scrape++) await asked('/metrics');
      // It is asked for now and then all the same.
      expect(await counted()).toBeLessThan(15);
    } finally {
      await sql(SC, 'SET GLOBAL general_log = OFF');
    }
  });

  test('sixty clients that ask what needs no token, without a pause, leave payments their way', async () => {
    const paths = ['/metrics', '/health/ready', '/health/live'];
    let turn = 0;
    const times = await timesAsLong('sixty clients', 60, () => asked(paths[turn++ % paths.length] ?? ''));
    expect(times).toBeLessThan(30);
  });
});
