import { establishment, limitOf, register, someone } from './people';
import { timeText } from './platform';
import {
  APRIL,
  benef,
  DAY,
  donor,
  GD,
  given,
  inDays,
  MARCH,
  MAY,
  of,
  received,
  revoked,
  SC,
  type Situation,
  there,
} from './situations';

/** Every code that M101 can meet, and the situation in which it does. */
export const DONOR_CASES: readonly Situation[] = [
  ['M101', '0', async () => of('M101', establishment(await donor(), there()))],
  [
    'M101 with 20 limits',
    '0',
    async () => of('M101', establishment(await donor(), there(), inDays(20, '1.00', MARCH))),
  ],
  ['M101 without a limit', 'E01', async () => of('M101', establishment(await donor(), there(), []))],
  [
    'M101 encrypted',
    'E02',
    async () =>
      of('M101', establishment(await donor(), there()), { enctype: 'SM4', enc_input: 'AAAA', input: undefined }),
  ],
  [
    'M101 for another province',
    'E03',
    async () => of('M101', establishment(await donor(), there()), { recv_admdvs: SC }),
  ],
  ['M101 of a known id, other content', 'E04', async () => of('M101', { ...(await given()), rel_type: '01' })],
  [
    'M101 with a limit known elsewhere',
    'E04',
    async () => of('M101', establishment(await donor(), there(), (await given()).limits)),
  ],
  ['M101 of a known id, the same', '0', async () => of('M101', await given())],
  ['M101 of a known id, final', 'E31', async () => of('M101', await revoked(given))],
  ['M101 of a revoked one, other content', 'E04', async () => of('M101', { ...(await revoked(given)), chnl: '2' })],
  ['M101 held as beneficiary region', 'E10', async () => of('M101', await received())],
  ['M101 of an unknown donor', 'E10', () => of('M101', establishment(someone(GD), there()))],
  [
    'M101 of a donor with 390 only',
    'E10',
    async () => of('M101', establishment({ ...(await benef()), insutype: '310' }, there())),
  ],
  ['M101 stating 390', 'E10', async () => of('M101', establishment(await benef(), there()))],
  [
    'M101, kinship not allowed here',
    'E12',
    async () => of('M101', establishment(await donor(), there(), undefined, { rel_type: '04' })),
  ],
  [
    'M101 to oneself',
    'E13',
    async () => {
      const own = await donor();
      return of('M101', establishment(own, { ...there(), psn_no: own.psn_no }));
    },
  ],
  ['M101 within the province', 'E14', async () => of('M101', establishment(await donor(), someone(GD)))],
  [
    'M101 without a letter',
    'E15',
    async () => of('M101', establishment(await donor(), there(), undefined, { commit_no: undefined })),
  ],
  [
    'M101, letter six minutes ahead',
    'E15',
    async () =>
      of('M101', establishment(await donor(), there(), undefined, { commit_time: timeText(Date.now() + 6 * 60_000) })),
  ],
  [
    'M101, letter four minutes ahead',
    '0',
    async () =>
      of('M101', establishment(await donor(), there(), undefined, { commit_time: timeText(Date.now() + 4 * 60_000) })),
  ],
  [
    'M101 of a live pair',
    'E16',
    async () => {
      const { donor: own, benef: other } = await given();
      return of('M101', establishment(own, other));
    },
  ],
  [
    'M101 of a pair that was revoked',
    '0',
    async () => {
      const { donor: own, benef: other } = await revoked(given);
      return of('M101', establishment(own, other));
    },
  ],
  ['M101 below the minimum', 'E20', async () => of('M101', establishment(await donor(), there(), [limitOf('0.99')]))],
  [
    'M101 above the maximum',
    'E21',
    async () => of('M101', establishment(await donor('90000.00'), there(), [limitOf('20000.01')])),
  ],
  [
    'M101, a sixth on one day',
    'E22',
    async () =>
      of('M101', establishment(await donor(), there(), inDays(5, '1.00', MARCH).concat(limitOf('1.00', MARCH)))),
  ],
  [
    'M101, more than 50,000 in a month',
    'E23',
    async () =>
      of(
        'M101',
        establishment(
          await donor('90000.00'),
          there(),
          ['20000.00', '20000.00', '10000.01'].map((each) => limitOf(each, MARCH)),
        ),
      ),
  ],
  [
    'M101, more than 100,000 outstanding',
    'E24',
    async () => {
      const own = await donor('190000.00');
      await given([...inDays(5, '10000.00', MARCH), ...inDays(5, '10000.00', APRIL)], own);
      return of('M101', establishment(own, there(), [limitOf('1.00', MAY)]));
    },
  ],
  [
    'M101, a ninth beneficiary',
    'E24',
    async () => {
      const own = await donor();
      for (let i = 0; i < 8; i++) await given(inDays(1, '1.00', MARCH + i * DAY), own);
      return of('M101', establishment(own, there(), inDays(1, '1.00', APRIL)));
    },
  ],
  [
    'M101 above the balance',
    'E25',
    async () => of('M101', establishment(await donor(), there(), [limitOf('1000.01')])),
  ],
  [
    'M101 of a donor without an account',
    'E25',
    async () => of('M101', establishment(await register(GD, someone(GD)), there())),
  ],
  [
    'M101, the lowest of several',
    'E12',
    async () =>
      of('M101', establishment(await donor(), someone(GD), [limitOf('0.50')], { rel_type: '05', commit_no: '' })),
  ],
];

/** Every code that M102 can meet. */
export const BENEFICIARY_CASES: readonly Situation[] = [
  ['M102', '0', async () => of('M102', establishment(there(), await benef()))],
  ['M102 of an employee', '0', async () => of('M102', establishment(there(), await benef('310')))],
  [
    'M102, kinship by R3 alone',
    '0',
    async () => of('M102', establishment(there(), await benef(), undefined, { rel_type: '09' })),
  ],
  ['M102 without a name', 'E01', async () => of('M102', establishment(there(), { ...(await benef()), psn_name: '' }))],
  [
    'M102 for another province',
    'E03',
    async () => of('M102', establishment(there(), await benef()), { recv_admdvs: SC }),
  ],
  ['M102 of a known id, other content', 'E04', async () => of('M102', { ...(await received()), chnl: '3' })],
  ['M102 of a known id, the same', '0', async () => of('M102', await received())],
  ['M102 of a known id, final', 'E31', async () => of('M102', await revoked(received))],
  ['M102 held as donor region', 'E11', async () => of('M102', await given())],
  ['M102 of an unknown beneficiary', 'E11', () => of('M102', establishment(there(), someone(GD)))],
  ['M102 of another insurance', 'E11', async () => of('M102', establishment(there(), await benef('340')))],
  [
    'M102, another certificate',
    'E11',
    async () => of('M102', establishment(there(), { ...(await benef()), certno: 'X' })),
  ],
  [
    'M102, no kinship of R3',
    'E12',
    async () => of('M102', establishment(there(), await benef(), undefined, { rel_type: '10' })),
  ],
  [
    'M102 to oneself',
    'E13',
    async () => {
      const own = await benef();
      return of('M102', establishment({ ...there(), certno: own.certno.toLowerCase() }, own));
    },
  ],
  ['M102 within the province', 'E14', async () => of('M102', establishment(someone(GD), await benef()))],
  [
    'M102 without a letter',
    'E15',
    async () => of('M102', establishment(there(), await benef(), undefined, { commit_time: null })),
  ],
  [
    'M102 of a live pair',
    'E16',
    async () => {
      const { donor: other, benef: own } = await received();
      return of('M102', establishment(other, own));
    },
  ],
];
