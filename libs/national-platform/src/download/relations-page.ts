import { object, wireBody } from '../messages/wire-body';

/** A page of `GET /relations` (§6). */
export interface RelationsPage {
  /** In the platform's order; what each of them is, is looked at one by one, as of a push. */
  readonly items: readonly unknown[];
  /** The cursor to go on from; absent where the platform gave none. */
  readonly next: string | undefined;
}

/** Characters that a cursor has at most. */
export const CURSOR_LENGTH = 500;

interface WirePage {
  readonly items: readonly unknown[];
  readonly next?: string | number | null;
}

const schema = object(
  {
    items: { type: 'array' },
    next: { anyOf: [{ type: 'null' }, { type: 'integer' }, { type: 'string', maxLength: CURSOR_LENGTH }] },
  },
  ['next'],
);

/** Begins a number that a double does not hold (exact-numbers.ts). */
const EXACT = '\u0000';

/** How a page is read. */
export const relationsPage = wireBody(schema, pageOf, unsayableCursor);

function pageOf({ items, next }: WirePage): RelationsPage {
  const text = String(next ?? '');
  const cursor = text.startsWith(EXACT) ? text.slice(EXACT.length) : text;
  return { items, next: cursor === '' ? undefined : cursor };
}

/** Half a surrogate pair can be neither kept nor asked with. */
function unsayableCursor({ next }: WirePage): string | undefined {
  return typeof next === 'string' && !next.isWellFormed() ? 'next' : undefined;
}
