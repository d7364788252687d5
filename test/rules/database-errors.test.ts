import { DATABASE_ERRORS } from '../../libs/ledger/src/road/database-errors';
import { isPassing, troubleOf } from '../../libs/ledger/src/road/transient';

/** An error as mysql2 makes it of what the server says. */
const saidByServer = (errno: number, sqlState = 'HY000') => Object.assign(new Error('text'), { errno, sqlState });
const ofDriver = (code: string, fatal?: boolean) => Object.assign(new Error('text'), { code, fatal });

test('the table has each number once', () => {
  const numbers = DATABASE_ERRORS.map(([errno]) => errno);
  expect(numbers).toEqual([...new Set(numbers)]);
});

test.each([
  ...[1045, 1047, 1030, 1180, 1203, 1226, 1969, 1205, 1213, 1040, 1053, 1290],
  ...[9001, 9002, 9003, 9004, 9005, 9007, 8002, 8022, 8028, 4012, 4038, 6002, 6210],
])('%i says nothing of what was asked: it is tried again', (errno) => {
  expect(isPassing(saidByServer(errno))).toBe(true);
});

test.each<[string, unknown, ReturnType<typeof troubleOf>]>([
  ['too many connections', saidByServer(1040, '08004'), 'unreachable'],
  ['a password that is another for a while', saidByServer(1045, '28000'), 'unreachable'],
  ['max_user_connections', saidByServer(1226, '42000'), 'unreachable'],
  ['a deadlock', saidByServer(1213, '40001'), 'conflict'],
  ['a lock that is held', saidByServer(1205), 'conflict'],
  ['another transaction was first (TiDB)', saidByServer(9007), 'conflict'],
  ['a region that is away (TiDB)', saidByServer(9005), 'unreachable'],
  ['a key that is taken', saidByServer(1062, '23000'), 'duplicate'],
  ['a value that does not fit', saidByServer(1264, '22003'), 'refused'],
  ['a CHECK', saidByServer(4025, '23000'), 'refused'],
  ['a statement that cannot be read', saidByServer(1064, '42000'), 'refused'],
  ['an unknown number of a class of rollbacks', saidByServer(7777, '40001'), 'conflict'],
  ['an unknown number of a class of connections', saidByServer(7777, '08S01'), 'unreachable'],
  ['an unknown number of a class of operators', saidByServer(7777, '57P01'), 'unreachable'],
  ['an unknown number of another class', saidByServer(7777, '42000'), 'refused'],
  ['a connection that the server closed', ofDriver('PROTOCOL_CONNECTION_LOST', true), 'unreachable'],
  ['a port where nobody listens', ofDriver('ECONNREFUSED'), 'unreachable'],
  ['a name that is not resolved', ofDriver('ENOTFOUND'), 'unreachable'],
  ['what the program did wrong', new TypeError('undefined is not a function'), 'refused'],
  ['no error at all', 'text', 'refused'],
])('%s', (_, error, trouble) => expect(troubleOf(error)).toBe(trouble));
