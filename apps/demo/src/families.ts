import type { BookedRelationship } from '../../platform-simulator/src/books';
import type { AppRequest } from '../../platform-simulator/src/establishing';
import type { DemoProvince } from './province';
import { say } from './say';
import type { SimulatedPlatform } from './simulated-platform';

/** Of the live relationships, those nobody pays from: so that some can still be taken back. */
const LEFT_ALONE = { from: 300, until: 380 };

function liveOf(made: readonly BookedRelationship[]): BookedRelationship[] {
  return made.filter((each) => each.state === 'EFFECTIVE');
}

/** The beneficiaries who go to hospitals and counters. */
export function payingOf(made: readonly BookedRelationship[]): BookedRelationship[] {
  return liveOf(made).filter((_, index) => index < LEFT_ALONE.from || index >= LEFT_ALONE.until);
}

/** What families do afterwards: another limit, a limit taken back, a relationship taken back. */
export async function changeTheirMinds(
  made: readonly BookedRelationship[],
  platform: SimulatedPlatform,
): Promise<void> {
  await Promise.all(
    liveOf(made)
      .slice(0, 400)
      .map(({ mulaid_rel_id, limits }, index) => {
        const path = `/simulator/relationships/${mulaid_rel_id}`;
        if (index < 300) return platform.post(`${path}/limits`, { lmt_amt: '20.00' });
        if (index < 360) return platform.post(`${path}/limits/${limits[0]?.mulaid_lmt_id}/revocation`, {});
        return platform.post(`${path}/revocation`, {});
      }),
  );
}

/** One family's relationship from the request to a bill at a hospital. */
export async function tellStory(
  made: readonly BookedRelationship[],
  requests: readonly AppRequest[],
  provinces: Readonly<Record<string, DemoProvince>>,
): Promise<void> {
  // One of those from whom nobody has paid yet, and who was not taken back.
  const family = liveOf(made).slice(LEFT_ALONE.from, LEFT_ALONE.until);
  const found = family.find(
    (each) => each.limits.length > 1 && each.limits.every(({ state }) => state === 'EFFECTIVE'),
  );
  const request = requests[found === undefined ? -1 : made.indexOf(found)] as
    { donor: { psn_name: string }; benef: { psn_name: string } } | undefined;
  if (found === undefined || request === undefined) return;
  const { donorProvince, benefProvince } = found;
  const [donor, benef] = [request.donor.psn_name, request.benef.psn_name];
  say('\n7. One family:');
  say(
    `   ${donor} is insured in ${donorProvince} and sets ${found.limits.map((each) => each.lmt_amt).join(' and ')} yuan aside for ${benef}`,
  );
  say(
    `   in ${benefProvince}. ${donorProvince} checked the insurance, the letter, the caps and the balance, froze the money (冻结) and`,
  );
  say(`   said yes; then ${benefProvince} recorded it. Today ${benef} is at a hospital with a bill of 60.00.`);
  const bill = {
    setl_id: `DEMO-FAMILY-${Date.now()}`,
    psn_no: found.benef_psn_no,
    scene: '1',
    fixmedins_code: 'H00001',
  };
  const paid = await provinces[benefProvince]?.post<Record<string, string>>('/usages', {
    ...bill,
    pay_amt: '60.00',
    use_time: new Date().toISOString(),
  });
  const { acct_mulaid_pay, acct_pay, psn_cash_pay } = paid?.body ?? {};
  say(
    `   The window hears: the wallet pays ${acct_mulaid_pay}, the own account ${acct_pay}, cash ${psn_cash_pay}; the platform is told (M411).`,
  );
}
