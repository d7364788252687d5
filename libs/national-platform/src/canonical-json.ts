/** The member names of an object in their order, and sorted; messages of one kind share one. */
interface Shape {
  readonly names: readonly string[];
  readonly sorted: readonly { readonly name: string; readonly quoted: string }[];
}

const MOST_SHAPES = 64;
const MOST_NAMES = 40;
const shapes: Shape[][] = Array.from({ length: MOST_NAMES + 1 }, () => []);
// What JSON writes as it is; a lone surrogate is none of it.
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\ud7ff\ue000-\uffff]*$/;

/**
 * The canonical form of §1: keys sorted in ASCII order at every depth, null and "" members left out, no white space.
 * Throws RangeError where the value is nested too deeply to be walked.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return canonicalList(value);
  const members = value as Record<string, unknown>;
  let json = '{';
  for (const { name, quoted } of shapeOf(Object.keys(members)).sorted) {
    const member = members[name];
    if (member === null || member === '' || member === undefined) continue;
    json += (json.length === 1 ? quoted : `,${quoted}`) + canonicalJson(member);
  }
  return `${json}}`;
}

function canonicalList(values: readonly unknown[]): string {
  let json = '[';
  for (let i = 0; i < values.length; i++) json += (i === 0 ? '' : ',') + canonicalJson(values[i]);
  return `${json}]`;
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
