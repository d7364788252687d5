import { Writable } from 'node:stream';
import { pino } from 'pino';
import { LineLimit } from '@libs/operations';
import { Outage } from '../../libs/operations/src/outage';
import { reasonOf } from '../../libs/operations/src/reasons';
import { Repeats } from '../../libs/operations/src/repeats';

const MINUTES = 60_000;

/** An outage with its clock, and what it wrote. */
function watched() {
  const lines: { level: number; msg: string; seconds: number; who?: string; reason?: string }[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      lines.push(JSON.parse(chunk.toString()) as (typeof lines)[number]);
      done();
    },
  });
  const clock = { ms: 0 };
  return { lines, clock, outage: new Outage(pino({ level: 'info' }, stream), 'the database', () => clock.ms) };
}

test('an outage has one line at its start, with the reason, and one at its end, with how long', () => {
  const { lines, clock, outage } = watched();
  outage.isOver('lane 1');
  for (; clock.ms < 90_000; clock.ms += 100) outage.broke(new Error(`refused ${clock.ms}`), 'lane 1');
  outage.isOver('lane 1');
  outage.isOver('lane 1');
  expect(lines).toMatchObject([
    { level: 40, msg: 'not served by the database', who: 'lane 1', reason: 'refused 0' },
    { level: 30, msg: 'served again by the database', seconds: 90 },
  ]);
  expect(lines).toHaveLength(2);
});

test('it is over when each of those that noticed it is served again', () => {
  const { lines, clock, outage } = watched();
  outage.broke(new Error('gone'), 'lane 1');
  outage.broke(new Error('gone'), 'relay');
  outage.isOver('lane 1');
  outage.isOver('sweep');
  expect(lines).toHaveLength(1);
  clock.ms = 1500;
  outage.isOver('relay');
  expect(lines.at(-1)).toMatchObject({ level: 30, seconds: 1.5 });
});

test('while it lasts there is a reminder every five minutes', () => {
  const { lines, clock, outage } = watched();
  for (; clock.ms <= 11 * MINUTES; clock.ms += 1000) outage.broke('gone');
  expect(lines.map(({ seconds }) => seconds)).toEqual([0, 300, 600]);
});

test('what is said again and again is told once in five minutes, with how often it was left out', () => {
  const clock = { ms: 0 };
  const repeats = new Repeats(() => clock.ms);
  expect(repeats.leftOut('a')).toBe(0);
  expect(repeats.leftOut('a')).toBeUndefined();
  expect(repeats.leftOut('b')).toBe(0);
  clock.ms = 5 * MINUTES;
  expect(repeats.leftOut('a')).toBe(1);
  for (let i = 0; i < 100_000; i++) repeats.leftOut(`line ${i}`);
  expect(repeats.leftOut('a')).toBe(0);
});

test.each([
  [1062, "Duplicate entry '44010619900101123X' for key 'certno'", "Duplicate entry '…'"],
  [
    1366,
    "Incorrect string value: '欧阳' for column `x`.`name` at row 1",
    "Incorrect string value: '…' for column `x`.`name` at row 1",
  ],
  [1064, "You have an error near 'O'Neill,\n'44'' at line 1", "You have an error near '…' at line 1"],
  [1146, "Table 'x.upload' doesn't exist", "Table 'x.upload' doesn't exist"],
])('what the database quotes of people is not in a reason: error %d', (errno, message, reason) => {
  expect(reasonOf(Object.assign(new Error(message), { errno }))).toBe(reason);
});

test('so many lines a minute go through, and the next minute tells how many did not', () => {
  const clock = { ms: 0 };
  const limit = new LineLimit(3, () => clock.ms);
  const told = () => Array.from({ length: 5 }, () => limit.leftOut());
  expect(told()).toEqual([0, 0, 0, undefined, undefined]);
  clock.ms = MINUTES - 1;
  expect(limit.leftOut()).toBeUndefined();
  clock.ms = MINUTES;
  expect(told()).toEqual([3, 0, 0, undefined, undefined]);
});
