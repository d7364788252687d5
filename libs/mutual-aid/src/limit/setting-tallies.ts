import { fen, ZERO_FEN, type Fen } from '../money';
import { periodsOf, type Periods } from '../periods';

/** How many settings a donor made in a period, and their sum in fen (R11). */
export interface Tally {
  readonly count: number;
  readonly sum: Fen;
}

/**
 * The counters of the caps. A person's row keeps those of the latest day, month and year in which a setting lies;
 * tallies of older periods are read from the limits when a setting with an older set time asks for them.
 */
export interface SettingTallies {
  readonly latest: Periods;
  readonly tallies: ReadonlyMap<number, Tally>;
}

const NOTHING: Tally = { count: 0, sum: ZERO_FEN };

export const NO_SETTINGS: SettingTallies = { latest: { day: 0, month: 0, year: 0 }, tallies: new Map() };

/** The periods of a set time whose tallies are not in the file and must be read before deciding. */
export function unreadPeriods(settings: SettingTallies, setTime: number): number[] {
  const { day, month, year } = periodsOf(setTime);
  const { latest, tallies } = settings;
  const unread: number[] = [];
  if (day < latest.day && !tallies.has(day)) unread.push(day);
  if (month < latest.month && !tallies.has(month)) unread.push(month);
  if (year < latest.year && !tallies.has(year)) unread.push(year);
  return unread;
}

/** Adds the tallies of older periods that were read from the limits. */
export function withTallies(settings: SettingTallies, read: Iterable<readonly [number, Tally]>): SettingTallies {
  return { latest: settings.latest, tallies: new Map([...settings.tallies, ...read]) };
}

/** The tallies while the settings of one message are counted one after the other; the ones it began from stay as they are. */
export class RunningTallies {
  private readonly tallies: Map<number, Tally>;
  private day: number;
  private month: number;
  private year: number;

  constructor({ latest, tallies }: SettingTallies) {
    this.tallies = new Map(tallies);
    ({ day: this.day, month: this.month, year: this.year } = latest);
  }

  /** The tally of one period; one later than the latest holds nothing yet. */
  of(period: number): Tally {
    return this.tallies.get(period) ?? NOTHING;
  }

  /** Counts one more setting. */
  count({ day, month, year }: Periods, amount: Fen): void {
    this.add(day, amount);
    this.add(month, amount);
    this.add(year, amount);
    this.day = Math.max(this.day, day);
    this.month = Math.max(this.month, month);
    this.year = Math.max(this.year, year);
  }

  /** What was counted, as the person's file keeps it. */
  get settings(): SettingTallies {
    return { latest: { day: this.day, month: this.month, year: this.year }, tallies: this.tallies };
  }

  private add(period: number, amount: Fen): void {
    const { count, sum } = this.of(period);
    this.tallies.set(period, { count: count + 1, sum: fen(sum + amount) });
  }
}

/** A setting that was revoked or refused counts no more (running-it.md). */
export function uncountSetting(settings: SettingTallies, setTime: number, amount: Fen): SettingTallies {
  const periods = periodsOf(setTime);
  const tallies = new Map(settings.tallies);
  for (const period of [periods.day, periods.month, periods.year]) {
    const tally = tallies.get(period);
    if (tally) tallies.set(period, { count: tally.count - 1, sum: fen(tally.sum - amount) });
  }
  return { latest: settings.latest, tallies };
}
