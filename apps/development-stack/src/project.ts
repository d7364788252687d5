import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The project's root folder: this file runs from its source under the tests, and else from dist/. */
export const PROJECT = rootAbove(__dirname);

/** The project's own Node. */
export const NODE = join(PROJECT, 'node_modules', '.bin', 'node');

/**
 * The flags of every gateway and simulator. The semi-space is the largest single gain in speed: a third of the time
 * went into collecting garbage; by one thread, because several wait for each other where the database needs the other
 * core. kafkajs sets timers in the past, which Node warns of and which does nothing.
 */
export const NODE_FLAGS = [
  '--max-semi-space-size=128',
  '--no-parallel-scavenge',
  '--enable-source-maps',
  '--disable-warning=TimeoutNegativeWarning',
];

/** The flags of a reconciler, of which a day has many rows and little memory is asked: the young generation stays small. */
export const RECONCILER_FLAGS = NODE_FLAGS.map((flag) =>
  flag.startsWith('--max-semi-space-size') ? '--max-semi-space-size=32' : flag,
);

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder));
}
