import type { Caps } from '@libs/mutual-aid';

/** The date in UTC+8, as text. */
export function dateOf(time: number): string {
  return new Date(time + 8 * 60 * 60 * 1000).toISOString().slice(0, 10);
}

/** The lowest of codes; 0 where there is none. */
export function lowest(codes: readonly string[]): string {
  return [...codes].sort()[0] ?? '0';
}

/** Everything added up. */
export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((so, amount) => so + amount, 0n);
}

/** The amounts of settings added up. */
export function total(settings: readonly { amount: bigint }[]): bigint {
  return sum(settings.map((each) => each.amount));
}

/** Whether a figure is above a cap. */
export function passes(figure: bigint, cap: Caps['amountMax']): boolean {
  return cap !== undefined && figure > cap;
}

/** Whether there are more settings than a cap allows. */
export function isOver(settings: readonly unknown[], cap: number | undefined): boolean {
  return cap !== undefined && settings.length > cap;
}
