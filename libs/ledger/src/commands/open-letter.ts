import { refuse } from '@libs/mutual-aid';
import type { LetterRow } from '@libs/province-store';
import type { FileSet } from '../files/file-set';
import type { Refused } from './outcome';

/** What E31 says of a dead letter that somebody has dealt with. */
export function notOpen(state: Exclude<LetterRow['state'], 'OPEN'>): string {
  return `该死信状态为 ${state}，只有 OPEN 的可以处理`;
}

/** What E31 says of a dead letter with which another hand was quicker, and that has failed again. */
export const ANOTHER_HAND = '该死信刚刚由他人处理过，请重新查询后再处理';

/**
 * A dead letter that was asked for and that an operator may deal with: only while it is OPEN and its history as long as
 * when the request came in, where that is known (E31).
 */
export function openLetter(files: FileSet, key: string, seen?: number): LetterRow | Refused {
  const letter = files.shelf.letter.find(key);
  if (letter === undefined) return { kind: 'refused', refusal: refuse('A05', 'id') };
  const { state, history } = letter;
  if (state !== 'OPEN') return { kind: 'refused', refusal: refuse('E31', undefined, notOpen(state)) };
  if (seen === undefined || history.length === seen) return letter;
  return { kind: 'refused', refusal: refuse('E31', undefined, ANOTHER_HAND) };
}

/** Moves an OPEN dead letter on, with who did it and when (ms UTC). */
export function moveLetter(
  files: FileSet,
  letter: LetterRow,
  state: 'REDRIVEN' | 'DISCARDED',
  { by, at }: { by: string; at: number },
): void {
  files.shelf.letter.put({ ...letter, state, history: [...letter.history, { at, what: state, by }] });
}
