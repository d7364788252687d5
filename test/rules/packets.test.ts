import { packetsOf, statementsFor } from '../../libs/ledger/src/files/packets';

const MIB = 1024 * 1024;
const write = (rows: readonly string[]) => (rows.length === 0 ? '' : `${rows.join()};`);

test.each([
  ['none', [], 1],
  ['small ones', ['a', 'b', 'c'], 1],
  ['two that fill a packet', ['a'.repeat(2 * MIB), 'b'.repeat(2 * MIB - 2)], 1],
  ['two that are a character too many', ['a'.repeat(2 * MIB), 'b'.repeat(2 * MIB - 1)], 2],
  ['one larger than a packet', ['a'.repeat(9 * MIB)], 1],
  ['many large ones', Array.from({ length: 10 }, (_, index) => `${index}`.repeat(3 * MIB)), 10],
])('rows are written by as few statements as packets allow: %s', (_case, rows, statements) => {
  const written = statementsFor(rows, write);
  expect(written).toHaveLength(statements);
  expect(written.join('').replaceAll(';', ',') === write(rows).replaceAll(';', ',')).toBe(true);
});

test('statements keep their order, and a packet takes as many as fit', () => {
  const statements = ['a', 'b'.repeat(4 * MIB), 'c', 'd'.repeat(3 * MIB), 'e'.repeat(MIB - 1), 'f'];
  const packets = packetsOf(statements);
  expect(packets.map((packet) => packet.length)).toEqual([1, 4 * MIB, 4 * MIB, 1]);
  expect(packets.join('') === statements.join('')).toBe(true);
  expect(packetsOf(['COMMIT'])).toEqual(['COMMIT']);
});
