import type { DemoProvince } from '../province';
import { say } from '../say';
import type { SimulatedPlatform } from '../simulated-platform';
import { endedRun, shownRun, type DayOf, type Discrepancy } from './runs';

const DONOR = '440000';
const BENEF = '510000';
/** What the platform's files say otherwise than its books. */
const EDITS = [
  { province: BENEF, role: 'benef', edit: 'leave-out', rows: 1 },
  { province: BENEF, role: 'benef', edit: 'change', rows: 1, set: { amt: '0.01' } },
  { province: DONOR, role: 'donor', edit: 'repeat', rows: 1 },
  { province: DONOR, role: 'donor', edit: 'add', set: { use_id: '510000U-NOBODYS', mulaid_lmt_id: '100000L-NOBODYS' } },
  { province: DONOR, role: 'donor', kind: 'limit', edit: 'change', rows: 1, set: { used_amt: '0.03', used_cnt: '1' } },
];

/**
 * The day once more, with files that are not right: every difference is found, what mends itself does, and two people
 * mend the rest. Gives whether the day ends balanced.
 */
export async function mendDifferences(
  platform: SimulatedPlatform,
  provinces: Readonly<Record<string, DemoProvince>>,
  date: string,
): Promise<boolean> {
  say(
    '\n9. The same day once more, but the platform’s files have five faults: a row is missing, one has another amount,',
  );
  say('   one is there twice, one names a limit that nobody has set, and one limit’s sum is wrong.');
  await platform.post(
    '/simulator/daily-files/edits',
    EDITS.map((each) => ({ ...each, date })),
  );
  const donor = { province: provinces[DONOR] as DemoProvince, role: 'donor', date } as const;
  const benef = { province: provinces[BENEF] as DemoProvince, role: 'benef', date } as const;
  const found = [...(await runAgain(DONOR, donor, 2)), ...(await runAgain(BENEF, benef, 2))];
  for (const { kind, amt_here = '–', amt_there = '–', status, mulaid_lmt_id, use_id } of found)
    say(
      `     ${kind.padEnd(14)} here ${amt_here.padStart(8)}  there ${amt_there.padStart(8)}  ${status.padEnd(8)} ${use_id ?? `limit ${mulaid_lmt_id}`}`,
    );
  say('   No row with a difference was applied. What was missing at the platform has been uploaded again by itself.');
  const areTwo = await byTwoPeople(benef, found);
  say('   The platform has put its files right (M501 again); the day is compared once more:');
  await platform.post('/simulator/daily-files/edits', []);
  await platform.post(`/simulator/days/${date}/notices`, {});
  const ends = [await endedRun(donor, 3), await endedRun(benef, 3)];
  ends.forEach((run, index) => say(shownRun(index === 0 ? DONOR : BENEF, run)));
  return found.length === EDITS.length && areTwo && ends.every(({ state }) => state === 'BALANCED');
}

async function runAgain(code: string, of: DayOf, runNo: number): Promise<readonly Discrepancy[]> {
  await of.province.post(`/reconciliations/${of.date}/${of.role}/runs`, {});
  const run = await endedRun(of, runNo);
  say(shownRun(code, run));
  return run.discrepancies.items;
}

/** One operator proposes, may not approve it herself, and another carries it out. */
async function byTwoPeople({ province }: DayOf, found: readonly Discrepancy[]): Promise<boolean> {
  const other = found.find(
    ({ kind, use_id, amt_there }) => kind === 'AMOUNT_DIFFERS' && use_id && amt_there === '0.01',
  );
  if (other === undefined) return false;
  const path = `/discrepancies/${other.id}`;
  const [li, zhang] = [await province.as('li.na'), await province.as('zhang.wei')];
  const proposal = { action: 'UPLOAD_AGAIN', note: '平台文件金额与本省不符，重新上传本省明细' };
  const proposed = await li.post<Discrepancy>(`${path}/proposals`, proposal);
  const herself = await li.post(`${path}/approval`, {});
  const approved = await zhang.post<Discrepancy>(`${path}/approval`, {});
  say(
    `   The row with another amount waits for people. Li Na proposes to upload our line again (${proposed.status}, ${proposed.body.status});`,
  );
  say(
    `   she may not approve that herself (${herself.status}); Zhang Wei does (${approved.status}, ${approved.body.status}).`,
  );
  await province.uploadsAnswered();
  return proposed.status === 201 && herself.status === 403 && approved.status < 300;
}
