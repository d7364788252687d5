/** Something that the pages rule out has happened. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** Throws where something does not hold that the pages promise. */
export function holds(isSo: boolean, promise: () => string): asserts isSo {
  if (!isSo) throw new Fault(promise());
}
