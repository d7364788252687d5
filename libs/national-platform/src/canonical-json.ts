/** The member names of an object in their order, and sorted; messages of one kind share one. */
interface Shape {
  readonly names: readonly string[];
  readonly sorted: readonly SortedName[];
}

interface SortedName {
  readonly name: string;
  readonly quoted: string;
}

/** A piece of the text, or a value whose text is still to be written. */
type Piece = string | { readonly value: unknown };

const MOST_SHAPES = 64;
const MOST_NAMES = 40;
/** Recursion is the fastest way, and its stack is short: what lies deeper is written without. */
const RECURSES = 100;
const shapes: Shape[][] = Array.from({ length: MOST_NAMES + 1 }, () => []);
// What JSON writes as it is; a lone surrogate is none of it.
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\ud7ff\ue000-\uffff]*$/;

/**
 * The canonical form of §1: keys sorted in ASCII order at every depth, null and "" members left out, no white space.
 * `value` is what JSON.parse gives, nested however deeply; `depth` is for its own calls.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (typeof value === 'string') return PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (depth === RECURSES) return withoutRecursion(value);
  if (Array.isArray(value)) return canonicalList(value, depth);
  const members = value as Record<string, unknown>;
  let json = '{';
  for (const { name, quoted } of shapeOf(Object.keys(members)).sorted) {
    const member = members[name];
    if (isLeftOut(member)) continue;
    json += (json.length === 1 ? quoted : `,${quoted}`) + canonicalJson(member, depth + 1);
  }
  return `${json}}`;
}

function canonicalList(values: readonly unknown[], depth: number): string {
  let json = '[';
  for (let i = 0; i < values.length; i++) json += (i === 0 ? '' : ',') + canonicalJson(values[i], depth + 1);
  return `${json}]`;
}

function isLeftOut(member: unknown): boolean {
  return member === null || member === '' || member === undefined;
}

/** The same text from a list of what is still to be written, the next piece last. */
function withoutRecursion(root: object): string {
  let json = '';
  const todo: Piece[] = [{ value: root }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === 'string') json += next;
    else if (typeof next.value !== 'object' || next.value === null) json += canonicalJson(next.value);
    else if (Array.isArray(next.value)) putList(todo, next.value);
    else putMembers(todo, next.value as Record<string, unknown>);
  }
  return json;
}

function putList(todo: Piece[], values: readonly unknown[]): void {
  todo.push(']');
  for (let i = values.length - 1; i >= 0; i--) todo.push({ value: values[i] }, i === 0 ? '' : ',');
  todo.push('[');
}

function putMembers(todo: Piece[], members: Record<string, unknown>): void {
  const names = shapeOf(Object.keys(members)).sorted.filter(({ name }) => !isLeftOut(members[name]));
  todo.push('}');
  for (const [i, { name, quoted }] of [...names.entries()].reverse())
    todo.push({ value: members[name] }, i === 0 ? quoted : `,${quoted}`);
  todo.push('{');
}

// Sorting the names of a kind of message once saves a sort a message.
function shapeOf(names: readonly string[]): Shape {
  const known = shapes[names.length];
  const found = known?.find((shape) => areSame(shape.names, names));
  if (found) return found;
  const sorted = [...names].sort((a, b) => (a < b ? -1 : 1));
  const shape = { names, sorted: sorted.map((name) => ({ name, quoted: `${JSON.stringify(name)}:` })) };
  if (known && known.length < MOST_SHAPES) known.push(shape);
  return shape;
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
