import { refuse } from '@libs/mutual-aid';
import type { LetterRow } from '@libs/province-store';
import type { FileSet } from '../files/file-set';
import type { Refused } from './outcome';

/** What E31 says of a dead letter that somebody has dealt with. */
export function notOpen(state: Exclude<LetterRow['state'], 'OPEN'>): string {
  return `该死信状态为 ${state}，只有 OPEN 的可以处理`;
}

/** A dead letter that was asked for and that an operator may deal with: only while it is OPEN (E31). */
export function openLetter(files: FileSet, key: string): LetterRow | Refused {
  const letter = files.shelf.letter.find(key);
  if (letter === undefined) return { kind: 'refused', refusal: refuse('A05', 'id') };
  if (letter.state === 'OPEN') return letter;
  return { kind: 'refused', refusal: refuse('E31', undefined, notOpen(letter.state)) };
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
