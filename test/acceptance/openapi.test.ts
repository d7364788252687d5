import { lettersOf } from '../support/letters';
import { register, someone } from '../support/people';
import { newId, PlatformClient, timeText } from '../support/platform';
import { askReconciliations } from '../support/openapi-reconciliations';
import { examplesOf, OpenapiPage, type Operation } from '../support/openapi';
import { until } from '../support/until';
import { UploadDesk } from '../support/upload-desk';
import { usageOf, wallet } from '../support/wallets';
import { asked, ending } from '../support/windows';

const GD = '440000';
const ROLES = ['settlement', 'window', 'core', 'operator', 'auditor'];
const NDJSON = 'application/x-ndjson';
const platform = new PlatformClient();
// It answers nothing but what a test wants refused.
const desk = new UploadDesk(GD, ({ input }) =>
  refusing.has(input.setl_id) ? { infcode: '-1', err_code: 'E30' } : undefined,
);
const refusing = new Set<string>();
let page: OpenapiPage;
let withTokens: readonly Operation[];

beforeAll(async () => {
  await Promise.all([platform.start(), desk.start()]);
  page = await OpenapiPage.of(GD);
  withTokens = page.operations.filter((each) => each.path.startsWith('/api/v1/'));
});
afterAll(() => Promise.all([platform.stop(), desk.stop()]));

const nameOf = ({ method, path }: Operation) => `${method} ${path}`;
/** What fits each path parameter, and is of nothing that is there where that can be said. */
const nobody = (operation: Operation) =>
  (operation.parameters ?? [])
    .filter((each) => each.in === 'path')
    .map(({ schema }) => (page.misfit(schema, 'nothing-here') === undefined ? 'nothing-here' : String(schema.example)));
const bodyOf = ({ method }: Operation, body: object = {}) => (method === 'GET' ? {} : { body });
const settlement = { roles: ['settlement'] };
const core = { roles: ['core'] };
const window = { roles: ['window'] };
const operator = { roles: ['operator'] };
const errCode = (answer: { body: object }) => (answer.body as { err_code?: string }).err_code;
const detailOf = (answer: { body: object }) => (answer.body as { detail?: string }).detail ?? '';

describe('the page itself', () => {
  test('tells of every operation who may send it, what it does, and every parameter', () => {
    expect(withTokens.length).toBeGreaterThan(18);
    for (const operation of page.operations) {
      const { path, summary, description, security, parameters = [] } = operation;
      const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(parameters.filter((each) => each.in === 'path').map(({ name }) => name)).toEqual(placeholders);
      expect([summary, description].every((text) => /\p{Script=Han}/u.test(text ?? ''))).toBe(true);
      if (!withTokens.includes(operation)) continue;
      expect(security).toEqual([{ bearer: [] }]);
      expect(operation['x-roles']?.length).toBeGreaterThan(0);
    }
  });

  test('its examples fit its schemas', () => {
    const examples = page.operations.flatMap(examplesOf);
    expect(examples.length).toBeGreaterThan(150);
    const misfits = examples.map(({ schema, value }) => page.misfit(schema, value));
    expect(misfits.filter((each) => each !== undefined)).toEqual([]);
  });

  test.each(['iss', 'NDJSON', 'setl_id', 'Retry-After', 'A10', '16 个字符', 'lines: []', 'REFUSED', '多余字段'])(
    'its introduction speaks of %s',
    (word) => expect(page.document.info.description).toContain(word),
  );
});

describe('what it says of all operations is so', () => {
  test('tokens and roles: exactly those that it names', async () => {
    for (const operation of withTokens) {
      const given = { path: nobody(operation), ...bodyOf(operation) };
      expect(errCode(await page.ask(nameOf(operation), { ...given, token: '' }))).toBe('A02');
      for (const role of ROLES) {
        const isRefused = errCode(await page.ask(nameOf(operation), { ...given, roles: [role] })) === 'A03';
        expect([nameOf(operation), role, !isRefused]).toEqual([
          nameOf(operation),
          role,
          operation['x-roles']?.includes(role),
        ]);
      }
    }
  });

  test('bodies over 1 MiB', async () => {
    for (const operation of withTokens.filter(({ method }) => method !== 'GET')) {
      const given = { path: nobody(operation), roles: [...(operation['x-roles'] ?? [])] };
      const answer = await page.ask(nameOf(operation), { ...given, body: { note: 'x'.repeat(1_100_000) } });
      expect(errCode(answer)).toBe('A06');
    }
  });

  test('bodies that are no JSON', async () => {
    for (const operation of withTokens.filter(({ method }) => method !== 'GET')) {
      const given = { path: nobody(operation), roles: [...(operation['x-roles'] ?? [])] };
      expect(errCode(await page.ask(nameOf(operation), { ...given, raw: '{"note":' }))).toBe('A01');
    }
  });

  test('parameters: what does not fit is A01 and names it, the example fits', async () => {
    for (const operation of withTokens) {
      const roles = [...(operation['x-roles'] ?? [])];
      const { parameters = [] } = operation;
      const required = parameters.filter((each) => each.in === 'query' && each.required);
      const others = (name: string) =>
        required.filter((each) => each.name !== name).map((each) => `${each.name}=${String(each.schema.example)}&`);
      for (const { name, in: place, schema } of parameters) {
        const before = `?${others(name).join('')}`;
        const path = (value: string) =>
          nobody(operation).map((fits, i) => (parameters[i]?.name === name ? value : fits));
        const query = (value: string) => (place === 'path' ? before : `${before}${name}=${encodeURIComponent(value)}`);
        const bad = await page.ask(nameOf(operation), {
          roles,
          path: path('a b'),
          query: query('a b'),
          ...bodyOf(operation),
        });
        // What is no number of a dead letter is that of none.
        const code = operation.path.includes('/dead-letters/{id}') ? 'A05' : 'A01';
        if ('400' in operation.responses) expect([nameOf(operation), errCode(bad)]).toEqual([nameOf(operation), code]);
        expect(detailOf(bad)).toMatch(new RegExp(name === 'id' ? '^(mulaid_rel_id|id)：' : `^${name}：`));
        if (operation.method !== 'GET') continue;
        const good = await page.ask(nameOf(operation), {
          roles,
          path: path(String(schema.example)),
          query: query(String(schema.example)),
        });
        expect(errCode(good) ?? '').toMatch(/^(A05)?$/);
      }
      if (required.length > 0) expect(detailOf(await page.ask(nameOf(operation), { roles }))).toMatch(/^\w+：必填/);
    }
  });

  test('members of bodies: a wrong or missing one is A01, names it and says what is expected', async () => {
    for (const operation of withTokens) {
      const content = operation.requestBody?.content['application/json'];
      const schema = page.document.components.schemas[content?.schema.$ref?.split('/').at(-1) ?? ''];
      const [example] = examplesOf({ ...operation, responses: {} });
      const path = (operation.parameters ?? []).map((each) => String(each.schema.example));
      if (schema?.properties === undefined || example === undefined) continue;
      const roles = [...(operation['x-roles'] ?? [])];
      for (const member of Object.keys(schema.properties)) {
        const wrong = [{}, 7, ' \t', 'a\u0000b', '\ud800', 'a\nb'];
        for (const value of schema.required?.includes(member) ? [undefined, ...wrong] : wrong) {
          const body = { ...(example.value as object), [member]: value };
          const answer = await page.ask(nameOf(operation), { roles, path, body });
          expect([errCode(answer), detailOf(answer)]).toEqual([
            'A01',
            expect.stringMatching(`^${member}[.：].*(应为|属于)`),
          ]);
        }
      }
    }
  });
});

describe('real answers are as it says', () => {
  test('persons, accounts, movements, entries, the import', async () => {
    const { psn_no, insutype, ...row } = someone(GD);
    const body = { ...row, enrolments: [{ insutype, state: 'ACTIVE' }], balance: '10.00' };
    const put = (change: object) =>
      page.ask('PUT /api/v1/insured-persons/{psn_no}', { ...core, path: [psn_no], body: { ...body, ...change } });
    expect([(await put({})).status, (await put({ balance: null })).status]).toEqual([201, 200]);
    const move = (change: object) =>
      page.ask('POST /api/v1/personal-accounts/{psn_no}/movements', {
        ...core,
        path: [psn_no],
        body: { movement_id: 'x', amt: '1.00', direction: 'OUT', reason: '购药', ...change },
      });
    const movement_id = newId('M');
    expect([(await move({ movement_id })).status, (await move({ movement_id })).status]).toEqual([201, 200]);
    expect(errCode(await move({ movement_id, amt: '2.00' }))).toBe('A04');
    expect(errCode(await move({ movement_id: newId('M'), amt: '20.00' }))).toBe('A11');
    expect(errCode(await put({ balance: '11.00' }))).toBe('A09');
    const elsewhere = {
      ...core,
      path: ['nobody'],
      body: { movement_id: newId('M'), amt: '1.00', direction: 'IN', reason: '划入' },
    };
    expect(errCode(await page.ask('POST /api/v1/personal-accounts/{psn_no}/movements', elsewhere))).toBe('A05');
    for (const roles of [['core'], ['window']])
      expect((await page.ask('GET /api/v1/insured-persons/{psn_no}', { roles, path: [psn_no] })).status).toBe(200);
    const account = await page.ask('GET /api/v1/personal-accounts/{psn_no}', {
      ...core,
      path: [psn_no],
      query: '?limit=1',
    });
    expect((account.body['trail'] as { next: unknown }).next).not.toBeNull();
    expect((await page.ask('GET /api/v1/account-entries', { ...core, query: '?limit=2' })).status).toBe(200);
    const [line] = examplesOf(page.operations.find(({ path }) => path.endsWith('/import')) as Operation);
    const raw = `${String(line?.value).replace('44000000000003', newId('P'))}broken\n`;
    const imported = await page.ask('POST /api/v1/insured-persons/import', { ...core, raw, type: NDJSON });
    expect(imported.body).toMatchObject({ accepted: 1, refused: [{ line: 2, err_code: 'A01' }] });
  });

  test('quotes, usages, reversals, wallets, relationships', async () => {
    const { benef, relationshipIds } = await wallet(platform, GD, ['30.00', '50.00'], '20.00');
    const body = usageOf(benef.psn_no, '110.00');
    const quote = (change: object = {}) =>
      page.ask('POST /api/v1/usage-quotes', { ...settlement, body: { ...body, ...change } });
    const pay = (change: object = {}) =>
      page.ask('POST /api/v1/usages', { ...settlement, body: { ...body, ...change } });
    const path = [body.setl_id];
    const now = () => page.ask('GET /api/v1/usages/{setl_id}', { ...settlement, path });
    const reverse = () => page.ask('POST /api/v1/usages/{setl_id}/reversal', { ...settlement, path });
    const quoted = await quote();
    expect([errCode(await reverse()), errCode(await now())]).toEqual(['A05', 'A05']);
    const paid = await pay();
    expect(paid).toMatchObject({ status: 201, body: quoted.body });
    expect([(await pay()).status, errCode(await pay({ pay_amt: '1.00' }))]).toEqual([200, 'A04']);
    // A quote is refused as its payment would be, and a known settlement has the amounts that it got.
    expect(await quote()).toMatchObject({ status: 200, body: quoted.body });
    expect(errCode(await quote({ pay_amt: '1.00' }))).toBe('A04');
    expect(errCode(await quote({ scene: '3', pay_amt: '999.00' }))).toBe('A04');
    for (const ask of [quote, pay]) expect(errCode(await ask({ psn_no: 'nobody' }))).toBe('A05');
    for (const ask of [quote, pay]) {
      expect(errCode(await ask({ setl_id: newId('S'), scene: '3', pay_amt: '999.00' }))).toBe('A10');
      const future = timeText(Date.now() + 600_000);
      expect(detailOf(await ask({ setl_id: newId('S'), use_time: future }))).toMatch(/^use_time：.*将来/);
      expect(detailOf(await ask({ setl_id: newId('S'), fixmedins_code: null }))).toMatch(/^fixmedins_code：必填/);
    }
    expect((await now()).body).toMatchObject({ state: 'PAID', upload: { state: 'PENDING' } });
    expect([(await reverse()).status, (await reverse()).status]).toEqual([201, 200]);
    expect((await now()).body).toMatchObject({ state: 'REVERSED', reversal: { upload: { state: 'PENDING' } } });
    expect(
      (await page.ask('GET /api/v1/wallets/{psn_no}', { ...settlement, path: [benef.psn_no] })).body,
    ).toMatchObject({
      balc: '80.00',
    });
    const [id = ''] = relationshipIds;
    expect((await page.ask('GET /api/v1/relationships/{id}', { ...window, path: [id] })).status).toBe(200);
    const query = `?limit=1&psn_no=${benef.psn_no}`;
    const first = await page.ask('GET /api/v1/relationships', { ...window, query });
    const after = String(first.body['next']);
    expect(
      (await page.ask('GET /api/v1/relationships', { ...window, query: `${query}&after=${after}` })).body,
    ).toMatchObject({
      items: [{ role: 'benef' }],
      next: null,
    });
  });

  test('windows: establishments, limits, terminations, who used the money; what stays open', async () => {
    const donor = await register(GD, someone(GD), '500.00');
    const body = asked(donor, someone('510000', '390'));
    const establish = (change: object = {}) =>
      page.ask('POST /api/v1/relationships', { ...window, body: { ...body, ...change } });
    const made = await establish();
    expect([made.status, (await establish()).status, errCode(await establish({ chnl: '2' }))]).toEqual([
      202,
      200,
      'A04',
    ]);
    expect(errCode(await establish({ request_id: newId('Q') }))).toBe('E16');
    expect(errCode(await establish({ limits: [{}] }))).toBe('A01');
    const id = String(made.body['mulaid_rel_id']);
    const on = (path: string, given: object, relationship = id) =>
      page.ask(`POST /api/v1/relationships/{id}/${path}`, { ...window, path: [relationship], body: given });
    const limit = { request_id: newId('Q'), lmt_amt: '5.00' };
    const end = ending('donor');
    for (const [path, given] of [
      ['limits', limit],
      ['termination', end],
    ] as const)
      expect([errCode(await on(path, given)), errCode(await on(path, given, newId('R')))]).toEqual(['E31', 'A05']);
    expect((await page.ask('GET /api/v1/pending', { ...operator, query: '?older_than=0s&limit=1000' })).status).toBe(
      200,
    );
    const { msgid } = await desk.hear(({ infno, key }) => infno === 'M111' && key === id);
    await desk.answer(msgid, { infcode: '0' });
    await until(async () => (await on('limits', limit)).status === 202);
    expect([(await on('limits', limit)).status, errCode(await on('limits', { ...limit, lmt_amt: '6.00' }))]).toEqual([
      200,
      'A04',
    ]);
    expect([(await on('termination', end)).status, (await on('termination', end)).status]).toEqual([202, 200]);
    expect(errCode(await on('termination', { ...end, reason: '其他' }))).toBe('A04');
    expect(errCode(await on('termination', ending('benef')))).toBe('A01');
    const { benef, relationshipIds } = await wallet(platform, GD, ['30.00']);
    await page.ask('POST /api/v1/usages', { ...settlement, body: usageOf(benef.psn_no, '5.00') });
    for (const path of [relationshipIds[0] ?? '', id, newId('R')])
      await page.ask('GET /api/v1/relationships/{id}/usages', { ...window, path: [path] });
    const change = (psnNo: string) =>
      page.ask('POST /api/v1/insured-persons/{psn_no}/changes', {
        ...core,
        path: [psnNo],
        body: { chg_type: 'END', chg_time: timeText(Date.now()) },
      });
    expect((await change(donor.psn_no)).body).toEqual({ psn_no: donor.psn_no, mulaid_rel_ids: [id] });
    expect(errCode(await change(newId('P')))).toBe('A05');
  });

  test('uploads and dead letters, sent again and discarded', async () => {
    const { benef } = await wallet(platform, GD, ['30.00']);
    const body = usageOf(benef.psn_no, '1.00');
    refusing.add(body.setl_id);
    await page.ask('POST /api/v1/usages', { ...settlement, body });
    const usage = () => page.ask('GET /api/v1/usages/{setl_id}', { ...settlement, path: [body.setl_id] });
    await until(async () => ((await usage()).body['upload'] as { state: string }).state === 'REFUSED');
    const { msgid } = await desk.hear(({ input }) => input.setl_id === body.setl_id);
    await page.ask('GET /api/v1/dead-letters', { ...operator, query: '?limit=1000' });
    const letter = (await lettersOf(GD, 'operator')).find((each) => each.msgid === msgid);
    const path = [letter?.id ?? ''];
    for (const state of ['PENDING', 'REFUSED'])
      expect(
        (await page.ask('GET /api/v1/uploads', { ...operator, query: `?state=${state}&older_than=0s` })).status,
      ).toBe(200);
    refusing.clear();
    const redrive = () => page.ask('POST /api/v1/uploads/{msgid}/redrive', { ...operator, path: [msgid] });
    expect((await redrive()).body).toMatchObject({ state: 'PENDING' });
    expect(errCode(await redrive())).toBe('E31');
    expect(errCode(await page.ask('POST /api/v1/dead-letters/{id}/redrive', { ...operator, path }))).toBe('E31');
    const mark = newId('mark');
    await platform.sendRaw(`mulaid.down.relation.${GD}`, [{ key: mark, value: mark }]);
    const find = async () => (await lettersOf(GD, 'auditor')).find((each) => each.record === mark)?.id;
    await until(async () => (await find()) !== undefined);
    const unreadable = { ...operator, path: [(await find()) ?? ''] };
    const again = await page.ask('POST /api/v1/dead-letters/{id}/redrive', unreadable);
    expect(again.body).toMatchObject({ state: 'OPEN', history: [{}, { what: 'REDRIVEN' }, {}] });
    const discard = () => page.ask('POST /api/v1/dead-letters/{id}/discard', unreadable);
    expect([(await discard()).body['state'], errCode(await discard())]).toEqual(['DISCARDED', 'E31']);
  });

  test('what concerns somebody who is not registered', async () => {
    const body = usageOf(newId('nobody'), '1.00');
    expect(errCode(await page.ask('POST /api/v1/usages', { ...settlement, body }))).toBe('A05');
    const movement = { movement_id: newId('V'), amt: '1.00', direction: 'IN', reason: '测试' };
    const asked = { roles: ['core'], path: [newId('nobody')], body: movement };
    expect(errCode(await page.ask('POST /api/v1/personal-accounts/{psn_no}/movements', asked))).toBe('A05');
  });

  test('policies, conservation, health', async () => {
    expect((await page.ask('GET /api/v1/policies', operator)).status).toBe(200);
    for (const query of ['?admdvs=440300', '?admdvs=440300&at=2001-01-01T00:00:00.000Z'])
      expect((await page.ask('GET /api/v1/policies/effective', { ...operator, query })).status).toBe(200);
    expect((await page.ask('GET /api/v1/audit/conservation', { roles: ['auditor'] })).body['ok']).toBe(true);
    for (const path of ['/health/live', '/health/ready', '/metrics'])
      expect((await page.ask(`GET ${path}`, { token: '' })).status).toBe(200);
  });

  test('reconciliations, differences, clearing', () => askReconciliations(page, platform));
  test('every status that it declares was answered, but for parts that are down', () => {
    const declared = page.operations.flatMap((each) =>
      Object.keys(each.responses).map((status) => `${nameOf(each)} ${status}`),
    );
    expect(declared.filter((each) => !page.seen.has(each) && !each.endsWith(' 503'))).toEqual([]);
  });
});
