import { limitOf } from './people';
import { newId } from './platform';
import {
  APRIL,
  DAY,
  donor,
  given,
  idOf,
  inDays,
  limitIdOf,
  MARCH,
  MAY,
  of,
  reason,
  received,
  revoked,
  SC,
  set,
  type Situation,
} from './situations';

/** Every code that M103, M201, M202 and M203 can meet, and the situation in which it does. */
export const LIMIT_CASES: readonly Situation[] = [
  ['M103, effective, donor region', '0', async () => of('M103', { ...idOf(await given()), reason })],
  ['M103, effective, beneficiary region', '0', async () => of('M103', { ...idOf(await received()), reason })],
  ['M103 without a reason', 'E01', async () => of('M103', idOf(await given()))],
  ['M103 for another province', 'E03', async () => of('M103', { ...idOf(await given()), reason }, { recv_admdvs: SC })],
  ['M103, final', 'E31', async () => of('M103', { ...idOf(await revoked(given)), reason })],
  ['M103, unknown', 'E30', () => of('M103', { mulaid_rel_id: newId('R'), reason })],

  ['M201, effective', '0', async () => of('M201', set(await given()))],
  ['M201 of nothing', 'E01', async () => of('M201', set(await given(), '0.00'))],
  ['M201 for another province', 'E03', async () => of('M201', set(await given()), { recv_admdvs: SC })],
  [
    'M201 of a known limit, other content',
    'E04',
    async () => {
      const body = await given();
      return of('M201', { ...idOf(body), limit: { ...limitOf('2.00'), mulaid_lmt_id: limitIdOf(body) } });
    },
  ],
  [
    'M201 of a known limit, the same',
    '0',
    async () => {
      const body = await given();
      return of('M201', { ...idOf(body), limit: body.limits[0] });
    },
  ],
  [
    'M201 of a known limit, final',
    'E31',
    async () => {
      const body = await revoked(given);
      return of('M201', { ...idOf(body), limit: body.limits[0] });
    },
  ],
  [
    'M201 of another relationship’s limit',
    'E04',
    async () => of('M201', { ...idOf(await given()), limit: (await given()).limits[0] }),
  ],
  ['M201 held as beneficiary region', 'E10', async () => of('M201', set(await received()))],
  ['M201 below the minimum', 'E20', async () => of('M201', set(await given(), '0.99'))],
  [
    'M201 above the maximum',
    'E21',
    async () => of('M201', set(await given([limitOf('1.00')], await donor('90000.00')), '20000.01')),
  ],
  [
    'M201, a sixth on one day',
    'E22',
    async () => of('M201', set(await given(inDays(5, '1.00', MARCH)), '1.00', MARCH)),
  ],
  [
    'M201, a 21st in a month',
    'E22',
    async () => of('M201', set(await given(inDays(20, '1.00', MARCH)), '1.00', MARCH + 20 * DAY)),
  ],
  [
    'M201, more than 50,000 in a month',
    'E23',
    async () =>
      of('M201', set(await given(inDays(5, '10000.00', MARCH), await donor('90000.00')), '1.00', MARCH + DAY)),
  ],
  [
    'M201, more than 100,000 outstanding',
    'E24',
    async () =>
      of(
        'M201',
        set(
          await given([...inDays(5, '10000.00', MARCH), ...inDays(5, '10000.00', APRIL)], await donor('190000.00')),
          '1.00',
          MAY,
        ),
      ),
  ],
  ['M201 above what is available', 'E25', async () => of('M201', set(await given([limitOf('999.00')]), '1.01'))],
  ['M201, final', 'E31', async () => of('M201', set(await revoked(given)))],
  ['M201, final and too much', 'E21', async () => of('M201', set(await revoked(given), '20000.01'))],
  ['M201, unknown', 'E30', () => of('M201', set({ mulaid_rel_id: newId('R') }))],

  ['M202, effective', '0', async () => of('M202', set(await received()))],
  ['M202, more than any cap', '0', async () => of('M202', set(await received(), '999999.99'))],
  [
    'M202 with a number',
    'E01',
    async () => {
      const message = set(await received());
      return of('M202', { ...message, limit: { ...message.limit, lmt_amt: 1 } });
    },
  ],
  ['M202 for another province', 'E03', async () => of('M202', set(await received()), { recv_admdvs: SC })],
  [
    'M202 of a known limit, other content',
    'E04',
    async () => {
      const body = await received();
      return of('M202', { ...idOf(body), limit: { ...limitOf('2.00'), mulaid_lmt_id: limitIdOf(body) } });
    },
  ],
  [
    'M202 of a known limit, the same',
    '0',
    async () => {
      const body = await received();
      return of('M202', { ...idOf(body), limit: body.limits[0] });
    },
  ],
  [
    'M202 of a known limit, final',
    'E31',
    async () => {
      const body = await revoked(received);
      return of('M202', { ...idOf(body), limit: body.limits[0] });
    },
  ],
  ['M202 held as donor region', 'E11', async () => of('M202', set(await given()))],
  ['M202, final', 'E31', async () => of('M202', set(await revoked(received)))],
  ['M202, unknown', 'E30', () => of('M202', set({ mulaid_rel_id: newId('R') }))],

  [
    'M203, effective',
    '0',
    async () => {
      const body = await given();
      return of('M203', { ...idOf(body), mulaid_lmt_id: limitIdOf(body), reason });
    },
  ],
  [
    'M203, effective, beneficiary region',
    '0',
    async () => {
      const body = await received();
      return of('M203', { ...idOf(body), mulaid_lmt_id: limitIdOf(body), reason });
    },
  ],
  [
    'M203 with a long reason',
    'E01',
    async () => {
      const body = await given();
      return of('M203', { ...idOf(body), mulaid_lmt_id: limitIdOf(body), reason: '长'.repeat(201) });
    },
  ],
  [
    'M203 for another province',
    'E03',
    async () => {
      const body = await given();
      return of('M203', { ...idOf(body), mulaid_lmt_id: limitIdOf(body), reason }, { recv_admdvs: SC });
    },
  ],
  [
    'M203, final',
    'E31',
    async () => {
      const body = await revoked(received);
      return of('M203', { ...idOf(body), mulaid_lmt_id: limitIdOf(body), reason });
    },
  ],
  [
    'M203 of a limit never heard of, final',
    'E31',
    async () => of('M203', { ...idOf(await revoked(given)), mulaid_lmt_id: newId('L'), reason }),
  ],
  [
    'M203 of a limit never heard of',
    'E30',
    async () => of('M203', { ...idOf(await given()), mulaid_lmt_id: newId('L'), reason }),
  ],
  [
    'M203 of another relationship’s limit',
    'E30',
    async () => of('M203', { ...idOf(await given()), mulaid_lmt_id: limitIdOf(await given()), reason }),
  ],
  ['M203, unknown', 'E30', () => of('M203', { mulaid_rel_id: newId('R'), mulaid_lmt_id: newId('L'), reason })],
];
