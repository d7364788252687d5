import { readFileSync } from 'node:fs';
import { stack } from './stack';
import { until } from './until';

/** A line of a gateway's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** All that a province's gateways have written, as text: other tests' lines too. */
export function logTextOf(province: string): string {
  return (stack.provinces[province]?.gateways ?? []).map(({ log }) => readFileSync(log, 'utf8')).join('');
}

/** The lines of a province's gateways that have these members, as soon as there are any. */
export async function linesWith(province: string, members: LogLine): Promise<LogLine[]> {
  const find = () =>
    logTextOf(province)
      .split('\n')
      .filter((text) => text.startsWith('{') && Object.values(members).every((value) => text.includes(String(value))))
      .map((text) => JSON.parse(text) as LogLine)
      .filter((line) => Object.entries(members).every(([name, value]) => line[name] === value));
  await until(() => find().length > 0);
  return find();
}
