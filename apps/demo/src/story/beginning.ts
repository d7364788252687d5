import { say } from '../say';
import { CAST } from './cast';
import type { Stage } from './stage';

/** The relationships of the family, by who may spend. */
export interface Family {
  readonly mother: string;
  readonly wife: string;
}

/** Set up at a window and in the app; another limit by either. */
export async function begin(stage: Stage): Promise<Family> {
  const { guangdong, sichuan } = stage;
  const { father, mother, wife, daughter, uncle } = CAST;
  await guangdong.importPeople([father]);
  await sichuan.importPeople([mother, wife, daughter, uncle]);
  say(
    `   ${father.psn_name} works in Guangdong; his personal account (个人账户) holds ${father.balance}. His family lives in`,
  );
  say(`   Sichuan. At an agency window he signs for his mother ${mother.psn_name}: 860.00 (R14).`);
  const signed = await stage.sign(father, mother, '02', ['860.00']);
  stage.expect(signed.status === 202 && signed.body.state === 'PENDING', `window ${signed.status}`);
  const id = signed.body.mulaid_rel_id;
  const { frozen } = await stage.account(father);
  say(
    `   The window hears at once: ${signed.body.state}, ${frozen} frozen (冻结). M111 goes up; the platform confirms and`,
  );
  await Promise.all([stage.reaches(guangdong, id, 'EFFECTIVE'), stage.walletHolds(mother, '860.00')]);
  say('   tells Sichuan (M102): EFFECTIVE in both provinces, and 860.00 in her wallet (医保钱包).');
  const wifesId = await stage.askApp(father, wife, '01', '400.00');
  say(`   For his wife ${wife.psn_name} he uses the national app (R13): 400.00 (M101, M102).`);
  await stage.walletHolds(wife, '400.00');
  return { mother: id, wife: wifesId };
}

/** Refused at the window, by the platform, and by the other province: each time nothing stays frozen. */
export async function beRefused(stage: Stage): Promise<void> {
  const { guangdong, platform } = stage;
  const { father, mother, uncle, fatherInLaw } = CAST;
  const before = await stage.account(father);
  const again = await stage.sign(father, mother, '02', ['10.00']);
  stage.expect(again.body.err_code === 'E16', `the same pair again: ${again.body.err_code}`);
  say(`   For her once more: the window refuses at once (${again.body.err_code}: ${again.body.detail}).`);
  await platform.post('/simulator/refusals', { infno: 'M111', err_code: 'E15' });
  const atPlatform = await stage.sign(father, uncle, '02', ['50.00']);
  const refused = await stage.reaches(guangdong, atPlatform.body.mulaid_rel_id, 'REFUSED');
  say(
    `   For his uncle, as "parent": accepted, 50.00 frozen, then the platform refuses (${refused.err_code}): REFUSED.`,
  );
  const atSichuan = await stage.sign(father, fatherInLaw, '02', ['50.00']);
  const { history } = await stage.reaches(guangdong, atSichuan.body.mulaid_rel_id, 'REVOKED');
  say(
    `   For ${fatherInLaw.psn_name}, whom Sichuan does not insure: the platform confirms, Sichuan refuses M102, the platform`,
  );
  say(`   revokes in Guangdong: ${history.map(({ to, cause }) => `${to} by ${cause}`).join(', ')}.`);
  const after = await stage.account(father);
  stage.expect(before.frozen === after.frozen, `frozen ${before.frozen}, then ${after.frozen}`);
  say(`   Frozen before and after: ${after.frozen}.`);
}
