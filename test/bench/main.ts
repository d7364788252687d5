import { endAllStarted } from '../../apps/development-stack/src/processes';
import { removeWorkFolders } from './work-folder';
import { printTable, writeResults, type Figure } from './report';
import { dailyClose, disturbedDailyClose, largestDailyClose } from './daily-close/daily-close';
import { recordRoad } from './record-road/record-road';
import { signedRoad } from './signed-road/signed-road';
import { spend } from './spend/spend';
import { terminate } from './terminate/terminate';

const BENCHES: Readonly<Record<string, (say: (text: string) => void) => Promise<Figure[]>>> = {
  'record-road': recordRoad,
  'signed-road': signedRoad,
  spend,
  terminate,
  'daily-close': dailyClose,
};
/** Not run unless they are named. */
const ON_REQUEST: typeof BENCHES = {
  'daily-close-largest': largestDailyClose,
  'daily-close-disturbed': disturbedDailyClose,
};

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !(name in BENCHES || name in ON_REQUEST));
  if (unknown.length > 0)
    throw new Error(
      `There is no bench ${unknown.join(', ')}; known: ${Object.keys({ ...BENCHES, ...ON_REQUEST }).join(', ')}.`,
    );
  const figures: Figure[] = [];
  for (const [name, run] of Object.entries({ ...BENCHES, ...ON_REQUEST })) {
    if (names.length > 0 ? !names.includes(name) : name in ON_REQUEST) continue;
    figures.push(...(await run((text) => void process.stderr.write(`${text}\n`))));
  }
  printTable(figures);
  writeResults(figures);
}

/** Cleans up where it is interrupted: the parts of a bench run in the background, and would run on. */
async function end(): Promise<never> {
  await endAllStarted(5000);
  removeWorkFolders();
  process.exit(1);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end());
main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
