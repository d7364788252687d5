import { contentHashOf, fen, type Run, type RunDay } from '@libs/mutual-aid';
import type { UploadRow } from '@libs/province-store';
import { MemoryProvince } from '../support/memory-province';
import { NOON, UNCAPPED, UPLOADS } from '../support/pure-people';

const CONTEXT = { now: NOON, policies: UNCAPPED, waitingTimeout: 900_000, uploads: UPLOADS };
const D9: RunDay = { day: 20260609, role: 'donor' };
const BALANCED = { count: 2n, amount: fen(300n), differences: 0n, differenceAmount: fen(0n) };
const UNBALANCED = { count: 2n, amount: fen(300n), differences: 1n, differenceAmount: fen(5n) };

function run(state: Run['state'], runNo = 1, change: Partial<Run> = {}): Run {
  const timing = { startedAt: NOON - 100_000, dueAt: NOON + 300_000 };
  return { ...D9, runNo, state, cause: 'schedule', ...timing, stage: '', rowsDone: 0, rowsAll: 0, ...change };
}

function provinceWith(...runs: readonly Run[]): MemoryProvince {
  const province = new MemoryProvince();
  for (const each of runs) province.runs.set(`${each.day} ${each.role} ${each.runNo}`, each);
  return province;
}

const shown = (province: MemoryProvince): string[] =>
  [...province.runs.values()]
    .sort((one, other) => one.day - other.day || one.runNo - other.runNo)
    .map((each) => `${each.day % 100} ${each.role} ${each.runNo} ${each.state}${each.dueAt <= NOON ? ' due' : ''}`);

function filesReady(body: RunDay, msgid = 'M1') {
  const origin = { origin: 'down/0/0', topic: 'down', record: null };
  const order = { infno: 'M501', body } as const;
  return { kind: 'order', msgid, infno: 'M501', contentHash: contentHashOf('02'.repeat(32)), origin, order } as const;
}

test.each<[string, readonly Run[], readonly string[]]>([
  ['none yet', [], ['9 donor 1 WAITING due']],
  ['WAITING: the same run, at once', [run('WAITING')], ['9 donor 1 WAITING due']],
  ['FAILED: the same run, at once', [run('FAILED')], ['9 donor 1 FAILED due']],
  ['RUNNING: it goes on', [run('RUNNING')], ['9 donor 1 RUNNING']],
  ['BALANCED: another one', [run('BALANCED')], ['9 donor 1 BALANCED', '9 donor 2 WAITING due']],
  [
    'the second UNBALANCED: a third one',
    [run('BALANCED'), run('UNBALANCED', 2)],
    ['9 donor 1 BALANCED', '9 donor 2 UNBALANCED', '9 donor 3 WAITING due'],
  ],
])('M501, and a request, where the latest run is %s', (_case, runs, after) => {
  const byMessage = provinceWith(...runs);
  byMessage.run([filesReady(D9)], CONTEXT);
  expect(shown(byMessage)).toEqual(after);
  const byRequest = provinceWith(...runs);
  byRequest.run([{ kind: 'request-run', ...D9, cause: 'operator' }], CONTEXT);
  expect(shown(byRequest)).toEqual(after);
});

test.each([
  [20260609, '0'],
  [20260610, 'E01'],
  [20260611, 'E01'],
])('M501 for %d at noon of the tenth: %s', (day, code) => {
  const province = provinceWith();
  const { files } = province.run([filesReady({ day, role: 'benef' })], CONTEXT);
  expect(files.notes.answers.map(({ answer }) => answer.errCode ?? answer.infcode)).toEqual([code]);
  expect(province.runs.size).toBe(code === '0' ? 1 : 0);
});

test('two who ask in one batch get one run', () => {
  const province = provinceWith(run('BALANCED'));
  province.run([filesReady(D9), { kind: 'request-run', ...D9, cause: 'operator' }], CONTEXT);
  expect(shown(province)).toEqual(['9 donor 1 BALANCED', '9 donor 2 WAITING due']);
});

test('a run ends once, and is reported by one M511 (R26)', () => {
  const province = provinceWith(run('RUNNING', 3));
  const end = { kind: 'end-run', ...D9, runNo: 3, figures: UNBALANCED } as const;
  province.run([end, end], CONTEXT);
  province.run([end], CONTEXT);
  const uploads = [...province.uploads.values()];
  expect(uploads.map(({ infno, state, subject }) => [infno, state, subject])).toEqual([
    ['M511', 'PENDING', '20260609/donor/3'],
  ]);
  expect(uploads[0]?.recordKey).toBe(uploads[0]?.msgid);
  expect(JSON.parse(uploads[0]?.body ?? '')).toEqual({
    date: '2026-06-09',
    role: 'donor',
    run_no: 3,
    cnt: 2,
    amt: '3.00',
    diff_cnt: 1,
    diff_amt: '0.05',
    result: 'UNBALANCED',
  });
  expect([...province.runs.values()]).toMatchObject([{ state: 'UNBALANCED', figures: UNBALANCED, endedAt: NOON }]);
});

test('when a donor day ends, later donor days that ended UNBALANCED run again, each once', () => {
  const at = (day: number, state: Run['state'], runNo = 1, role: RunDay['role'] = 'donor') =>
    run(state, runNo, { day, role });
  const province = provinceWith(
    at(20260605, 'UNBALANCED'),
    at(20260606, 'RUNNING'),
    at(20260606, 'UNBALANCED', 1, 'benef'),
    at(20260607, 'UNBALANCED'),
    at(20260607, 'UNBALANCED', 1, 'benef'),
    at(20260608, 'UNBALANCED'),
    at(20260608, 'BALANCED', 2),
    at(20260609, 'UNBALANCED'),
  );
  const end = (day: number, runNo: number) =>
    ({ kind: 'end-run', day, role: 'donor', runNo, figures: UNBALANCED }) as const;
  province.run([end(20260606, 1)], CONTEXT);
  const queued = ['7 donor 2 WAITING due', '9 donor 2 WAITING due'];
  expect(shown(province).filter((each) => each.endsWith('due'))).toEqual(queued);
  // The next in the row ends while the one after it waits: that is not asked for twice.
  const key = '20260607 donor 2';
  province.runs.set(key, { ...at(20260607, 'RUNNING', 2) });
  province.run([end(20260607, 2)], CONTEXT);
  expect(shown(province).filter((each) => each.endsWith('due'))).toEqual(['9 donor 2 WAITING due']);
});

test('when a beneficiary day ends, no other runs again', () => {
  const benef = { role: 'benef' } as const;
  const province = provinceWith(run('RUNNING', 1, benef), run('UNBALANCED', 1, { ...benef, day: 20260610 }));
  province.run([{ kind: 'end-run', ...D9, ...benef, runNo: 1, figures: BALANCED }], CONTEXT);
  expect(shown(province)).toEqual(['9 benef 1 BALANCED', '10 benef 1 UNBALANCED']);
});

describe('uploads and the day’s file (R24)', () => {
  function upload(infno: 'M411' | 'M412', state: UploadRow['state'], msgid: string, subject: string): UploadRow {
    const times = { tries: 1, nextAt: NOON, createdAt: NOON - 9000 };
    const uploadTime = state === 'CONFIRMED' ? NOON - 5000 : undefined;
    const afterSubject = infno === 'M412' ? 'U1' : undefined;
    const body = JSON.stringify({ lines: [{ mulaid_rel_id: 'R1' }] });
    return { msgid, infno, recordKey: 'B1', body, subject, afterSubject, state, ...times, uploadTime };
  }

  function withUploads(...rows: readonly UploadRow[]): MemoryProvince {
    const province = new MemoryProvince();
    for (const row of rows) province.uploads.set(row.msgid, row);
    return province;
  }

  const states = (province: MemoryProvince): string[] =>
    [...province.uploads.values()].map(({ subject, state, uploadTime }) => `${subject} ${state} ${uploadTime ?? '-'}`);
  const again = (useId: string) => ({ kind: 'upload-again', useId, psnNo: 'B1' }) as const;
  const confirm = (useId: string) => ({ kind: 'confirm-upload', useId, psnNo: 'B1', uploadTime: NOON - 1 }) as const;

  test.each<[UploadRow['state'], string]>([
    ['PENDING', `U1 CONFIRMED ${NOON - 1}`],
    ['HELD', `U1 CONFIRMED ${NOON - 1}`],
    ['REFUSED', `U1 CONFIRMED ${NOON - 1}`],
    ['CONFIRMED', `U1 CONFIRMED ${NOON - 5000}`],
    ['REPLACED', 'U1 REPLACED -'],
  ])('a row for one that is %s', (state, after) => {
    const province = withUploads(upload('M411', state, 'M1', 'U1'));
    province.run([confirm('U1'), confirm('U1'), confirm('U9')], CONTEXT);
    expect(states(province)).toEqual([after]);
  });

  test('what waited for it goes', () => {
    const province = withUploads(upload('M411', 'PENDING', 'M1', 'U1'), upload('M412', 'HELD', 'M2', 'U2'));
    const { files } = province.run([confirm('U1')], CONTEXT);
    expect(states(province)).toEqual([`U1 CONFIRMED ${NOON - 1}`, 'U2 PENDING -']);
    expect(files.notes.toSend.map(({ msgid }) => msgid)).toEqual(['M2']);
  });

  test('what is missing there is uploaded again under a new msgid, the reversal once its usage is answered', () => {
    const province = withUploads(upload('M411', 'CONFIRMED', 'M1', 'U1'), upload('M412', 'CONFIRMED', 'M2', 'U2'));
    const { outcomes, files } = province.run([again('U1'), again('U2'), again('U1')], CONTEXT);
    expect(outcomes.map((each) => 'isSent' in each && each.isSent)).toEqual([true, true, false]);
    const before = [`U1 REPLACED ${NOON - 5000}`, `U2 REPLACED ${NOON - 5000}`];
    expect(states(province)).toEqual([...before, 'U1 PENDING -', 'U2 HELD -']);
    const [sent] = files.notes.toSend;
    expect(files.notes.toSend).toHaveLength(1);
    expect(['M1', 'M2']).not.toContain(sent?.msgid);
    province.run([confirm('U1')], CONTEXT);
    expect(states(province)).toEqual([...before, `U1 CONFIRMED ${NOON - 1}`, 'U2 PENDING -']);
  });

  test('a reversal alone goes at once, and nothing is done about what is unanswered', () => {
    const province = withUploads(upload('M411', 'CONFIRMED', 'M1', 'U1'), upload('M412', 'CONFIRMED', 'M2', 'U2'));
    province.run([again('U2')], CONTEXT);
    province.run([again('U2')], CONTEXT);
    expect(states(province)).toEqual([`U1 CONFIRMED ${NOON - 5000}`, `U2 REPLACED ${NOON - 5000}`, 'U2 PENDING -']);
  });
});
