import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

// Loaded by Node before the gateway: at each SIGUSR2 it writes how long the loop has worked and been idle so far, ms,
// beside the gateway's settings file. An answer over HTTP would wait its turn in the very loop that is measured.

const file = `${process.argv.at(-1)}.loop`;

process.on('SIGUSR2', () => {
  const { active, idle } = performance.eventLoopUtilization();
  writeFileSync(file, JSON.stringify({ active, idle }));
});
