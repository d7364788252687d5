import { say } from '../say';
import { beAway } from './absence';
import { begin, beRefused } from './beginning';
import { cancelByRule, endByDaughter } from './ending';
import { endByMother } from './mismatch';
import { moveAway } from './moving';
import { spend } from './spending';
import type { Stage } from './stage';

/** One family's story: establishing, refusals, an outage, spending, endings. Gives what did not go as it must. */
export async function tellStory(stage: Stage): Promise<readonly string[]> {
  const family = await begin(stage);
  await beRefused(stage);
  await beAway(stage, family);
  await spend(stage);
  await endByMother(stage, family);
  await endByDaughter(stage);
  await moveAway(stage, await cancelByRule(stage));
  for (const each of stage.wrong) say(`   NOT AS IT MUST BE: ${each}`);
  return stage.wrong;
}
