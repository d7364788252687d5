import type { UploadRow } from '@libs/province-store';
import { Listing } from '../../libs/ledger/src/files/listing';
import { readAndDecide } from '../../libs/ledger/src/files/read-and-decide';
import { FileSet } from '../../libs/ledger/src/files/file-set';
import { Shelf } from '../../libs/ledger/src/files/shelf';

interface Row {
  readonly id: string;
  readonly group: string;
  readonly text: string;
}

const row = (id: string, text = '', group = 'G'): Row => ({ id, group, text });

function shelfOf(...read: Row[]): { shelf: Shelf<Row>; groups: Listing<Row> } {
  const shelf = new Shelf<Row>(({ id }) => id);
  const groups = new Listing<Row>(shelf, ({ group }) => group || undefined);
  for (const { id } of read) shelf.ask(id);
  shelf.take(read);
  return { shelf, groups };
}

describe('a shelf', () => {
  test('says what it knows of a key: the row, that it is absent, or that nobody looked', () => {
    const { shelf } = shelfOf(row('A'));
    shelf.ask('B');
    shelf.take([]);
    expect([shelf.get('A'), shelf.get('B'), shelf.get('C')]).toEqual([row('A'), 'absent', 'unread']);
  });

  test('is asked for a key until it was answered', () => {
    const { shelf } = shelfOf(row('A'));
    shelf.ask('A');
    shelf.ask('B');
    expect([...shelf.asked()]).toEqual(['B']);
  });

  test('knows by itself what is new, what changed and what went', () => {
    const { shelf } = shelfOf(row('A'), row('B'), row('C'));
    shelf.put(row('A', 'changed'));
    shelf.put(row('N', 'new'));
    shelf.put(row('N', 'newer'));
    shelf.amend(row('U', 'known, not read'));
    shelf.remove('C');
    shelf.put(row('M'));
    shelf.remove('M');
    expect(shelf.fresh()).toEqual([row('N', 'newer')]);
    expect(shelf.changed()).toEqual([row('A', 'changed'), row('U', 'known, not read')]);
    expect(shelf.removed()).toEqual(['C']);
    expect([shelf.get('C'), shelf.get('M')]).toEqual(['absent', 'absent']);
  });

  test('begins again from what was read', () => {
    const { shelf, groups } = shelfOf(row('A'));
    shelf.put(row('A', 'changed', 'H'));
    shelf.put(row('N'));
    shelf.restart();
    shelf.listAgain();
    expect([shelf.get('A'), shelf.get('N'), shelf.fresh(), shelf.changed()]).toEqual([row('A'), 'unread', [], []]);
    expect([groups.of('G'), groups.of('H')]).toEqual([[row('A')], []]);
  });
});

test('a listing gives the rows of a group as they are now, in the order in which they came', () => {
  const { shelf, groups } = shelfOf(row('B'), row('A'));
  shelf.put(row('C'));
  shelf.put(row('A', 'changed'));
  shelf.put(row('B', '', 'H'));
  expect(groups.of('G')).toEqual([row('A', 'changed'), row('C')]);
  expect(groups.of('H')).toEqual([row('B', '', 'H')]);
});

test('a batch that never ends asking fails, and holds no locks for ever', () => {
  const files = new FileSet();
  let asked = 0;
  const rounds = readAndDecide(files, () => files.ask('limit', `L${++asked}`));
  const run = () => {
    for (let round = rounds.next(); !round.done;) round = rounds.next({});
  };
  expect(run).toThrow(/still asks for more/);
  expect(asked).toBeLessThan(100);
});

test('what is held back is in the order of recording, also where one of it was asked for by its msgid', () => {
  const upload = (msgid: string): UploadRow => ({
    msgid,
    infno: 'M411',
    recordKey: 'B1',
    body: '{}',
    subject: msgid,
    state: 'HELD',
    tries: 0,
    nextAt: 0,
    createdAt: 0,
  });
  const files = new FileSet();
  files.ask('upload', 'U3');
  files.ask('heldBeside', 'U1');
  files.take({ upload: [upload('U3')], heldBeside: [upload('U2'), upload('U3')] });
  expect(files.heldUnder('B1').map(({ msgid }) => msgid)).toEqual(['U2', 'U3']);
});
