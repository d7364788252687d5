import { readFileSync } from 'node:fs';
import { stack } from './stack';
import { until } from './until';

/** What GET /health/ready answers. */
export interface Readiness {
  readonly status: number;
  readonly parts: Record<string, { status: string; detail?: string }>;
}

function urlOf(province: string): string {
  return stack.provinces[province]?.gateways[0]?.url ?? '';
}

/** Asks a province's first gateway. */
export async function readinessOf(province: string): Promise<Readiness> {
  const answer = await fetch(`${urlOf(province)}/health/ready`);
  const { parts } = (await answer.json()) as Pick<Readiness, 'parts'>;
  return { status: answer.status, parts };
}

/** A figure as a scrape shows it, by its name with labels; undefined where it is not shown. */
export async function figureOf(province: string, name: string): Promise<number | undefined> {
  const text = await (await fetch(`${urlOf(province)}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length));
}

/** What a scrape shows once all of it was asked for after this call: figures are had every few seconds. */
export async function freshMetrics(url: string): Promise<string> {
  const from = Date.now() / 1000;
  let text = '';
  await until(async () => {
    text = await (await fetch(`${url}/metrics`)).text();
    const asked = [...text.matchAll(/^mutual_aid_figures_fresh_since_seconds\S+ (\S+)$/gm)];
    return asked.length > 0 && asked.every(([, at]) => Number(at) >= from);
  });
  return text;
}

/** The lines of a gateway's log from a byte on, and where they end. */
export function logSince(province: string, from = 0): { lines: { level: string; msg: string }[]; end: number } {
  const bytes = readFileSync(stack.provinces[province]?.gateways[0]?.log ?? '');
  const lines = bytes.subarray(from).toString().split('\n').slice(0, -1);
  return { lines: lines.map((line) => JSON.parse(line) as { level: string; msg: string }), end: bytes.length };
}
