import { createInterface } from 'node:readline';
import { checkFiles } from './check';
import { compareBenef } from './compare-benef';
import { compareDonor } from './compare-donor';
import { planDonor } from './plan-donor';
import type { StageGiven, StageName, StageResults } from './stage';

const STAGES: { readonly [Name in StageName]: (given: StageGiven) => Promise<StageResults[Name]> } = {
  check: checkFiles,
  'plan-donor': planDonor,
  'compare-donor': compareDonor,
  'compare-benef': compareBenef,
};

/** Carries out a stage that `runStage` asks for over standard input, and answers over standard output. */
export async function stage([name = '']: string[]): Promise<number> {
  if (!isStage(name)) throw new Error(`there is no stage "${name}"`);
  const given = await firstLine();
  const result = await STAGES[name](JSON.parse(given) as StageGiven);
  await new Promise((resolve) => process.stdout.write(JSON.stringify(result), resolve));
  return 0;
}

function isStage(name: string): name is StageName {
  return Object.hasOwn(STAGES, name);
}

/** What is given. When standard input ends, whoever asked is gone: nobody may go on in the day's folder. */
function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  lines.on('close', () => process.kill(process.pid, 'SIGKILL'));
  return new Promise((resolve) => lines.once('line', resolve));
}
