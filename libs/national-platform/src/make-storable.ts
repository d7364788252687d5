/**
 * Puts U+FFFD where a text of a parsed record holds half a surrogate pair (`"\ud83d"`), at every depth and in place:
 * JSON may carry one, but no database or next system can. `json` is the text it was parsed from: only an escape can
 * have brought a half, so that almost nothing need be walked. Every other text stays as it is.
 */
export function makeStorable(value: object, json: string): void {
  if (!json.includes('\\ud') && !json.includes('\\uD')) return;
  const todo = [value as Record<string, unknown>];
  for (let each = todo.pop(); each !== undefined; each = todo.pop()) {
    for (const [name, member] of Object.entries(each)) {
      if (typeof member === 'object' && member !== null) todo.push(member as Record<string, unknown>);
      else if (typeof member === 'string' && !member.isWellFormed()) each[name] = member.toWellFormed();
    }
  }
}
