/** A person number for logs: the first three and last two characters, all hidden where it is short. */
export function maskNumber(value: string): string {
  return value.length <= 6
    ? '*'.repeat(value.length)
    : `${value.slice(0, 3)}${'*'.repeat(value.length - 5)}${value.slice(-2)}`;
}

/** A name: its first character only. */
export function maskName(value: string): string {
  const [first = '', ...rest] = [...value];
  return first + '*'.repeat(rest.length);
}

/** A piece of the text, or a value with the name of the member it is. */
type Piece = string | { readonly name: string; readonly value: unknown };

/**
 * The JSON of a value with names and certificate numbers masked at every depth, whatever that is: neither
 * JSON.stringify nor anything else that calls itself can walk what a record may hold.
 */
export function maskedJson(root: unknown): string {
  let json = '';
  const todo: Piece[] = [{ name: '', value: root }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === 'string') json += next;
    else if (typeof next.value !== 'object' || next.value === null)
      json += JSON.stringify(masked(next.name, next.value));
    else if (Array.isArray(next.value)) putElements(todo, next.name, next.value);
    else putMembers(todo, Object.entries(next.value));
  }
  return json;
}

// An element is masked like the member that its list is.
function putElements(todo: Piece[], name: string, values: readonly unknown[]): void {
  todo.push(']');
  for (let i = values.length - 1; i >= 0; i--) todo.push({ name, value: values[i] }, i === 0 ? '' : ',');
  todo.push('[');
}

function putMembers(todo: Piece[], members: readonly [string, unknown][]): void {
  todo.push('}');
  for (const [i, [name, value]] of [...members.entries()].reverse())
    todo.push({ name, value }, `${i === 0 ? '' : ','}${JSON.stringify(name)}:`);
  todo.push('{');
}

function masked(name: string, value: unknown): unknown {
  if (name === 'psn_name') return maskName(String(value));
  return name === 'certno' ? maskNumber(String(value)) : value;
}

/** Masks names and certificate numbers, and whatever looks like one, in a text that could not be read as JSON. */
export function maskText(text: string): string {
  return text
    .replace(/("(?:psn_name|certno)"\s*:\s*")((?:[^"\\]|\\.)*)/g, '$1***')
    .replace(/\d{14,}[0-9xX]/g, (number) => maskNumber(number));
}
