/** A person number for logs: the first three and last two characters, all hidden where it is short. */
export function maskNumber(value: string): string {
  return value.length <= 6
    ? '*'.repeat(value.length)
    : `${value.slice(0, 3)}${'*'.repeat(value.length - 5)}${value.slice(-2)}`;
}

/** A name: its first character only, and of a name of one character nothing. */
export function maskName(value: string): string {
  const [first = '', ...rest] = [...value];
  return rest.length === 0 ? '*'.repeat(first.length && 1) : first + '*'.repeat(rest.length);
}
