import type { ClearingComparison, Comparison } from '@libs/mutual-aid';
import { writeClearingOutput } from './clearing';
import { writeComparison } from './terminations';

/** The output of an answer to a message of the platform's, as JSON (§3). */
export function writeOutput(output: Comparison | ClearingComparison): string {
  return 'limits' in output ? writeComparison(output) : writeClearingOutput(output);
}
