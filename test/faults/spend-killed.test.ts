import { audit } from '../support/balance';
import { sql } from '../support/database';
import { OwnStack } from '../support/own-stack';
import { PlatformClient } from '../support/platform';
import { killPart } from '../support/kill-part';
import { until } from '../support/until';
import { UploadDesk } from '../support/upload-desk';
import { insist, usageOf, wallet } from '../support/wallets';

const SC = '510000';
const KILLS = 20;
const WINDOWS = 8;
const WALLETS = 12;
const own = new OwnStack({ provinces: [SC], set: { 'upload.resend_after': '1s', 'upload.resend_max': '2s' } });
let platform: PlatformClient;
let desk: UploadDesk;

beforeAll(async () => {
  await own.start();
  platform = new PlatformClient();
  desk = new UploadDesk(SC);
  await Promise.all([platform.start(), desk.start()]);
});
afterAll(async () => {
  await Promise.all([platform.stop(), desk.stop()]);
  await own.wipe();
});

interface Paid {
  readonly setl_id: string;
  /** As the client first heard it. */
  readonly body: Record<string, unknown>;
  readonly reversed: boolean;
}

test(`killed ${KILLS} times under load: every 201 is in the books and on the platform once`, async () => {
  const wallets = await Promise.all(
    Array.from({ length: WALLETS }, () => wallet(platform, SC, ['400.00', '400.00'], '100.00')),
  );
  const psnNos = wallets.map(({ benef }) => benef.psn_no);
  const paid: Paid[] = [];
  const tries = { again: 0 };
  let isOver = false;
  const window = async (number: number): Promise<void> => {
    for (let i = 0; !isOver; i++) {
      const body = usageOf(psnNos[(number + i) % WALLETS] ?? '', '0.70');
      const answer = await insist(SC, '/usages', body, tries);
      expect([200, 201]).toContain(answer.status);
      const reversed = i % 4 === 0;
      if (reversed) {
        const { status } = await insist(SC, `/usages/${body.setl_id}/reversal`, {}, tries);
        expect([200, 201]).toContain(status);
      }
      paid.push({ setl_id: body.setl_id, body: answer.body, reversed });
    }
  };
  const windows = Array.from({ length: WINDOWS }, (_, number) => window(number));
  for (let kill = 0; kill < KILLS; kill++) {
    const before = paid.length;
    const wanted = before + 1 + Math.floor(Math.random() * 40);
    await until(() => paid.length >= wanted);
    await killPart(own.dir, `${SC}-1`);
    await own.start();
  }
  isOver = true;
  await Promise.all(windows);
  expect(tries.again).toBeGreaterThan(0);

  const rows = await sql<{ setl_id: string; use_id: string; reversal_use_id: string | null }>(
    SC,
    'SELECT setl_id, use_id, reversal_use_id FROM usage_record',
  );
  expect(rows.map((row) => [row.setl_id, row.use_id, row.reversal_use_id !== null]).sort()).toEqual(
    paid.map(({ setl_id, body, reversed }) => [setl_id, body['use_id'], reversed]).sort(),
  );
  await until(async () => {
    const [open] = await sql(SC, "SELECT COUNT(*) AS count FROM upload WHERE state <> 'CONFIRMED'");
    return Number(open?.['count']) === 0;
  });
  // On the platform once: however often a record came, it was under one msgid.
  const wanted = rows.flatMap((row) => [row.use_id, ...(row.reversal_use_id === null ? [] : [row.reversal_use_id])]);
  const uploaded = new Map(desk.heard.map(({ msgid, input }) => [msgid, input.use_id]));
  const drawn = new Set(
    paid.filter(({ body }) => (body['lines'] as unknown[]).length > 0).map(({ setl_id }) => setl_id),
  );
  expect(drawn.size).toBe(paid.length);
  expect([...uploaded.values()].sort()).toEqual(wanted.sort());
  const left = paid.filter(({ reversed }) => !reversed).length * 70;
  const [spent] = await sql(SC, 'SELECT SUM(used_amt) AS used FROM mulaid_limit');
  expect(Number(spent?.['used'])).toBe(left);
  expect(audit(SC)).toMatchObject({ status: 0, proof: { ok: true } });
}, 1_200_000);
