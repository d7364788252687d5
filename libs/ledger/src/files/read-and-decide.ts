import type { Answers, Asked } from '@libs/province-store';
import type { FileSet } from './file-set';

/** No batch needs more: a message asks for its relationship, that for its limits, those for what they wait for. */
const MOST_ROUNDS = 20;

/**
 * Reads what is asked for, decides, and reads again what deciding found missing, until nothing is. Whoever runs it
 * answers from the database, or from maps in tests: the plan of reading is the same. A batch that never ends asking
 * would hold its locks for ever: it fails instead.
 */
export function* readAndDecide<Result>(files: FileSet, decide: () => Result): Generator<Asked, Result, Answers> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    files.take(yield files.asked());
    const result = decide();
    if (!files.isAsking) return result;
    if (files.asksForPersons) files.readAnew();
    files.restart();
  }
  throw new Error(`a batch still asks for more after ${MOST_ROUNDS} rounds of reading`);
}
