import { say } from '../say';
import { waitFor } from '../wait-for';
import { CAST } from './cast';
import type { Stage } from './stage';

/** The daughter ends what her father gave her, at her window in Sichuan, before she needed any of it (R27–R29). */
export async function endByDaughter(stage: Stage): Promise<void> {
  const { guangdong, sichuan, platform } = stage;
  const { father, daughter } = CAST;
  const before = await stage.account(father);
  const id = await stage.askApp(father, daughter, '03', '150.00');
  const body = { request_id: stage.requestId(), initiator: 'benef', reason: '本人申请', chnl: '3' };
  const asked = await sichuan.post<{ state: string }>(`/relationships/${id}/termination`, body);
  stage.expect(asked.status === 202 && asked.body.state === 'TERMINATING', `termination ${asked.status}`);
  say(
    `   For his daughter ${daughter.psn_name} 150.00 in the app. She ends it at her window in Sichuan: ${asked.body.state}, nothing can be`,
  );
  say('   spent any more (M311). The platform asks both regions for their figures (M301, donor / beneficiary):');
  const [{ limits, history }] = await Promise.all([
    stage.reaches(guangdong, id, 'TERMINATED'),
    stage.reaches(sichuan, id, 'TERMINATED'),
  ]);
  const { termination } = await waitFor(
    'the end',
    () => platform.relationship(id),
    ({ state }) => state === 'TERMINATED',
  );
  const rounds = termination?.rounds ?? [];
  stage.expect(rounds.at(-1) === 'MATCH / MATCH', rounds.join('; '));
  stage.expect(limits[0]?.ret_amt === '150.00', `returned ${limits[0]?.ret_amt}`);
  const after = await stage.account(father);
  stage.expect(after.available === before.available, `available ${before.available}, then ${after.available}`);
  say(
    `   ${rounds.join(', ')}. M302, Sichuan first: ${limits[0]?.ret_amt} is returned to the father's account; available ${after.available} as`,
  );
  say(`   before. Guangdong's record: ${history.map(({ to, cause }) => `${to} (${cause})`).join(', ')}.`);
}

/** A mistake on the platform's side that no comparison solves: after so many rounds it cancels (M303). Gives whose it is. */
export async function cancelByRule(stage: Stage): Promise<string> {
  const { guangdong, sichuan, platform } = stage;
  const id = await stage.askApp(CAST.father, CAST.daughter, '03', '120.00');
  const { limits } = await platform.relationship(id);
  await platform.post('/simulator/misprints', { mulaid_lmt_id: limits[0]?.mulaid_lmt_id, amt: '1.00' });
  await platform.post('/simulator/rounds', { rounds: 4 });
  await platform.post(`/simulator/relationships/${id}/termination`, { initiator: 'donor', reason: '用户申请' });
  const { termination } = await waitFor(
    'M303',
    () => platform.relationship(id),
    (seen) => seen.termination?.state === 'CANCELLED',
  );
  await Promise.all([stage.reaches(guangdong, id, 'EFFECTIVE'), stage.reaches(sichuan, id, 'EFFECTIVE')]);
  await stage.walletHolds(CAST.daughter, '120.00');
  say(
    '   They make a new one (R8): 120.00; then the father wants it ended in the app. The platform’s own figure is 1.00 too',
  );
  say(
    `   high, and Sichuan's usages (M413) do not explain it: after ${termination?.rounds.length} rounds the platform cancels (M303), EFFECTIVE again.`,
  );
  return id;
}
