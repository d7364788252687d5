import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT } from '../../apps/development-stack/src/project';

/** One figure of a benchmark, as running-it.md has it in the JSON. */
export interface Figure {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What `ratio` is against. */
  readonly baseline?: string;
  readonly ratio?: number;
  /** The goal in words, `>= 0.9` of the ratio or `<= 100` of the value. */
  readonly goal?: string;
}

/** Whether a figure reaches its goal: of its ratio where it has one, else of its value. */
export function isReached({ value, ratio, goal }: Figure): boolean | undefined {
  if (goal === undefined) return undefined;
  const [sign, bound] = goal.split(' ');
  const reached = ratio ?? value;
  return sign === '>=' ? reached >= Number(bound) : reached <= Number(bound);
}

/** Prints the figures as a table. */
export function printTable(figures: readonly Figure[]): void {
  const rows = figures.map((each) => [
    each.bench,
    each.figure,
    `${shown(each.value)} ${each.unit}`,
    each.ratio === undefined ? '' : `${each.ratio.toFixed(2)} × ${each.baseline}`,
    each.goal === undefined ? '' : `${each.goal}  ${isReached(each) ? 'reached' : 'MISSED'}`,
  ]);
  const head = ['bench', 'figure', 'value', 'ratio', 'goal'];
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)));
  for (const row of [head, ...rows]) {
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}

/** Writes the figures to test/bench/results/latest.json. */
export function writeResults(figures: readonly Figure[]): void {
  const path = join(PROJECT, 'test/bench/results/latest.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(figures, undefined, 2)}\n`);
}

function shown(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(value >= 10 ? 1 : 3);
}

/** The middle of an odd number of values. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
