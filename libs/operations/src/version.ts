import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version of this build, as package.json has it. */
export const VERSION = (JSON.parse(readFileSync(packageAbove(__dirname), 'utf8')) as { version: string }).version;

function packageAbove(folder: string): string {
  const file = join(folder, 'package.json');
  return existsSync(file) ? file : packageAbove(dirname(folder));
}
