import { Books, newLimit, type BookedRelationship } from '../../apps/platform-simulator/src/books';
import { RelationList } from '../../apps/platform-simulator/src/relation-list';
import { RunReports } from '../../apps/platform-simulator/src/run-reports';
import {
  judgeEstablishment,
  judgeInsuranceChange,
  judgeLimit,
  judgeTermination,
} from '../../apps/platform-simulator/src/uploads/judge-relation';
import { readUpload } from '../../apps/platform-simulator/src/uploads/read-upload';
import type { RunReport } from '../../apps/platform-simulator/src/uploads/report-bodies';
import type { UploadRefusal } from '../../apps/platform-simulator/src/uploads/upload-refusal';
import { M101, withField } from '../support/wire-bodies';

const [donorProvince, benefProvince] = ['440000', '510000'];
const M111 = { ...M101, chnl: '3' };
const M211 = { mulaid_rel_id: '440000R1', limit: M101.limits[0] };
const M311 = { mulaid_rel_id: '440000R1', initiator: 'donor', reason: '自愿终止', chnl: '3' };
const M312 = { psn_no: 'D1', chg_type: 'END', chg_time: '2026-06-10T12:00:00.000+08:00', mulaid_rel_ids: ['440000R1'] };
const M413 = { mulaid_rel_id: '440000R1', page: 1, pages: 1, lines: [] };

function booked(state: BookedRelationship['state']): Books {
  const books = new Books();
  const limits = [newLimit('440000L1', '100.00', M101.limits[0]?.set_time ?? '')];
  const people = { donor_psn_no: 'D1', benef_psn_no: 'B1' };
  books.book({ mulaid_rel_id: '440000R1', donorProvince, benefProvince, ...people, state, limits });
  return books;
}

const M511 = {
  date: '2026-11-24',
  role: 'donor',
  run_no: 1,
  cnt: 3,
  amt: '30.50',
  diff_cnt: 1,
  diff_amt: '3.50',
  result: 'UNBALANCED',
};
const inShort = (refusal: UploadRefusal | undefined) => refusal && `${refusal.code} ${refusal.field}`;

test.each<[string, object, string, unknown, string]>([
  ['M111', M111, 'chnl', '1', 'chnl'],
  ['M111', M111, 'mulaid_rel_id', '510000R1', 'mulaid_rel_id'],
  ['M111', M111, 'limits[1].mulaid_lmt_id', '440000L1', 'limits[1].mulaid_lmt_id'],
  ['M111', M111, 'limits', [], 'limits'],
  ['M111', M111, 'donor.certno', '', 'donor.certno'],
  ['M211', M211, 'limit.lmt_amt', '0.00', 'limit.lmt_amt'],
  ['M211', M211, 'limit.mulaid_lmt_id', 'L1', 'limit.mulaid_lmt_id'],
  ['M311', M311, 'initiator', 'nobody', 'initiator'],
  ['M311', M311, 'reason', undefined, 'reason'],
  ['M312', M312, 'mulaid_rel_ids', [], 'mulaid_rel_ids'],
  ['M312', M312, 'chg_type', 'DIED', 'chg_type'],
  ['M413', M413, 'page', 2, 'page'],
  ['M413', M413, 'lines', undefined, 'lines'],
  ['M511', M511, 'result', 'BALANCED', 'result'],
  ['M511', M511, 'run_no', 0, 'run_no'],
  ['M511', M511, 'amt', '-1.00', 'amt'],
  ['M999', M413, 'page', 1, 'infno'],
])('%s: %j with another %s does not fit', (infno, body, path, value, misfit) => {
  const before = readUpload(infno, body, donorProvince);
  expect(before).toEqual(infno === 'M999' ? 'infno' : { infno, body });
  expect(readUpload(infno, withField(body, path, value), donorProvince)).toBe(misfit);
});

test.each<[string, string, unknown, string | undefined]>([
  ['right', 'rel_type', '02', undefined],
  ['a donor of another province', 'donor.insu_admdvs', '510100', 'E10 donor.insu_admdvs'],
  ['a beneficiary of no province of ours', 'benef.insu_admdvs', '330100', 'E11 benef.insu_admdvs'],
  ['for oneself', 'benef.psn_no', 'D1', 'E13 benef'],
  ['within the province', 'benef.insu_admdvs', '440300', 'E14 benef.insu_admdvs'],
])('M111, %s', (_case, path, value, expected) => {
  const body = withField(M111, path, value) as typeof M111;
  expect(inShort(judgeEstablishment(new Books(), body, donorProvince, [donorProvince, benefProvince]))).toBe(expected);
});

test.each<[BookedRelationship['state'], string | undefined, string | undefined, string | undefined]>([
  ['PENDING', 'E16 benef', undefined, undefined],
  ['EFFECTIVE', 'E16 benef', undefined, undefined],
  ['TERMINATING', 'E16 benef', 'E31 mulaid_rel_id', undefined],
  ['TERMINATED', undefined, 'E31 mulaid_rel_id', 'E31 mulaid_rel_id'],
  ['REVOKED', undefined, 'E31 mulaid_rel_id', 'E31 mulaid_rel_id'],
])('where the pair is %s: another M111, an M211, an M311', (state, establishing, setting, terminating) => {
  const books = booked(state);
  const relationship = books.relationships.get('440000R1');
  const [province, limit] = [donorProvince, newLimit('440000L9', '1.00', '2026-06-10T12:00:00.000+08:00')];
  const M111other = { ...M111, mulaid_rel_id: '440000R9' };
  expect(inShort(judgeEstablishment(books, M111other, province, [province, benefProvince]))).toBe(establishing);
  expect(inShort(judgeLimit(relationship, { mulaid_rel_id: '440000R1', limit }, province))).toBe(setting);
  expect(inShort(judgeTermination(relationship, { ...M311, initiator: 'donor' }, province))).toBe(terminating);
});

test('an M311 is of the region in which its initiator is insured; an M312 names relationships of its person', () => {
  const books = booked('EFFECTIVE');
  const relationship = books.relationships.get('440000R1');
  const from = (initiator: 'donor' | 'benef' | 'auto', province: string) =>
    inShort(judgeTermination(relationship, { ...M311, initiator }, province));
  expect([from('donor', donorProvince), from('benef', benefProvince)]).toEqual([undefined, undefined]);
  expect([from('benef', donorProvince), from('auto', donorProvince)]).toEqual(['E01 initiator', 'E01 initiator']);
  const change = (psn_no: string, province: string) =>
    inShort(judgeInsuranceChange(books, { psn_no, chg_type: 'END', mulaid_rel_ids: ['440000R1'] }, province));
  expect([change('D1', donorProvince), change('B1', benefProvince)]).toEqual([undefined, undefined]);
  expect([change('D1', benefProvince), change('X', donorProvince)]).toEqual(Array(2).fill('E30 mulaid_rel_ids[0]'));
});

test('the list of §6 goes by a cursor: each item once, in the order of the platform, what is new behind the last', () => {
  const list = new RelationList();
  const add = (n: number) => list.add(benefProvince, { infno: 'M102', msgid: `M${n}`, input: {} });
  [1, 2, 3].forEach(add);
  const seen: string[] = [];
  let since: string | undefined;
  for (const limit of ['2', '2', '2']) {
    const page = list.page(benefProvince, since, limit);
    seen.push(...(page?.items.map(({ msgid }) => msgid) ?? []));
    since = page?.next;
  }
  add(4);
  expect(seen).toEqual(['M1', 'M2', 'M3']);
  expect(list.page(benefProvince, since)?.items.map(({ msgid }) => msgid)).toEqual(['M4']);
  expect(list.page(donorProvince)).toEqual({ items: [], next: '0' });
  expect([list.page(benefProvince, 'x'), list.page(benefProvince, '9'), list.page(benefProvince, '', '0')]).toEqual(
    Array(3).fill(undefined),
  );
});

test('a run has one end: the same report again is the same, other figures are another content (R26)', () => {
  const reports = new RunReports();
  const receipt = { province: donorProvince, upload_time: '2026-11-25T02:40:00.000+08:00' };
  const report = M511 as RunReport;
  expect(reports.take(report, receipt)).toBe(true);
  expect(reports.take({ ...report }, receipt)).toBe(true);
  expect(reports.take({ ...report, cnt: 4 }, receipt)).toBe(false);
  expect(reports.take({ ...report, run_no: 2, cnt: 4 }, receipt)).toBe(true);
  expect(reports.take(report, { ...receipt, province: benefProvince })).toBe(true);
  expect(reports.all().map(({ province, run_no }) => [province, run_no])).toEqual([
    ['440000', 1],
    ['440000', 2],
    ['510000', 1],
  ]);
});
