/** Tells one line of the story. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
