import { drainedAt, fenToYuan, manyPlaces, periodsOf, type FlagThresholds } from '@libs/mutual-aid';
import { formatTime } from '@libs/national-platform';
import {
  begunOrApplied,
  donorsOf,
  largeLimits,
  paidLines,
  visitsAround,
  type FlagRow,
  type LedgerConnection,
} from '@libs/province-store';

/** What patterns are looked for with; `now` is ms UTC. */
export interface LookingFor {
  readonly thresholds: FlagThresholds;
  readonly now: number;
}

/** Unusual patterns to which lines paid here belong, by the lines' numbers. */
export async function patternsOfPaid(
  connection: LedgerConnection,
  numbers: readonly number[],
  looking: LookingFor,
): Promise<FlagRow[]> {
  if (numbers.length === 0) return [];
  const { useIds, limitIds } = await paidLines(connection, numbers);
  const { thresholds, now } = looking;
  const flags = await drained(connection, limitIds, looking);
  for (const [psnNo, visits] of await visitsAround(connection, useIds, thresholds.placesWithin)) {
    const found = manyPlaces(visits, thresholds);
    if (found === undefined) continue;
    const { from, until, institutions } = found;
    const facts = { from: formatTime(from), until: formatTime(until), fixmedins_codes: institutions };
    const key = `MANY_PLACES ${psnNo} ${hourOf(from)}`;
    flags.push({ kind: 'MANY_PLACES', psnNo, key, at: now, facts: JSON.stringify(facts) });
  }
  return flags;
}

/** Unusual patterns to which relationships belong that began, or lines that were applied, in batches. */
export async function patternsOfBatches(
  connection: LedgerConnection,
  batches: readonly number[],
  looking: LookingFor,
): Promise<FlagRow[]> {
  if (batches.length === 0) return [];
  const { relationshipIds, limitIds } = await begunOrApplied(connection, batches);
  const flags = await drained(connection, limitIds, looking);
  for (const { psnNo, donors } of await donorsOf(connection, relationshipIds)) {
    if (donors <= looking.thresholds.donorsMax) continue;
    const facts = JSON.stringify({ donors });
    flags.push({ kind: 'MANY_DONORS', psnNo, key: `MANY_DONORS ${psnNo}`, at: looking.now, facts });
  }
  return flags;
}

async function drained(
  connection: LedgerConnection,
  limitIds: readonly string[],
  { thresholds, now }: LookingFor,
): Promise<FlagRow[]> {
  const limits = await largeLimits(connection, limitIds, thresholds.drainAmount);
  return limits.flatMap(({ limitId, relationshipId, psnNo, amount, setTime, draws }) => {
    const at = drainedAt({ amount, setTime }, draws, thresholds);
    if (at === undefined) return [];
    const times = { set_time: formatTime(setTime), drained_at: formatTime(at) };
    const facts = JSON.stringify({ mulaid_rel_id: relationshipId, lmt_amt: fenToYuan(amount), ...times });
    return [{ kind: 'FAST_DRAIN' as const, psnNo, key: `FAST_DRAIN ${limitId}`, at: now, facts, limitId }];
  });
}

/** Stretches of time that overlap are one pattern: they mostly begin within an hour of the calendar. */
function hourOf(instant: number): string {
  return `${periodsOf(instant).day}${formatTime(instant).slice(11, 13)}`;
}
