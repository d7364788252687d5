import { canonicalJson } from '../canonical-json';

/** What is signed of an envelope (§1): every field but `cainfo`, also those that the page does not know. */
export function signedText(envelope: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const name of Object.keys(envelope).sort()) {
    const value = envelope[name];
    if (name === 'cainfo' || value === undefined || value === null || value === '') continue;
    text += `${text === '' ? '' : '&'}${name}=${typeof value === 'string' ? value : canonicalJson(value)}`;
  }
  return text;
}
