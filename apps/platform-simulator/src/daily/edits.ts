import { COLUMNS, type DayOf, type FileKind, type FileRow } from './columns';

/** What a file says otherwise than the platform's books: every kind of difference can be made of these. */
export interface Edit extends DayOf {
  readonly kind: FileKind;
  readonly edit: 'leave-out' | 'repeat' | 'change' | 'add';
  /** The rows that it concerns, by the text of some columns; left out: all. */
  readonly where: FileRow;
  /** Only so many of them, the first ones; left out: all. */
  readonly rows?: number | undefined;
  /** What stands in some columns instead. */
  readonly set: FileRow;
}

/** What becomes of a row that an edit concerns. `add` adds one row behind the others, as the first concerned or of nothing. */
const MADE_OF: { readonly [How in Edit['edit']]: (row: FileRow, edit: Edit) => FileRow[] } = {
  'leave-out': () => [],
  repeat: (row, { set }) => [row, { ...row, ...set }],
  change: (row, { set }) => [{ ...row, ...set }],
  add: (row) => [row],
};

/** Applies the edits, one after the other; gives the rows, and how many each concerned. */
export function edited(given: readonly FileRow[], edits: readonly Edit[]): { rows: FileRow[]; hits: number[] } {
  let rows = [...given];
  const hits = edits.map((edit) => {
    const hit = new Set(rows.filter((row) => isConcerned(row, edit)).slice(0, edit.rows ?? Infinity));
    const [first] = hit;
    rows = rows.flatMap((row) => (hit.has(row) ? MADE_OF[edit.edit](row, edit) : [row]));
    if (edit.edit === 'add') rows.push({ ...(first ?? blank(edit.kind)), ...edit.set });
    return edit.edit === 'add' ? 1 : hit.size;
  });
  return { rows, hits };
}

function isConcerned(row: FileRow, { where }: Edit): boolean {
  return Object.entries(where).every(([column, text]) => row[column] === text);
}

function blank(kind: FileKind): FileRow {
  return Object.fromEntries(COLUMNS[kind].map((column) => [column, '']));
}
