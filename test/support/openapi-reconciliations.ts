import { sql } from './database';
import type { OpenapiPage } from './openapi';
import { establishment, limitOf, register, someone } from './people';
import { newId, type PlatformClient } from './platform';
import { tokenOf } from './stack';

const GD = '440000';
const operator = { roles: ['operator'] };
const errCode = (answer: { body: object }) => (answer.body as { err_code?: string }).err_code;

/** A limit of a donor of ours. */
async function givenLimit(platform: PlatformClient): Promise<{ relationshipId: string; limitId: string }> {
  const limit = limitOf('50.00');
  const body = establishment(await register(GD, someone(GD), '100.00'), someone('510000', '390'), [limit]);
  expect(await platform.ask(GD, 'M101', body)).toBe('0');
  return { relationshipId: body.mulaid_rel_id, limitId: limit.mulaid_lmt_id };
}

/** A difference of a row that names nothing here. */
async function newDifference(): Promise<string> {
  const row = {
    day: 20200229,
    role: 'donor',
    kind: 'UNKNOWN_LIMIT',
    use_id: newId('U'),
    line_no: 1,
    mulaid_lmt_id: 'L',
  };
  const facts = { mulaid_rel_id: newId('R'), psn_no: 'P44', amt_there: 5, use_time: 1, upload_time: 1 };
  const kept = { first_run: 1, last_run: 1, status: 'OPEN' };
  const added = await sql(GD, 'INSERT INTO discrepancy SET ?', [{ ...row, ...facts, ...kept }]);
  return String((added as unknown as { insertId: number }).insertId);
}

/** Asks all that there is of reconciliations, differences and clearing, by the document. */
export async function askReconciliations(page: OpenapiPage, platform: PlatformClient): Promise<void> {
  await askRepairs(page, platform);
  const day = ['2020-02-29', 'donor'];
  await sql(
    GD,
    `INSERT IGNORE INTO reconciliation_run (day,role,run_no,state,cause,cnt,amt,diff_cnt,diff_amt,started_at,ended_at,due_at)
         VALUES (20200229,'donor',1,'UNBALANCED','M501',1,1,1,1,1,2,1)`,
  );
  const shown = await page.ask('GET /api/v1/reconciliations/{date}/{role}', { ...operator, path: day });
  expect(shown.body).toMatchObject({ diff_cnt: 1, discrepancies: { next: null } });
  const none = await page.ask('GET /api/v1/reconciliations/{date}/{role}', {
    ...operator,
    path: ['2019-01-01', 'benef'],
  });
  expect(errCode(none)).toBe('A05');
  expect((await page.ask('GET /api/v1/reconciliations', { ...operator, query: '?to=2020-12-31' })).status).toBe(200);
  const again = await page.ask('POST /api/v1/reconciliations/{date}/{role}/runs', { ...operator, path: day });
  expect(again).toMatchObject({ status: 202, body: { run_no: 2 } });
  const month = { ...operator, path: ['2026-06'] };
  expect((await page.ask('GET /api/v1/clearing-statements/{clr_ym}', month)).status).toBe(200);
  const lines = { ...operator, path: ['2026-06', '510000'] };
  expect((await page.ask('GET /api/v1/clearing-statements/{clr_ym}/{admdvs}/lines', lines)).status).toBe(200);
}

async function askRepairs(page: OpenapiPage, platform: PlatformClient): Promise<void> {
  const [first, second] = [await newDifference(), await newDifference()];
  const act = (id: string, what: string, body: object | undefined, token: string) =>
    page.ask(`POST /api/v1/discrepancies/{id}/${what}`, { token, path: [id], ...(body ? { body } : {}) });
  const [ann, bob] = [await tokenOf(['operator'], GD, 'ann'), await tokenOf(['operator'], GD, 'bob')];
  const proposal = { action: 'APPLY', note: '已与平台核对' };
  expect((await act(first, 'proposals', proposal, ann)).status).toBe(201);
  expect(errCode(await act(first, 'proposals', proposal, bob))).toBe('E31');
  expect(errCode(await act(first, 'approval', undefined, ann))).toBe('A03');
  expect(errCode(await act(first, 'approval', undefined, bob))).toBe('E30');
  expect((await act(second, 'closing', { note: '不再处理' }, ann)).status).toBe(200);
  expect(errCode(await act(second, 'closing', { note: '不再处理' }, ann))).toBe('E31');
  for (const what of ['proposals', 'approval', 'closing'])
    expect(errCode(await act('999999999', what, what === 'approval' ? undefined : proposal, ann))).toBe('A05');
  const { relationshipId, limitId } = await givenLimit(platform);
  await sql(GD, 'UPDATE discrepancy SET mulaid_rel_id = ?, mulaid_lmt_id = ?, use_id = ? WHERE id = ?', [
    relationshipId,
    limitId,
    newId('U'),
    first,
  ]);
  expect((await act(first, 'approval', undefined, bob)).body).toMatchObject({ status: 'MENDED' });
}
