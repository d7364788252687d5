import { contentHashOf, fen, type PlatformOrder } from '@libs/mutual-aid';
import { TABLES, type WaitingMessage } from '@libs/province-store';
import { waitingOf } from '../../libs/province-store/src/rows/waiting-rows';
import { settings, terms } from '../support/pure-people';
import { establishment } from '../support/pure-people';

const HASH = contentHashOf('0a'.repeat(32));

/** What comes back from the columns that an INSERT wrote. */
function revived(order: PlatformOrder): PlatformOrder | undefined {
  const message: WaitingMessage = {
    key: 'M1',
    refMsgid: 'M1',
    contentHash: HASH,
    relationshipId: 'R1',
    infno: order.infno,
    order,
    arrivedAt: 1,
  };
  const sql = TABLES.waiting.insert([message]);
  const body = /,'M\d{3}','((?:[^'\\]|\\.)*)',1,NULL/s.exec(sql)?.[1]?.replace(/\\(.)/gs, '$1') ?? '';
  return waitingOf(['M1', 'M1', Buffer.from('0a'.repeat(32), 'hex'), 'R1', null, order.infno, body, '1']).order;
}

describe('what waited comes back as it was', () => {
  test.each<PlatformOrder>([
    { infno: 'M101', body: establishment({ limits: settings(['10.00', '9999999999999.99']) }) },
    { infno: 'M201', body: { relationshipId: 'R1', limit: terms('0.01') } },
    { infno: 'M203', body: { relationshipId: 'R1', limitId: 'L1', reason: '它说 "不"，\\ 与 \'引号\'' } },
  ])('$infno', (order) => {
    expect(revived(order)).toEqual(order);
  });

  test('fen under any name, not only the amount of a limit', () => {
    const figures = { used: fen(12n), returned: fen(0n), lines: [{ share: fen(3n), amount: '5' }] };
    const order = { infno: 'M103', body: { relationshipId: 'R1', reason: 'x', figures } } as PlatformOrder;
    const back = revived(order) as { body: { figures?: { used: unknown; lines: { share: unknown }[] } } };
    expect(back.body.figures).toMatchObject({ used: 12n, returned: 0n, lines: [{ share: 3n }] });
  });

  test('what a version before the mark had kept is still read', () => {
    const body = '{"relationshipId":"R1","limit":{"limitId":"L1","amount":"100","setTime":1}}';
    const row = ['M1', 'M1', Buffer.from('0a'.repeat(32), 'hex'), 'R1', null, 'M201', body, '1'];
    expect(waitingOf(row).order?.body).toMatchObject({ limit: { amount: 100n } });
  });
});
