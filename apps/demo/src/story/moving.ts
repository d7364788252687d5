import { say } from '../say';
import { waitFor } from '../wait-for';
import { CAST } from './cast';
import type { Stage } from './stage';

/** The daughter moves to another pooling region: what she was given ends by itself (R8), here once a person has looked. */
export async function moveAway(stage: Stage, id: string): Promise<void> {
  const { guangdong, sichuan, platform } = stage;
  const { daughter } = CAST;
  const change = { chg_type: 'TRANSFER', chg_time: new Date().toISOString() };
  const path = `/insured-persons/${daughter.psn_no}/changes`;
  const { status, body } = await sichuan.post<{ mulaid_rel_ids?: string[] }>(path, change);
  stage.expect(status === 202 && body.mulaid_rel_ids?.join() === id, `changes ${status}`);
  const stuck = await waitFor(
    'a stuck termination',
    () => platform.relationship(id),
    (seen) => seen.termination?.state === 'STUCK',
  );
  const cancelled = await platform.post<{ err_code?: string }>(`/simulator/relationships/${id}/cancellation`, {});
  stage.expect(cancelled.err_code === 'E31', `a cancellation after TRANSFER: ${cancelled.err_code}`);
  const { items } = await guangdong.get<{ items: { mulaid_rel_id: string }[] }>('/pending?older_than=0s');
  stage.expect(
    items.some(({ mulaid_rel_id }) => mulaid_rel_id === id),
    'GET /pending names it',
  );
  say(
    '   She moves to another pooling region (TRANSFER): Sichuan ends the relationship by itself (M312). The misprint is',
  );
  say(
    `   still there: no agreement after ${stuck.termination?.rounds.length} rounds, and what ended by itself may not be cancelled (E31). Operators of both`,
  );
  say(
    '   provinces see it in GET /pending. A person finds the misprint, has it corrected, and lets the termination go on:',
  );
  await platform.post('/simulator/misprints', { mulaid_lmt_id: stuck.limits[0]?.mulaid_lmt_id });
  await platform.post(`/simulator/relationships/${id}/termination/continuation`, {});
  await Promise.all([stage.reaches(guangdong, id, 'TERMINATED'), stage.reaches(sichuan, id, 'TERMINATED')]);
  const { balance, frozen, available } = await stage.account(CAST.father);
  say(
    `   TERMINATED. The father's account: balance ${balance}, of it ${frozen} frozen for his wife, ${available} available.`,
  );
  stage.expect(frozen === '400.00' && available === '1634.50', `in the end frozen ${frozen}, available ${available}`);
}
