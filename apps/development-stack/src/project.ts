import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The project's root folder: this file runs from its source under the tests, and else from dist/. */
export const PROJECT = rootAbove(__dirname);

/** The project's own Node. */
export const NODE = join(PROJECT, 'node_modules', '.bin', 'node');

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder));
}
