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

/** Between the name of a load and what its figure is of: such figures are printed as a table of their own. */
const OF = ': ';

/** Prints the figures as a table, then what each load cost as another, a line a load. */
export function printTable(figures: readonly Figure[]): void {
  const details = figures.filter(({ figure }) => figure.includes(OF));
  const rows = figures
    .filter((each) => !details.includes(each))
    .map((each) => [
      each.bench,
      each.figure,
      `${shown(each.value)} ${each.unit}`,
      each.ratio === undefined ? '' : `${each.ratio.toFixed(2)} × ${each.baseline}`,
      each.goal === undefined ? '' : `${each.goal}  ${isReached(each) ? 'reached' : 'MISSED'}`,
    ]);
  printRows([['bench', 'figure', 'value', 'ratio', 'goal'], ...rows]);
  if (details.length > 0) printRows(loadRows(details));
}

function loadRows(details: readonly Figure[]): string[][] {
  const parted = details.map((each) => ({ ...each, parts: each.figure.split(OF) }));
  const columns = [...new Set(parted.map(({ parts }) => parts[1] ?? ''))];
  const loads = Map.groupBy(parted, ({ bench, parts }) => `${bench}  ${parts[0]}`);
  const rows = [...loads].map(([load, ofLoad]) => [
    load,
    ...columns.map((column) => {
      const found = ofLoad.find(({ parts }) => parts[1] === column);
      return found === undefined ? '' : `${shown(found.value)} ${found.unit.replace(/ ?a request$/, '')}`;
    }),
  ]);
  return [[], ['load', ...columns], ...rows];
}

function printRows(rows: readonly (readonly string[])[]): void {
  const widths = (rows.at(-1) ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
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
