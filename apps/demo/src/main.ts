import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { REFUSAL_TEXT, type RefusalCode } from '@libs/mutual-aid';
import { NODE, PROJECT } from '../../development-stack/src/project';
import { gatewayName, STANDARD, startStack, stopStack } from '../../development-stack/src/stack';
import type { StackFile } from '../../development-stack/src/stack-files';
import type { BookedRelationship } from '../../platform-simulator/src/books';
import type { AppRequest } from '../../platform-simulator/src/platform';
import { sendOutOfOrder } from './out-of-order';
import { makePeople, seeded, type DemoRow } from './people';
import { Payments, type PaymentFigures } from './payments';
import { DemoProvince, totalsOf, usedLimitsOf, type ProvinceTotals, type UsedLimit } from './province';
import { makeRequests } from './requests';

const PEOPLE = 20_000;
const REQUESTS = 5000;
const AT_ONCE = 500;
const AHEAD = 300;
/** Asked for before the first payment; they give the speed of the record road alone. */
const FIRST = 2500;
const PAYMENTS = 20_000;
/** Of the live relationships, those nobody pays from: so that some can still be taken back. */
const LEFT_ALONE = { from: 300, until: 380 };
/** Every refusal that the six messages of this version can meet. */
const EVERY_CODE: readonly RefusalCode[] = [
  ...(['E01', 'E02', 'E03', 'E04', 'E10', 'E11', 'E12', 'E13', 'E14', 'E15', 'E16'] as const),
  ...(['E20', 'E21', 'E22', 'E23', 'E24', 'E25', 'E30', 'E31'] as const),
];
const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface PlatformBooks {
  readonly live: ProvinceTotals[];
  readonly answers: { province: string; infno: string; code: string; count: number }[];
  readonly repeated_answers: number;
  readonly contradictions: number;
  readonly usage: { province: string; role: string; usage_rows: number; reversal_rows: number; used_amt: string }[];
}

async function demo(dir: string): Promise<boolean> {
  say(
    '\n1. A stack of its own: Apache Kafka, MariaDB, two provinces (440000 广东, 510000 四川), a simulated national platform.',
  );
  const set = { 'waiting_room.timeout': '5s' };
  const stack = await startStack({ ...STANDARD, dir, set }, say);
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const answer = await fetch(`${stack.platform.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };

  const random = seeded(20260605);
  const people = { '440000': makePeople('440000', PEOPLE, random), '510000': makePeople('510000', PEOPLE, random) };
  say(`\n2. ${PEOPLE} insured persons in each province, through the core system's bulk import.`);
  const provinces: Record<string, DemoProvince> = {};
  for (const [province, rows] of Object.entries(people)) {
    const began = performance.now();
    const bureau = await DemoProvince.open(stack, dir, province);
    provinces[province] = bureau;
    await bureau.importPeople(rows);
    say(`   ${province}: ${Math.round(PEOPLE / ((performance.now() - began) / 1000))} persons/s`);
  }

  say(
    `\n3. ${REQUESTS} people ask the national app for a relationship. The platform sends M101 to the donor's province, on its`,
  );
  say(
    '   yes M102 to the beneficiary’s, and M103 back where that refuses. One message in ten is sent twice, all are delayed at random.',
  );
  await post('/simulator/misbehaviour', { repeat: 0.1, delay_ms: 20 });
  const requests = makeRequests(people, REQUESTS, random);
  const began = performance.now();
  const made: BookedRelationship[] = [];
  const establish = (some: readonly AppRequest[]) => post<BookedRelationship[]>('/simulator/relationships', some);
  const establishAll = async (from: number, until: number): Promise<void> => {
    for (; from < until; from += AT_ONCE) {
      made.push(...(await establish(requests.slice(from, Math.min(from + AT_ONCE, until)))));
    }
  };
  await establishAll(0, FIRST);
  const seconds = (performance.now() - began) / 1000;
  const inOrder = await booksOf(stack);
  say(
    `   With ${FIRST} asked for, ${PAYMENTS} people begin to pay at hospitals, pharmacies and premium counters; meanwhile`,
  );
  say(`   the others ask. Of the last ${AHEAD} one limit each arrives before its relationship, and waits.`);
  const wallets = liveOf(made).filter((_, index) => index < LEFT_ALONE.from || index >= LEFT_ALONE.until);
  const paying = new Payments(provinces, wallets, random).payAll(PAYMENTS);
  await establishAll(FIRST, REQUESTS - AHEAD);
  await post('/simulator/misbehaviour', { repeat: 0.1, delay_ms: 20, reorder: 1 });
  made.push(...(await establish(requests.slice(REQUESTS - AHEAD))));
  say('   Then 300 donors set another limit (M201, M202), 60 take one back (M203), 40 a whole relationship (M103).');
  await changeTheirMinds(made, post);
  await post('/simulator/misbehaviour', {});
  const payments = await paying;

  say('\n4. What a well-behaved platform would not send:');
  const ask = async (message: object): Promise<string> => {
    const { err_code, infcode } = await post<{ err_code?: string; infcode: string }>('/simulator/messages', message);
    return err_code ?? infcode;
  };
  const outOfOrder = await sendOutOfOrder(
    ask,
    freshDonor(people['440000'], requests),
    people['510000'].at(-15) as DemoRow,
  );
  for (const { what, code, expected } of outOfOrder)
    say(`   ${code.padEnd(4)} ${what}${code === expected ? '' : ` — but ${expected} was expected`}`);

  const books = await booksOf(stack);
  showAnswers(books);
  const measured = messagesOf(inOrder);
  say(`   Speed of the first ${FIRST} requests: ${measured} messages in ${seconds.toFixed(1)} s, that is`);
  say(
    `   ${Math.round(measured / seconds)} a second with the platform, two provinces, Kafka and MariaDB on this machine.`,
  );
  showPayments(payments);
  await tellStory(made, requests, provinces);
  await Promise.all(Object.values(provinces).map((province) => province.uploadsAnswered()));
  const settled = await booksOf(stack);
  const isEqual = (await compareBooks(stack, settled)) && (await compareUsage(stack, settled));
  const isSound = audit(dir, Object.keys(people));
  const unmet = EVERY_CODE.filter((code) => !books.answers.some((each) => each.code === code));
  if (unmet.length > 0) say(`\nCodes that this run should have met and did not: ${unmet.join(' ')}`);
  const isInOrder = outOfOrder.every(({ code, expected }) => code === expected) && books.contradictions === 0;
  return isEqual && isSound && isInOrder && unmet.length === 0 && payments.wrong.length === 0;
}

async function booksOf(stack: StackFile): Promise<PlatformBooks> {
  return (await (await fetch(`${stack.platform.url}/simulator/books`)).json()) as PlatformBooks;
}

function messagesOf({ answers, repeated_answers }: PlatformBooks): number {
  return answers.reduce((sum, each) => sum + each.count, 0) + repeated_answers;
}

function liveOf(made: readonly BookedRelationship[]): BookedRelationship[] {
  return made.filter((each) => each.state === 'EFFECTIVE');
}

/** What families do afterwards: another limit, a limit taken back, a relationship taken back. */
async function changeTheirMinds(
  made: readonly BookedRelationship[],
  post: <T>(path: string, body: unknown) => Promise<T>,
): Promise<void> {
  await Promise.all(
    liveOf(made)
      .slice(0, 400)
      .map(({ mulaid_rel_id, limits }, index) => {
        const path = `/simulator/relationships/${mulaid_rel_id}`;
        if (index < 300) return post(`${path}/limits`, { lmt_amt: '20.00' });
        if (index < 360) return post(`${path}/limits/${limits[0]?.mulaid_lmt_id}/revocation`, {});
        return post(`${path}/revocation`, {});
      }),
  );
}

/** An employee with an account of whom nobody has asked anything yet. */
function freshDonor(rows: readonly DemoRow[], requests: readonly AppRequest[]): DemoRow {
  const asked = new Set(requests.flatMap(({ donor, benef }) => [donor.psn_no, benef.psn_no]));
  return rows.findLast(
    ({ psn_no, balance, enrolments }) => balance && enrolments[0]?.state === 'ACTIVE' && !asked.has(psn_no),
  ) as DemoRow;
}

function showAnswers({ answers, repeated_answers, contradictions }: PlatformBooks): void {
  say('\n5. Confirmations (0) and refusals by code:');
  const codes = [...new Set(answers.map((each) => each.code))].sort();
  const down = answers.filter((each) => !each.infno.startsWith('M4'));
  const lines = [...new Set(down.map((each) => `${each.province} ${each.infno}`))].sort();
  say(`   ${''.padEnd(12)}${codes.map((code) => code.padStart(6)).join('')}`);
  for (const line of lines) {
    const counts = codes.map(
      (code) => answers.find((each) => `${each.province} ${each.infno}` === line && each.code === code)?.count ?? '',
    );
    say(`   ${line.padEnd(12)}${counts.map((count) => String(count).padStart(6)).join('')}`);
  }
  say('   What the codes say to the person at the window:');
  for (const code of codes) if (code !== '0') say(`   ${code}  ${REFUSAL_TEXT[code as RefusalCode]}`);
  say(`   ${repeated_answers} messages came twice; answers that were not the same as the first: ${contradictions}.`);
}

const SCENE_NAMES: Readonly<Record<string, string>> = {
  '1': 'hospital',
  '2': 'pharmacy',
  '3': 'resident premium',
  '4': 'long-term care premium',
};

function showPayments({ scenes, quotes, repeats, reversals, wrong, seconds }: PaymentFigures): void {
  say('\n6. What the wallet paid (yuan):');
  const yuan = (fen: number): string => (fen / 100).toFixed(2).padStart(14);
  say(
    `   ${'scene'.padEnd(24)}${['times', 'refused', 'wallet', 'account', 'cash'].map((each, i) => each.padStart(i < 2 ? 8 : 14)).join('')}`,
  );
  let times = 0;
  for (const [scene, sums] of [...scenes].sort()) {
    const counts = [sums.paid, sums.refused].map((each) => String(each).padStart(8)).join('');
    say(
      `   ${(SCENE_NAMES[scene] ?? scene).padEnd(24)}${counts}${yuan(sums.wallet)}${yuan(sums.account)}${yuan(sums.cash)}`,
    );
    times += sums.paid + sums.refused;
  }
  say(
    `   A premium is paid in full or refused (A10). ${quotes} quotes before, ${repeats} requests sent twice, ${reversals} reversed.`,
  );
  say(
    `   ${times} payments in ${seconds.toFixed(1)} s: ${Math.round(times / seconds)} a second, while relationships were being set up.`,
  );
  if (wrong.length > 0) say(`   Answers that were not what they had to be: ${wrong.length}, the first: ${wrong[0]}`);
}

async function tellStory(
  made: readonly BookedRelationship[],
  requests: readonly AppRequest[],
  provinces: Readonly<Record<string, DemoProvince>>,
): Promise<void> {
  // One of those from whom nobody has paid yet, and who was not taken back.
  const family = liveOf(made).slice(LEFT_ALONE.from, LEFT_ALONE.until);
  const found = family.find(
    (each) => each.limits.length > 1 && each.limits.every(({ state }) => state === 'EFFECTIVE'),
  );
  const request = requests[found === undefined ? -1 : made.indexOf(found)] as
    { donor: { psn_name: string }; benef: { psn_name: string } } | undefined;
  if (found === undefined || request === undefined) return;
  const { donorProvince, benefProvince } = found;
  const [donor, benef] = [request.donor.psn_name, request.benef.psn_name];
  say('\n7. One family:');
  say(
    `   ${donor} is insured in ${donorProvince} and sets ${found.limits.map((each) => each.lmt_amt).join(' and ')} yuan aside for ${benef}`,
  );
  say(
    `   in ${benefProvince}. ${donorProvince} checked the insurance, the letter, the caps and the balance, froze the money (冻结) and`,
  );
  say(`   said yes; then ${benefProvince} recorded it. Today ${benef} is at a hospital with a bill of 60.00.`);
  const bill = {
    setl_id: `DEMO-FAMILY-${Date.now()}`,
    psn_no: found.benef_psn_no,
    scene: '1',
    fixmedins_code: 'H00001',
  };
  const paid = await provinces[benefProvince]?.settle<Record<string, string>>('/usages', {
    ...{ ...bill, pay_amt: '60.00', use_time: new Date().toISOString() },
  });
  const { acct_mulaid_pay, acct_pay, psn_cash_pay } = paid?.body ?? {};
  say(
    `   The window hears: the wallet pays ${acct_mulaid_pay}, the own account ${acct_pay}, cash ${psn_cash_pay}; the platform is told (M411).`,
  );
}

async function compareUsage(stack: StackFile, books: PlatformBooks): Promise<boolean> {
  say('\n   What was used of each limit, by the fen:');
  const there = (await (await fetch(`${stack.platform.url}/simulator/used-limits`)).json()) as (UsedLimit & {
    province: string;
  })[];
  let isEqual = true;
  for (const province of Object.keys(stack.provinces)) {
    const key = ({ mulaid_lmt_id, used_amt, used_cnt }: UsedLimit) => `${mulaid_lmt_id} ${used_amt} ${used_cnt}`;
    const [ours, theirs] = [await usedLimitsOf(stack, province), there.filter((each) => each.province === province)];
    const known = new Set(theirs.map(key));
    const same = ours.length === theirs.length && ours.every((each) => known.has(key(each)));
    isEqual &&= same;
    const rows = books.usage.find((each) => each.province === province && each.role === 'benef');
    say(
      `   ${province}: ${ours.length} limits drawn on, ${rows?.usage_rows ?? 0} usage lines, ${rows?.reversal_rows ?? 0} reversal lines, ${rows?.used_amt ?? '0.00'} yuan: ${same ? 'equal' : 'DIFFERENT'}`,
    );
  }
  return isEqual;
}

async function compareBooks(stack: StackFile, books: PlatformBooks): Promise<boolean> {
  say('\n8. The books side by side (live relationships, their limits, yuan set aside):');
  let isEqual = true;
  for (const province of Object.keys(stack.provinces)) {
    for (const here of await totalsOf(stack, province)) {
      const there = books.live.find((each) => each.province === province && each.role === here.role);
      const show = (sums?: ProvinceTotals) =>
        sums ? `${sums.relationships} / ${sums.limits} / ${sums.lmt_amt}` : 'nothing';
      const same = show(here) === show(there);
      isEqual &&= same;
      say(
        `   ${province} as ${here.role.padEnd(5)}  province ${show(here)}   platform ${show(there)}   ${same ? 'equal' : 'DIFFERENT'}`,
      );
    }
  }
  return isEqual;
}

function audit(dir: string, provinces: readonly string[]): boolean {
  say('\n9. The audit (R31): every limit and every account of both provinces adds up to the fen.');
  return provinces.every((province) => {
    const settings = join(dir, 'gateways', `${gatewayName(province, 1)}.yaml`);
    const main = join(PROJECT, 'dist/apps/reconciler/src/main.js');
    const { status, stdout } = spawnSync(NODE, [main, 'audit', '--settings', settings], {
      cwd: PROJECT,
      encoding: 'utf8',
    });
    const { limits, accounts } = JSON.parse(stdout) as {
      limits: { count: number };
      accounts: { count: number; frozen: string };
    };
    say(
      `   ${province}: ${status === 0 ? 'holds' : 'DOES NOT HOLD'}; ${limits.count} limits, ${accounts.count} accounts, ${accounts.frozen} yuan frozen`,
    );
    return status === 0;
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { keep: { type: 'boolean', default: false }, dir: { type: 'string', default: '.stack-demo' } },
  });
  const dir = resolve(values.dir);
  const end = () => stopStack(dir, { wipe: true });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => void end().then(() => process.exit(1)));
  await end();
  let isGood = false;
  try {
    isGood = await demo(dir);
    say(isGood ? '\nAll of it agrees.' : '\nSomething above does not agree.');
  } finally {
    if (values.keep)
      say(
        `Left running: ${join(dir, 'stack.json')}; a token: npm run -s token -- --dir ${values.dir} --roles operator,window`,
      );
    else await end();
  }
  return isGood ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
