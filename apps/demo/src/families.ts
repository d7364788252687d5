import type { BookedRelationship } from '../../platform-simulator/src/books';
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
