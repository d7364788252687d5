import {
  fen,
  judgeApplied,
  judgeApproval,
  judgeClosing,
  judgeProposal,
  remedyOf,
  statedLineOf,
  type Discrepancy,
} from '@libs/mutual-aid';
import { MemoryProvince } from '../support/memory-province';
import { DonorProvince, line, reversalOf } from '../support/applied-lines';
import { DONOR, NOON, UNCAPPED, UPLOADS } from '../support/pure-people';
import { wantsCsv } from '../../apps/gateway/src/http/reconciliations/wants-csv';

const CONTEXT = { now: NOON, policies: UNCAPPED, waitingTimeout: 1, uploads: UPLOADS };

function found(change: Partial<Discrepancy> = {}): Discrepancy & { newActs: [] } {
  const row = { useId: 'U1', lineNo: 1 };
  return {
    id: '1',
    day: 20260610,
    role: 'donor',
    kind: 'OVER_LIMIT',
    row,
    relationshipId: 'R1',
    limitId: 'L1',
    psnNo: DONOR.psnNo,
    there: fen(3000n),
    useTime: NOON,
    uploadTime: NOON,
    status: 'OPEN',
    newActs: [],
    ...change,
  };
}

const PROPOSED = { status: 'PROPOSED', proposal: { action: 'APPLY', by: 'ann' } } as const;

test.each<[string, Partial<Discrepancy>, 'APPLY' | 'UPLOAD_AGAIN', string | undefined]>([
  ['open, donor', {}, 'APPLY', undefined],
  ['open, benef', { role: 'benef' }, 'UPLOAD_AGAIN', undefined],
  ['the other role’s', {}, 'UPLOAD_AGAIN', 'A01'],
  ['the other role’s', { role: 'benef' }, 'APPLY', 'A01'],
  ['the other role’s, and closed: A01 first', { status: 'CLOSED' }, 'UPLOAD_AGAIN', 'A01'],
  ['proposed already', PROPOSED, 'APPLY', 'E31'],
  ['mended', { status: 'MENDED' }, 'APPLY', 'E31'],
  ['closed', { status: 'CLOSED' }, 'APPLY', 'E31'],
])('a proposal: %s', (_, change, action, code) => {
  expect(judgeProposal(found(change), action)?.code).toBe(code);
});

test.each<[string, Partial<Discrepancy>, string, string | undefined]>([
  ['another person', PROPOSED, 'bob', undefined],
  ['the same person', PROPOSED, 'ann', 'A03'],
  ['nothing proposed', {}, 'bob', 'E31'],
  ['proposed once, and open again', { proposal: PROPOSED.proposal }, 'bob', 'E31'],
  ['carried out already', { ...PROPOSED, status: 'MENDED' }, 'bob', 'E31'],
  ['closed', { ...PROPOSED, status: 'CLOSED' }, 'bob', 'E31'],
])('an approval: %s', (_, change, by, code) => {
  expect(judgeApproval(found(change), by)?.code).toBe(code);
});

test.each<[Discrepancy['status'], string | undefined]>([
  ['OPEN', undefined],
  ['PROPOSED', undefined],
  ['MENDED', 'E31'],
  ['CLOSED', 'E31'],
])('closing one that is %s', (status, code) => {
  expect(judgeClosing(found({ status }))?.code).toBe(code);
});

test.each<[Discrepancy['kind'], Parameters<typeof judgeApplied>[1], string | undefined]>([
  ['OVER_LIMIT', 'applied', undefined],
  ['OVER_LIMIT', 'applied already', undefined],
  ['DUPLICATE', 'applied already', 'E32'],
  ['OVER_LIMIT', { kind: 'OVER_LIMIT' }, 'E25'],
  ['UNKNOWN_LIMIT', { kind: 'UNKNOWN_LIMIT' }, 'E30'],
  ['MISSING_HERE', { kind: 'MISSING_HERE' }, 'E32'],
  ['AMOUNT_DIFFERS', { kind: 'AMOUNT_DIFFERS' }, 'E32'],
  ['DUPLICATE', { kind: 'DUPLICATE' }, 'E32'],
])('%s, tried: %j', (kind, became, code) => {
  expect(judgeApplied(found({ kind }), became)?.code).toBe(code);
});

test('what has no row of the platform’s cannot be applied', () => {
  expect(statedLineOf(found())).toMatchObject({ useId: 'U1', limitId: 'L1', amount: 3000n });
  for (const lacking of [
    { row: undefined },
    { there: undefined },
    { relationshipId: undefined },
    { uploadTime: undefined },
  ])
    expect(statedLineOf(found(lacking))).toBeUndefined();
});

test.each<[Partial<Discrepancy>, string | undefined]>([
  [{ kind: 'OVER_LIMIT' }, 'APPLY'],
  [{ kind: 'UNKNOWN_LIMIT' }, 'APPLY'],
  [{ kind: 'MISSING_HERE' }, 'APPLY'],
  [{ kind: 'DUPLICATE' }, undefined],
  [{ kind: 'AMOUNT_DIFFERS' }, undefined],
  [{ kind: 'MISSING_THERE' }, undefined],
  [{ kind: 'AMOUNT_DIFFERS', row: undefined }, undefined],
  [{ role: 'benef', kind: 'MISSING_THERE' }, 'UPLOAD_AGAIN'],
  [{ role: 'benef', kind: 'AMOUNT_DIFFERS' }, 'UPLOAD_AGAIN'],
  [{ role: 'benef', kind: 'MISSING_HERE' }, undefined],
])('what mends %j: %s', (change, action) => {
  expect(remedyOf(found(change))).toBe(action);
});

describe('approved and carried out by the ledger', () => {
  const seed = (province: MemoryProvince, each: ReturnType<typeof found>) => province.discrepancies.set(each.id, each);
  const approve = (province: MemoryProvince, by = 'bob') => {
    const [outcome] = province.run([{ kind: 'approve-repair', id: '1', by }], CONTEXT).outcomes;
    return outcome?.kind === 'refused' ? outcome.refusal.code : outcome?.kind;
  };
  const state = (province: MemoryProvince) => province.discrepancies.get('1');

  test('a row that was over its limit is applied once a reversal made room', () => {
    const donor = new DonorProvince();
    const { province } = donor;
    const [first, second] = [line('U0', 8000), line('U1', 3000)];
    expect(donor.words(first, second)).toEqual(['applied', 'OVER_LIMIT']);
    seed(province, found(PROPOSED));
    expect(approve(province, 'ann')).toBe('A03');
    expect(approve(province)).toBe('E25');
    expect(state(province)).toMatchObject({ status: 'PROPOSED', newActs: [] });
    expect(donor.words(reversalOf(first, 'U2'))).toEqual(['applied']);
    // The reversal made room, and what waited was applied with it; the approval finds it so.
    expect(approve(province)).toBe('noted');
    expect(state(province)).toMatchObject({
      status: 'MENDED',
      newActs: [{ act: 'APPROVED', by: 'bob', action: 'APPLY' }],
    });
    expect(approve(province)).toBe('E31');
    expect(province.limits.get('L1')).toMatchObject({ used: 3000n, usedCount: 3 });
  });

  test.each<[string, Partial<Discrepancy>, string]>([
    ['a limit that nobody knows', { limitId: 'L9' }, 'E30'],
    ['a relationship that nobody knows', { relationshipId: 'R9', limitId: 'L9', psnNo: undefined }, 'E30'],
    ['a reversal of nothing', { originalUseId: 'U7', kind: 'MISSING_HERE' }, 'E32'],
    ['a limit’s own difference', { row: undefined, kind: 'AMOUNT_DIFFERS' }, 'E32'],
    ['it fits', {}, 'noted'],
  ])('%s: %s', (_, change, code) => {
    const { province } = new DonorProvince();
    seed(province, found({ ...PROPOSED, ...change }));
    expect(approve(province)).toBe(code);
    expect(state(province)?.status).toBe(code === 'noted' ? 'MENDED' : 'PROPOSED');
    expect(province.limits.get('L1')?.used).toBe(code === 'noted' ? 3000n : 0n);
  });

  test('a second copy of an applied row never is', () => {
    const donor = new DonorProvince();
    expect(donor.words(line('U1', 3000))).toEqual(['applied']);
    seed(donor.province, found({ ...PROPOSED, kind: 'DUPLICATE' }));
    expect(approve(donor.province)).toBe('E32');
    expect(donor.province.limits.get('L1')?.used).toBe(3000n);
  });

  test.each([
    ['CONFIRMED', 'noted', ['REPLACED', 'PENDING']],
    ['PENDING', 'noted', ['PENDING']],
    ['REFUSED', 'E32', ['REFUSED']],
    [undefined, 'E32', []],
  ] as const)('our line goes to the platform again where its upload is %s: %s', (upload, code, after) => {
    const province = new MemoryProvince();
    const proposal = { action: 'UPLOAD_AGAIN', by: 'ann' } as const;
    seed(province, found({ role: 'benef', kind: 'MISSING_THERE', status: 'PROPOSED', proposal, psnNo: 'B' }));
    const timing = { tries: 1, nextAt: NOON, createdAt: NOON };
    if (upload !== undefined)
      province.uploads.set('M1', {
        msgid: 'M1',
        infno: 'M411',
        recordKey: 'B',
        body: '{}',
        subject: 'U1',
        state: upload,
        ...timing,
      });
    expect(approve(province)).toBe(code);
    expect([...province.uploads.values()].map((each) => each.state)).toEqual(after);
    expect(state(province)?.status).toBe(code === 'noted' ? 'MENDED' : 'PROPOSED');
  });

  test('two at once: one proposes, approves and closes in one batch, each sees what was before', () => {
    const { province } = new DonorProvince();
    seed(province, found());
    const commands = [
      { kind: 'propose-repair', id: '1', action: 'APPLY', note: 'n', by: 'ann' },
      { kind: 'propose-repair', id: '1', action: 'APPLY', note: 'n', by: 'bob' },
      { kind: 'approve-repair', id: '1', by: 'ann' },
      { kind: 'approve-repair', id: '1', by: 'bob' },
      { kind: 'close-discrepancy', id: '1', note: 'n', by: 'bob' },
      { kind: 'close-discrepancy', id: '2', note: 'n', by: 'bob' },
    ] as const;
    const codes = province
      .run(commands, CONTEXT)
      .outcomes.map((each) => (each.kind === 'refused' ? each.refusal.code : each.kind));
    expect(codes).toEqual(['noted', 'E31', 'A03', 'noted', 'E31', 'A05']);
    expect(state(province)?.newActs.map(({ act, by }) => `${act} ${by}`)).toEqual(['PROPOSED ann', 'APPROVED bob']);
  });
});

test.each([
  [undefined, false],
  ['*/*', false],
  ['application/json', false],
  ['text/csv', true],
  ['TEXT/CSV; header=present', true],
  ['text/csv, application/json', true],
  ['application/json, text/csv', false],
  ['application/json;q=0.5, text/csv', true],
  ['text/csv;q=0.1, application/json;q=0.9', false],
  ['text/csv, */*;q=0.8', true],
  ['text/csv;q=0', false],
])('Accept %s asks for CSV: %s', (accept, csv) => {
  expect(wantsCsv(accept)).toBe(csv);
});
