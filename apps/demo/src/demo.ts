import type { BookedRelationship } from '../../platform-simulator/src/books';
import type { AppRequest } from '../../platform-simulator/src/establishing';
import type { RefusalCode } from '@libs/mutual-aid';
import { STANDARD, startStack } from '../../development-stack/src/stack';
import type { StackFile } from '../../development-stack/src/stack-files';
import { audit, compareBooks, compareUsage } from './compare-books';
import { clearMonth } from './day/clear-month';
import { beginYesterday, closeDay } from './day/close-day';
import { mendDifferences } from './day/mend-differences';
import { changeTheirMinds, payingOf } from './families';
import { sendOutOfOrder } from './out-of-order';
import { makePeople, seeded, type DemoRow } from './people';
import { Payments, type PaymentFigures } from './payments';
import { DemoProvince } from './province';
import { makeRequests } from './requests';
import { say } from './say';
import { showAnswers, showPayments } from './show-figures';
import { messagesOf, SimulatedPlatform } from './simulated-platform';
import { Stage } from './story/stage';
import { tellStory } from './story/tell-story';

const PEOPLE = 6000;
const REQUESTS = 1500;
const AT_ONCE = 250;
const AHEAD = 150;
/** Asked for before the first payment; they give the speed of the record road alone. */
const FIRST = 700;
const PAYMENTS = 4000;
/** Every refusal that the six messages of this version can meet. */
const EVERY_CODE: readonly RefusalCode[] = [
  ...(['E01', 'E02', 'E03', 'E04', 'E10', 'E11', 'E12', 'E13', 'E14', 'E15', 'E16'] as const),
  ...(['E20', 'E21', 'E22', 'E23', 'E24', 'E25', 'E30', 'E31'] as const),
];

const SETTINGS = { 'waiting_room.timeout': '5s', signature: 'SM2', encryption: 'SM4' };

type Provinces = Readonly<Record<string, DemoProvince>>;

/** What happened while people asked and paid. */
interface Day {
  readonly made: readonly BookedRelationship[];
  readonly payments: PaymentFigures;
  /** Messages answered before the first payment, and in how many seconds. */
  readonly record: { readonly messages: number; readonly seconds: number };
}

/** The main job from end to end, in twelve chapters. Gives whether all of it agrees; the stack is left running. */
export async function demo(dir: string): Promise<boolean> {
  say(
    '\n1. A stack of its own: Apache Kafka, MariaDB, two provinces (440000 广东, 510000 四川), a simulated national platform.',
  );
  say('   Every message is signed (SM2) and its body encrypted (SM4), with keys made for this run.');
  const options = { ...STANDARD, dir, set: SETTINGS };
  const stack = await startStack(options, say);
  const platform = new SimulatedPlatform(stack.platform.url);
  const yesterday = await beginYesterday(platform);
  const random = seeded(20260605);
  const people = { '440000': makePeople('440000', PEOPLE, random), '510000': makePeople('510000', PEOPLE, random) };
  const provinces = await importAll(stack, dir, people);
  const requests = makeRequests(people, REQUESTS, random);
  const { payments, record } = await askAndPay(platform, provinces, requests, random);
  const isAsExpected = await sendWhatNobodySends(
    platform,
    freshDonor(people['440000'], requests),
    people['510000'].at(-15) as DemoRow,
  );
  const books = await platform.books();
  showAnswers(books);
  say(
    `   Speed of the first ${FIRST} requests: ${record.messages} messages in ${record.seconds.toFixed(1)} s, that is`,
  );
  say(
    `   ${Math.round(record.messages / record.seconds)} a second with the platform, two provinces, Kafka and MariaDB on this machine.`,
  );
  showPayments(payments);
  say('\n7. One family, from the first signature on:');
  const [guangdong, sichuan] = Object.values(provinces) as [DemoProvince, DemoProvince];
  const wrong = await tellStory(new Stage(platform, guangdong, sichuan, options));
  await Promise.all(Object.values(provinces).map((province) => province.uploadsAnswered()));
  const isClosed = await closeTheDay(platform, provinces, yesterday);
  const finalBooks = await platform.books();
  const isEqual = (await compareBooks(stack, finalBooks)) && (await compareUsage(stack, platform, finalBooks));
  const isSound = audit(dir, Object.keys(people));
  const unmet = EVERY_CODE.filter((code) => !books.answers.some((each) => each.code === code));
  if (unmet.length > 0) say(`\nCodes that this run should have met and did not: ${unmet.join(' ')}`);
  const isInOrder = isAsExpected && books.contradictions === 0;
  return (
    isClosed &&
    isEqual &&
    isSound &&
    isInOrder &&
    unmet.length === 0 &&
    payments.wrong.length === 0 &&
    wrong.length === 0
  );
}

/** The day, the same with differences, and the month. Gives whether each ended as it must. */
async function closeTheDay(platform: SimulatedPlatform, provinces: Provinces, date: string): Promise<boolean> {
  const isBalanced = await closeDay(platform, provinces, date);
  const areMended = await mendDifferences(platform, provinces, date);
  const isCleared = await clearMonth(platform, provinces, date);
  if (!isBalanced) say('\nThe day did not balance.');
  if (!areMended) say('\nThe differences were not found and mended as they must be.');
  if (!isCleared) say('\nClearing did not come out as it must.');
  return isBalanced && areMended && isCleared;
}

async function importAll(
  stack: StackFile,
  dir: string,
  people: Readonly<Record<string, readonly DemoRow[]>>,
): Promise<Provinces> {
  say(`\n2. ${PEOPLE} insured persons in each province, through the core system's bulk import.`);
  const provinces: Record<string, DemoProvince> = {};
  for (const [province, rows] of Object.entries(people)) {
    const began = performance.now();
    const bureau = await DemoProvince.open(stack, dir, province);
    provinces[province] = bureau;
    await bureau.importPeople(rows);
    say(`   ${province}: ${Math.round(PEOPLE / ((performance.now() - began) / 1000))} persons/s`);
  }
  return provinces;
}

async function askAndPay(
  platform: SimulatedPlatform,
  provinces: Provinces,
  requests: readonly AppRequest[],
  random: () => number,
): Promise<Day> {
  say(
    `\n3. ${REQUESTS} people ask the national app for a relationship. The platform sends M101 to the donor's province, on its`,
  );
  say(
    '   yes M102 to the beneficiary’s, and M103 back where that refuses. One message in ten is sent twice, all are delayed at random.',
  );
  await platform.misbehave({ repeat: 0.1, delay_ms: 20 });
  const began = performance.now();
  const made: BookedRelationship[] = [];
  const establishAll = async (from: number, until: number): Promise<void> => {
    for (; from < until; from += AT_ONCE) {
      made.push(...(await platform.establish(requests.slice(from, Math.min(from + AT_ONCE, until)))));
    }
  };
  await establishAll(0, FIRST);
  const seconds = (performance.now() - began) / 1000;
  const messages = messagesOf(await platform.books());
  say(
    `   With ${FIRST} asked for, ${PAYMENTS} people begin to pay at hospitals, pharmacies and premium counters; meanwhile`,
  );
  say(`   the others ask. Of the last ${AHEAD} one limit each arrives before its relationship, and waits.`);
  const paying = new Payments(provinces, payingOf(made), random).payAll(PAYMENTS);
  await establishAll(FIRST, REQUESTS - AHEAD);
  await platform.misbehave({ repeat: 0.1, delay_ms: 20, reorder: 1 });
  made.push(...(await platform.establish(requests.slice(REQUESTS - AHEAD))));
  say('   Then 300 donors set another limit (M201, M202), 60 take one back (M203), 40 a whole relationship (M103).');
  await changeTheirMinds(made, platform);
  await platform.misbehave({});
  return { made, payments: await paying, record: { messages, seconds } };
}

/** Gives whether each was answered as it must be. */
async function sendWhatNobodySends(platform: SimulatedPlatform, donor: DemoRow, benef: DemoRow): Promise<boolean> {
  say('\n4. What a well-behaved platform would not send:');
  const sent = await sendOutOfOrder((message) => platform.ask(message), donor, benef);
  for (const { what, code, expected } of sent)
    say(`   ${code.padEnd(4)} ${what}${code === expected ? '' : ` — but ${expected} was expected`}`);
  return sent.every(({ code, expected }) => code === expected);
}

/** An employee with an account of whom nobody has asked anything yet. */
function freshDonor(rows: readonly DemoRow[], requests: readonly AppRequest[]): DemoRow {
  const asked = new Set(requests.flatMap(({ donor, benef }) => [donor.psn_no, benef.psn_no]));
  return rows.findLast(
    ({ psn_no, balance, enrolments }) => balance && enrolments[0]?.state === 'ACTIVE' && !asked.has(psn_no),
  ) as DemoRow;
}
