import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StatedLine } from '@libs/mutual-aid';
import { applyDay } from '../../apps/reconciler/src/applying/apply-day';
import { InFlight } from '../../apps/reconciler/src/applying/in-flight';
import { donorLines, rowsOf } from '../../apps/reconciler/src/applying/planned-lines';
import type { Command } from '../../libs/ledger/src/commands/command';
import type { Outcome } from '../../libs/ledger/src/commands/outcome';
import { DonorProvince, line, reversalOf } from '../support/applied-lines';
import { ownFolders } from '../support/day-files';
import { DONOR, NOON, UNCAPPED, UPLOADS } from '../support/pure-people';

const newFolder = ownFolders();
const CONTEXT = { now: NOON, policies: UNCAPPED, waitingTimeout: 1, uploads: UPLOADS };

function planRow(each: StatedLine, seq: number, psnNo = DONOR.psnNo): string {
  const ids = [each.useId, each.lineNo, each.originalUseId ?? '', each.relationshipId, each.limitId];
  return [psnNo, seq, ...ids, each.amount, each.useTime, each.uploadTime].join('\t');
}

/** Applies a plan through the ledger's own code; gives how many rows were done, and `refused.tsv`. */
async function apply(donor: DonorProvince, plan: readonly string[], confirm: readonly string[] = []) {
  const folder = newFolder();
  writeFileSync(join(folder, 'apply.tsv'), plan.map((row) => `${row}\n`).join(''));
  if (confirm.length > 0) writeFileSync(join(folder, 'confirm.tsv'), confirm.map((row) => `${row}\n`).join(''));
  const { province } = donor;
  const run = (commands: readonly Command[]): Outcome[] => [...province.run(commands, CONTEXT).outcomes];
  let done = 0;
  await applyDay(folder, {
    ledger: {
      submit: (command) => Promise.resolve(run([command])[0] as never),
      submitAll: (commands) => Promise.resolve(run(commands)),
    },
    donorsWithUnapplied: (after) =>
      Promise.resolve(
        [...new Set([...province.unappliedLines.values()].map(({ psnNo }) => psnNo))].filter((each) => each > after),
      ),
    did: (rows) => (done += rows),
    signal: new AbortController().signal,
  });
  expect(existsSync(join(folder, 'open.tsv'))).toBe(false);
  return { done, refused: readFileSync(join(folder, 'refused.tsv'), 'utf8') };
}

test('what cannot be applied is told by its kind at the end of the run; all else is applied', async () => {
  const donor = new DonorProvince();
  const usage = line('U1', 1000);
  const unlike = { ...reversalOf(usage, 'R1'), amount: line('', 999).amount };
  const plan = [
    planRow(unlike, 0),
    planRow(line('U2', 9500), 1),
    planRow(usage, 2),
    planRow(line('U3', 1, { limitId: 'nowhere' }), 3),
    planRow(reversalOf(line('nobody', 5), 'R4'), 4),
  ];
  const { done, refused } = await apply(donor, plan);
  expect(done).toBe(5);
  // U2 came first and fits; U1 and what reverses it do not any more.
  expect(refused.split('\n').sort()).toEqual(
    ['', '0\tAMOUNT_DIFFERS\t1000', '2\tOVER_LIMIT\t', '3\tUNKNOWN_LIMIT\t', '4\tMISSING_HERE\t'].sort(),
  );
  expect([...donor.province.appliedLines.keys()]).toEqual(['U2 1']);
});

test('what waits of an earlier day is tried, also for a donor of whom the day has nothing', async () => {
  const donor = new DonorProvince();
  donor.apply([reversalOf(line('U1', 1000), 'R1')]);
  expect(donor.province.unappliedLines.size).toBe(1);
  const { refused } = await apply(donor, [planRow(line('U1', 1000), 7)]);
  expect(refused).toBe('');
  expect([...donor.province.appliedLines.keys()].sort()).toEqual(['R1 1', 'U1 1']);
  const other = new DonorProvince({}, { state: 'REFUSED' });
  other.apply([line('U5', 1000)]);
  const limit = other.province.limits.get('L1');
  if (limit) other.province.limits.set('L1', { ...limit, state: 'EFFECTIVE' });
  await apply(other, []);
  expect([...other.province.appliedLines.keys()]).toEqual(['U5 1']);
});

test('a limit file confirms what is PENDING', async () => {
  const donor = new DonorProvince({ state: 'PENDING' }, { state: 'PENDING' });
  await apply(donor, [], ['R1\tL1', 'R1\tL1', 'R9\tL9']);
  const { relationships, limits } = donor.province;
  expect([relationships.get('R1')?.state, limits.get('L1')?.state, limits.get('L3')?.state]).toEqual([
    'EFFECTIVE',
    'EFFECTIVE',
    'PENDING',
  ]);
});

test('a plan is read donor by donor, at most so many lines at a time, however its pieces fall', async () => {
  const file = join(newFolder(), 'apply.tsv');
  const rows = Array.from({ length: 3000 }, (_, index) => planRow(line(`U${index}`, 1), index, `D${index >> 3}`));
  writeFileSync(file, `${rows.join('\n')}\n`);
  const read: string[] = [];
  let last = '';
  for await (const { psnNo, lines, rows: some } of donorLines(file, 5)) {
    expect(lines).toHaveLength(some.length);
    expect([5, 3]).toContain(lines.length);
    if (lines.length === 3) expect(psnNo).toBe(last);
    last = psnNo;
    read.push(...some);
  }
  expect(read).toEqual(rows);
  const none: string[][] = [];
  for await (const some of rowsOf(join(newFolder(), 'not-there.tsv'))) none.push(some);
  expect(none).toEqual([]);
});

test('so much is under way at a time; what fails is told, once all has ended', async () => {
  const flight = new InFlight(10);
  let under = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++under);
    await new Promise((resolve) => setImmediate(resolve));
    under--;
  };
  for (let index = 0; index < 20; index++) await flight.begin(4, work);
  await flight.end();
  expect([most, under]).toEqual([2, 0]);
  await flight.begin(4, () => Promise.reject(new Error('no')));
  await expect(flight.end()).rejects.toThrow('no');
  await expect(flight.begin(4, work)).rejects.toThrow('no');
});
