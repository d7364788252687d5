import { readRecord } from '@libs/national-platform';
import { BODIES, envelope, M101, withField } from '../support/wire-bodies';

/** What the reader says of a body: 0, or the E01 with the path it names. */
function verdictOn(infno: string, body: unknown): string {
  const read = readRecord(Buffer.from(JSON.stringify(envelope(infno, body))), '440000');
  if (read.kind === 'order') return '0';
  if (read.kind === 'unreadable') return read.reason;
  if (read.kind !== 'verdict') return read.kind;
  expect(read.verdict.stored).toBe(true);
  return `${read.verdict.code} ${read.verdict.message.split('：')[0]}`;
}

const longest = (length: number) => '字'.repeat(length);
const ID_FAULTS = [undefined, null, '', 1, {}, 'x'.repeat(41), 'a b', '编号', 'a.b'];
const TIME_FAULTS = [
  undefined,
  null,
  '',
  1749528000000,
  '2026-06-10',
  '2026-02-30T00:00:00.000Z',
  '2026-06-10T12:00:00+08:00',
];
const AMOUNT_FAULTS = [
  undefined,
  null,
  '',
  100,
  1.5,
  '0.00',
  '1.000',
  '1.5',
  '1',
  '-1.00',
  '12345678901234567.00',
  '10000000000000.00',
  '1,00',
  'abc',
];
const TEXT_FAULTS = (most: number) => [undefined, null, '', 7, [], longest(most + 1)];

const person = (who: string): [string, unknown[]][] => [
  [who, [undefined, null, '', 'D1', []]],
  [`${who}.psn_no`, ID_FAULTS],
  [`${who}.psn_name`, TEXT_FAULTS(50)],
  [`${who}.psn_cert_type`, [undefined, null, '', 1, '1', '001', 'AB']],
  [`${who}.certno`, TEXT_FAULTS(40)],
  [`${who}.insutype`, [undefined, null, '', 310, '31', '3100', 'ABC']],
  [`${who}.insu_admdvs`, [undefined, null, '', 440100, '4401', '4401000', '44010A']],
];
const limit = (where: string): [string, unknown[]][] => [
  [`${where}`, [null, '', 'L1', []]],
  [`${where}.mulaid_lmt_id`, ID_FAULTS],
  [`${where}.lmt_amt`, AMOUNT_FAULTS],
  [`${where}.set_time`, TIME_FAULTS],
];

const establishmentFields: [string, unknown[]][] = [
  ['mulaid_rel_id', ID_FAULTS],
  ...person('donor'),
  ...person('benef'),
  ['rel_type', [undefined, null, '', 2, '2', '002', 'A1']],
  ['commit_no', [1, {}, 'x'.repeat(65)]],
  ['commit_time', [1, 'yesterday', '2026-06-31T00:00:00.000Z']],
  ['chnl', [undefined, null, '', 1, '0', '4', '11']],
  ['estab_time', TIME_FAULTS],
  [
    'limits',
    [
      undefined,
      null,
      '',
      {},
      [],
      Array.from({ length: 21 }, (_, i) => ({ ...M101.limits[0], mulaid_lmt_id: `L${i}` })),
    ],
  ],
  ...limit('limits[0]'),
  ...limit('limits[1]'),
];
const fields: Record<string, [string, unknown[]][]> = {
  M101: establishmentFields,
  M102: establishmentFields,
  M103: [
    ['mulaid_rel_id', ID_FAULTS],
    ['reason', [undefined, null, 7, longest(201)]],
  ],
  M201: [['mulaid_rel_id', ID_FAULTS], ['limit', [undefined]], ...limit('limit')],
  M202: [['mulaid_rel_id', ID_FAULTS], ['limit', [undefined]], ...limit('limit')],
  M203: [
    ['mulaid_rel_id', ID_FAULTS],
    ['mulaid_lmt_id', ID_FAULTS],
    ['reason', [undefined, null, 7, longest(201)]],
  ],
};
const cases = Object.entries(fields).flatMap(([infno, each]) =>
  each.flatMap(([path, faults]) =>
    faults.map((fault) => ({ infno, path, fault, shown: JSON.stringify(fault)?.slice(0, 50) })),
  ),
);

test.each(Object.keys(BODIES))('a right %s passes', (infno) => {
  expect(verdictOn(infno, BODIES[infno])).toBe('0');
});

test.each(cases)('$infno, $path wrong: $shown', ({ infno, path, fault }) => {
  expect(verdictOn(infno, withField(BODIES[infno] ?? {}, path, fault))).toBe(`E01 ${path}`);
});

test.each<[string, object, string]>([
  ['unknown fields are ignored, at every depth', withField(withField(M101, 'x', 1), 'donor.x', [null]), '0'],
  ['no commit_no: not a matter of the schema', withField(M101, 'commit_no', undefined), '0'],
  ['commit_no null', withField(M101, 'commit_no', null), '0'],
  ['commit_no empty', withField(M101, 'commit_no', ''), '0'],
  ['commit_no of 64', withField(M101, 'commit_no', longest(64)), '0'],
  ['no commit_time', withField(M101, 'commit_time', undefined), '0'],
  ['commit_time null', withField(M101, 'commit_time', null), '0'],
  ['commit_time empty', withField(M101, 'commit_time', ''), '0'],
  ['psn_name of 50', withField(M101, 'donor.psn_name', longest(50)), '0'],
  ['psn_name of 50 code points beyond the BMP', withField(M101, 'donor.psn_name', '𠮷'.repeat(50)), '0'],
  ['psn_name of 51 of them', withField(M101, 'donor.psn_name', '𠮷'.repeat(51)), 'E01 donor.psn_name'],
  ['certno of 40', withField(M101, 'benef.certno', 'x'.repeat(40)), '0'],
  ['ids of 40', withField(M101, 'mulaid_rel_id', 'x'.repeat(40)), '0'],
  ['an unknown kinship is a matter of R3', withField(M101, 'rel_type', '99'), '0'],
  ['an unknown insutype is a matter of R1', withField(M101, 'donor.insutype', '999'), '0'],
  ['the largest amount', withField(M101, 'limits[0].lmt_amt', '9999999999999.99'), '0'],
  ['a limit id twice', withField(M101, 'limits[1].mulaid_lmt_id', '440000L1'), 'E01 limits[1].mulaid_lmt_id'],
  ['limit ids that differ in case alone', withField(M101, 'limits[1].mulaid_lmt_id', '440000l1'), '0'],
  ['one limit', withField(M101, 'limits', [M101.limits[0]]), '0'],
  [
    'twenty limits',
    withField(
      M101,
      'limits',
      Array.from({ length: 20 }, (_, i) => ({ ...M101.limits[0], mulaid_lmt_id: `L${i}` })),
    ),
    '0',
  ],
])('M101: %s', (_case, body, verdict) => {
  expect(verdictOn('M101', body)).toBe(verdict);
});

test('a reason of 200 characters passes', () => {
  expect(verdictOn('M103', withField(BODIES['M103'] ?? {}, 'reason', longest(200)))).toBe('0');
});

test('an M101 in the words of the code', () => {
  const read = readRecord(Buffer.from(JSON.stringify(envelope('M101', withField(M101, 'commit_no', '')))), '440000');
  expect(read).toMatchObject({
    kind: 'order',
    msgid: '100000202606101200000000000001',
    infno: 'M101',
    order: {
      infno: 'M101',
      body: {
        relationshipId: '440000R1',
        relType: '02',
        channel: '1',
        commitNo: undefined,
        donor: { psnNo: 'D1', name: '张三', certType: '01', insuType: '310', insuAdmdvs: '440100' },
        commitTime: Date.parse('2026-06-10T04:00:00.000Z'),
        estabTime: Date.parse('2026-06-10T04:00:00.000Z'),
        limits: [
          { limitId: '440000L1', amount: 10000n, setTime: Date.parse('2026-06-10T04:00:00.000Z') },
          { limitId: '440000L2', amount: 1n, setTime: Date.parse('2026-06-10T04:00:00.000Z') },
        ],
      },
    },
  });
});
