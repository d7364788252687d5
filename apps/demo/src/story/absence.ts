import { say } from '../say';
import { CAST } from './cast';
import type { Family } from './beginning';
import type { Stage } from './stage';

/** Sichuan is away for a while, and what was set meanwhile is not pushed to it: it catches up by the download (R14, §6). */
export async function beAway(stage: Stage, family: Family): Promise<void> {
  const { guangdong, platform } = stage;
  await stage.sichuanStops();
  await platform.post('/simulator/held-provinces', { provinces: ['510000'] });
  const request = { request_id: stage.requestId(), lmt_amt: '200.00' };
  const path = `/relationships/${family.mother}/limits`;
  const set = await guangdong.post<{ mulaid_lmt_id: string }>(path, request);
  // The window's connection broke: it sends the same request again and gets the same limit.
  const again = await guangdong.post<{ mulaid_lmt_id: string }>(path, request);
  const isSame = set.status === 202 && again.status === 200 && set.body.mulaid_lmt_id === again.body.mulaid_lmt_id;
  stage.expect(isSame, `limits while away: ${set.status}, ${again.status}`);
  say(
    '   Sichuan’s gateway is down. In Guangdong another 200.00 is set for the mother; the window sends it twice (same',
  );
  say('   request_id: one limit). The platform confirms it and cannot push it.');
  await stage.sichuanComesBack();
  await stage.walletHolds(CAST.mother, '1060.00');
  say('   Sichuan comes back and asks what it missed (GET /mulaid/v1/relations): her wallet holds 1060.00.');
  await platform.post('/simulator/held-provinces', { provinces: [] });
  say('   Then the platform pushes the same message after all: the same answer again, and nothing changes (R15).');
}
