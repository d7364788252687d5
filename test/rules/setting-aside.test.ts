import { readRecord } from '@libs/national-platform';
import fc from 'fast-check';
import { commandOf } from '../../apps/gateway/src/kafka/command-of';
import { cut } from '../../libs/province-store/src/sql-text';
import { envelope, M101 } from '../support/wire-bodies';

const ORIGIN = { origin: 'down/0/7', topic: 'down' };
const failing = (): never => {
  throw new Error('a fault of ours');
};

test.each<[string, Buffer | null, object]>([
  [
    'with a msgid it is E99 and a dead letter',
    Buffer.from(JSON.stringify(envelope('M101', M101))),
    { kind: 'verdict', msgid: '100000202606101200000000000001', verdict: { code: 'E99', stored: false } },
  ],
  ['without one it is a dead letter', Buffer.from('{}'), { kind: 'dead-letter', origin: { origin: 'down/0/7' } }],
  ['so is a tombstone', null, { kind: 'dead-letter', origin: { record: null } }],
])('should reading fail all the same: %s', (_case, record, command) => {
  const told: unknown[] = [];
  expect(commandOf({ ...ORIGIN, record }, failing, (error) => told.push(error))).toMatchObject(command);
  expect(told).toEqual([new Error('a fault of ours')]);
});

test('what is read is taken as it was read, and nothing is told', () => {
  const record = Buffer.from(JSON.stringify(envelope('M101', M101)));
  const origin = { ...ORIGIN, record };
  expect(commandOf(origin, (value) => readRecord(value, '440000'), failing)).toEqual({
    ...readRecord(record, '440000'),
    origin,
  });
});

test('text is cut by code points: never longer than the column, never in half a pair', () => {
  const property = fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (value, most) => {
    const kept = cut(value, most);
    expect(kept).toBe([...value].slice(0, most).join(''));
    expect(kept.isWellFormed()).toBe(true);
  });
  fc.assert(property, { numRuns: 3000 });
});
