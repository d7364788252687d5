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

/** How a page is read. */
export const relationsPage = wireBody(schema, pageOf, unsayableCursor);

function pageOf({ items, next }: WirePage): RelationsPage {
  return { items, next: next === null || next === undefined || next === '' ? undefined : String(next) };
}

/** Half a surrogate pair can be neither kept nor asked with. */
function unsayableCursor({ next }: WirePage): string | undefined {
  return typeof next === 'string' && !next.isWellFormed() ? 'next' : undefined;
}
