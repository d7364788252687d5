import { audit } from '../support/balance';
import { accountOf, establishment, limitOf, register, someone, type Stated } from '../support/people';
import { killPart } from '../support/kill-part';
import { codeOf, PlatformClient } from '../support/platform';
import { STANDARD, startStack } from '../../apps/development-stack/src/stack';

const GD = '440000';
const KILLS = 20;
const dir = process.env['TEST_STACK_DIR'] ?? '';
const platform = new PlatformClient();

beforeAll(() => platform.start());
afterAll(() => platform.stop());

/** Starts again what was killed, with the stack's data kept. */
async function startAgain(): Promise<void> {
  await startStack({ ...STANDARD, dir }, () => undefined);
}

test(`${KILLS} SIGKILLs under load: every message has one effective answer, and the books are those of a run without`, async () => {
  const donors: Stated[] = [];
  for (let i = 0; i < 20; i++) donors.push(await register(GD, someone(GD), '100000.00'));
  await startAgain();
  const sent: { msgid: string; donor: string }[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    // Only once the last crash is over is there something to crash.
    expect(await platform.ask(GD, 'M101', establishment(someone(GD), someone('510000')))).toBe('E10');
    const bodies = donors.map((donor) => ({ donor, body: establishment(donor, someone('510000'), [limitOf('1.00')]) }));
    const load = bodies.map(async ({ donor, body }) => {
      const msgid = await platform.send(GD, 'M101', body);
      sent.push({ msgid, donor: donor.psn_no });
      await platform.send(GD, 'M101', body, { msgid });
    });
    const moment = Math.random() * 60;
    await new Promise((resolve) => setTimeout(resolve, moment));
    await killPart(dir, `${GD}-1`);
    await Promise.all(load);
    await startAgain();
  }
  const accepted = new Map<string, number>();
  for (const { msgid, donor } of sent) {
    const first = codeOf(await platform.answerTo(msgid));
    expect(['0', 'E22', 'E24']).toContain(first);
    for (const again of platform.answers.get(msgid) ?? []) expect(codeOf(again.input)).toBe(first);
    if (first === '0') accepted.set(donor, (accepted.get(donor) ?? 0) + 1);
  }
  // By the policy each donor may set five limits a day, crash or no crash.
  for (const donor of donors) {
    expect(accepted.get(donor.psn_no)).toBe(5);
    expect(await accountOf(GD, donor.psn_no)).toMatchObject({ frozen: '5.00' });
  }
  expect(audit(GD)).toMatchObject({ status: 0, proof: { ok: true } });
}, 1_200_000);
