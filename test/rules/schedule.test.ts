import { daysBetween, lastScheduledDay } from '../../apps/reconciler/src/schedule';
import { Progress, progressLine } from '../../apps/reconciler/src/watching/progress';

test.each([
  ['2026-11-28T02:30:00.000+08:00', '02:30', 20261127],
  ['2026-11-28T02:29:59.999+08:00', '02:30', 20261126],
  ['2026-11-28T23:59:59.999+08:00', '02:30', 20261127],
  ['2026-11-28T00:00:00.000+08:00', '00:00', 20261127],
  ['2026-11-27T16:00:00.000Z', '00:00', 20261127],
  ['2027-01-01T02:31:00.000+08:00', '02:30', 20261231],
  ['2027-01-01T01:00:00.000+08:00', '02:30', 20261230],
  ['2028-03-01T03:00:00.000+08:00', '02:30', 20280229],
])('at %s, with the schedule at %s, the latest day is %d', (now, at, day) => {
  expect(lastScheduledDay(Date.parse(now), at)).toBe(day);
});

test('missed days come the oldest first, in both roles, over the end of a month and a year', () => {
  expect(daysBetween(20261230, 20270101).map(({ day, role }) => `${day} ${role}`)).toEqual([
    '20261230 donor',
    '20261230 benef',
    '20261231 donor',
    '20261231 benef',
    '20270101 donor',
    '20270101 benef',
  ]);
  expect(daysBetween(20270102, 20270101)).toEqual([]);
});

test('progress tells rows, their rate of late and the time left', () => {
  let now = 0;
  const run = { day: 20261124, role: 'donor', runNo: 2, state: 'RUNNING', cause: 'M501' } as const;
  const full = { ...run, startedAt: 0, dueAt: 0, stage: '', rowsDone: 0, rowsAll: 0 };
  const progress = new Progress(full, () => now);
  progress.enter('apply', 1000, 100);
  expect(progress.look()).toEqual({ stage: 'apply', rowsDone: 100, rowsAll: 1000, rate: 0, left: undefined });
  now = 2000;
  progress.did(300);
  expect(progressLine(full, progress.look())).toBe('2026-11-24 donor run 2: apply 400/1000 rows, 150 rows/s, 4 s left');
});
