import { periodsOf } from '../../libs/mutual-aid/src/periods';

test.each([
  ['the last ms of a day', '2026-11-23T15:59:59.999Z', { day: 20261123, month: 202611, year: 2026 }],
  ['the first ms of the next', '2026-11-23T16:00:00.000Z', { day: 20261124, month: 202611, year: 2026 }],
  ['the last ms of a year', '2026-12-31T15:59:59.999Z', { day: 20261231, month: 202612, year: 2026 }],
  ['the first ms of the next year', '2026-12-31T16:00:00.000Z', { day: 20270101, month: 202701, year: 2027 }],
  ['a leap day', '2028-02-28T16:00:00.000Z', { day: 20280229, month: 202802, year: 2028 }],
])('periods in UTC+8: %s', (_name, instant, periods) => {
  expect(periodsOf(Date.parse(instant))).toEqual(periods);
});
