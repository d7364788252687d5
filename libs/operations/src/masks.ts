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

/** A copy of a JSON value in which names and certificate numbers are masked at every depth. */
export function maskIdentities(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskIdentities);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, maskMember(key, member)]));
}

function maskMember(key: string, member: unknown): unknown {
  if (typeof member === 'object' && member !== null) return maskIdentities(member);
  if (key === 'psn_name') return maskName(String(member));
  return key === 'certno' ? maskNumber(String(member)) : member;
}

/** Masks names and certificate numbers, and whatever looks like one, in a text that could not be read as JSON. */
export function maskText(text: string): string {
  return text
    .replace(/("(?:psn_name|certno)"\s*:\s*")((?:[^"\\]|\\.)*)/g, '$1***')
    .replace(/\d{14,}[0-9xX]/g, (number) => maskNumber(number));
}
