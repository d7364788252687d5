import { say } from '../say';
import { waitFor } from '../wait-for';
import type { Family } from './beginning';
import { CAST } from './cast';
import type { Stage } from './stage';

/** The mother ends it at her window while a payment is still under way: the comparison finds it (R27–R29). */
export async function endByMother(stage: Stage, { mother: id }: Family): Promise<void> {
  const { guangdong, sichuan, platform } = stage;
  const { mother, father } = CAST;
  await platform.misbehave({ silent: ['M411'] });
  await stage.pay(mother, '2', '45.50');
  say(
    `   ${mother.psn_name} pays 45.50, and its message is delayed. Then she ends the relationship at her window in Sichuan:`,
  );
  const body = { request_id: stage.requestId(), initiator: 'benef', reason: '本人申请', chnl: '3' };
  const asked = await sichuan.post<{ state: string }>(`/relationships/${id}/termination`, body);
  stage.expect(asked.status === 202 && asked.body.state === 'TERMINATING', `termination ${asked.status}`);
  const ended = await waitFor(
    'the end',
    () => platform.relationship(id),
    ({ state }) => state === 'TERMINATED',
  );
  const rounds = ended.termination?.rounds ?? [];
  say(
    `   ${asked.body.state}, nothing can be spent any more. M311; the platform asks both regions (M301, donor / beneficiary):`,
  );
  for (const [index, round] of rounds.entries()) say(`      ${index + 1}. ${round}`);
  say(
    '   After the mismatch Sichuan sent all her usage (M413), the platform took over what it lacked, Guangdong fetched it.',
  );
  stage.expect(rounds[0]?.includes('MISMATCH') === true && rounds.at(-1) === 'MATCH / MATCH', rounds.join('; '));
  await platform.misbehave({});
  await sichuan.uploadsAnswered();
  const { limits, history } = await stage.reaches(guangdong, id, 'TERMINATED');
  await stage.reaches(sichuan, id, 'TERMINATED');
  const returned = limits.map(({ ret_amt }) => ret_amt);
  stage.expect(returned.join() === '0.00,94.50', `returned ${returned.join()}`);
  const { balance, frozen } = await stage.account(father);
  say(
    `   M302, Sichuan first: her limits are zero, ${returned.join(' + ')} is returned. The father: balance ${balance}, frozen ${frozen}.`,
  );
  say(`   Guangdong's record of it: ${history.map(({ to, cause }) => `${to} (${cause})`).join(', ')}.`);
  const { items } = await guangdong.get<{ items: { amt: string; orig_use_id?: string }[] }>(
    `/relationships/${id}/usages`,
  );
  const lines = items.map(({ amt, orig_use_id }) => (orig_use_id ? `-${amt}` : amt));
  say(`   "Who used my money?" at his window: ${lines.join(', ')}.`);
}
