import { establishForBeneficiary, type Establishment, type InsuredPerson } from '@libs/mutual-aid';
import { BENEF, codeOf, DONOR, establishment, HASH, NOON, registered, settings } from '../support/pure-people';

const benef = registered(BENEF);
const employee: InsuredPerson = { ...benef, enrolments: [{ insutype: '310', state: 'ACTIVE' }] };
const ended: InsuredPerson = { ...benef, enrolments: [{ insutype: '390', state: 'ENDED' }] };
const longTermCare: InsuredPerson = { ...benef, enrolments: [{ insutype: '410', state: 'ACTIVE' }] };

function judge(own: InsuredPerson | undefined, message: Partial<Establishment>, pairIsLive = false) {
  return establishForBeneficiary(own, establishment(message), { now: NOON, contentHash: HASH, pairIsLive });
}

test.each<[string, InsuredPerson | undefined, Partial<Establishment>, string]>([
  ['R2: a resident', benef, {}, '0'],
  ['R2: an employee', employee, { benef: { ...BENEF, insuType: '310' } }, '0'],
  ['R2: no registry row', undefined, {}, 'E11'],
  ['R2: ended', ended, {}, 'E11'],
  ['R2: stated 310, enrolled 390', benef, { benef: { ...BENEF, insuType: '310' } }, 'E11'],
  ['R2: stated 390, enrolled 310', employee, {}, 'E11'],
  ['R2: long-term care alone', longTermCare, { benef: { ...BENEF, insuType: '410' } }, 'E11'],
  ['R2: another certificate', benef, { benef: { ...BENEF, certNo: '510101195001010020' } }, 'E11'],
  ['R2: the donor is not our matter', benef, { donor: { ...DONOR, insuType: '390' } }, '0'],
  ['R3: the list alone, all nine', benef, { relType: '09' }, '0'],
  ['R3: not of the list', benef, { relType: '10' }, 'E12'],
  ['R4: the same psn_no', benef, { donor: { ...DONOR, psnNo: BENEF.psnNo } }, 'E13'],
  ['R4: the same certificate', benef, { donor: { ...DONOR, certNo: BENEF.certNo } }, 'E13'],
  ['R4: the same province', benef, { donor: { ...DONOR, insuAdmdvs: '519900' } }, 'E14'],
  ['R4: the stated region of our person does not count', benef, { benef: { ...BENEF, insuAdmdvs: '440100' } }, '0'],
  ["R4: our registry's region counts", { ...benef, insuAdmdvs: '440100' }, {}, 'E14'],
  ['R5: no letter', benef, { commitNo: undefined }, 'E15'],
  ['R5: 5 minutes ahead', benef, { commitTime: NOON + 300_000 }, '0'],
  ['R5: 5 minutes and 1 ms ahead', benef, { commitTime: NOON + 300_001 }, 'E15'],
  ["R11: the donor's caps and balance are not our matter", benef, { limits: settings(['9999999999999.99']) }, '0'],
  ['E11 before E12', ended, { relType: '10' }, 'E11'],
  ['E12 before E13', benef, { relType: '10', donor: { ...DONOR, psnNo: BENEF.psnNo } }, 'E12'],
  ['E13 before E14', benef, { donor: { ...BENEF } }, 'E13'],
  ['E14 before E15', benef, { donor: { ...DONOR, insuAdmdvs: '519900' }, commitTime: undefined }, 'E14'],
])('%s', (_case, own, message, code) => {
  expect(codeOf(judge(own, message))).toBe(code);
});

test.each<[string, Partial<Establishment>, string]>([
  ['R6: the pair has a live relationship', {}, 'E16'],
  ['E15 before E16', { commitNo: undefined }, 'E15'],
])('%s', (_case, message, code) => {
  expect(codeOf(judge(benef, message, true))).toBe(code);
});

test('records the relationship and its limits, and moves no money', () => {
  const own = registered(BENEF, '50.00');
  const decision = judge(own, { limits: settings(['100.00', '200.00']) });
  expect(decision).toMatchObject({
    relationships: [{ after: { role: 'benef', state: 'EFFECTIVE' } }],
    limits: [{ amount: 10000n }, { amount: 20000n }],
  });
  expect(decision).toHaveProperty('person', own);
  expect(decision).not.toHaveProperty('money');
});
