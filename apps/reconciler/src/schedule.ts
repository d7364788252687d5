import { periodsOf, spanOfPeriod, type RunDay, type RunRole } from '@libs/mutual-aid';

const UTC8 = 8 * 3_600_000;
const DAY = 86_400_000;

/** The latest day that the schedule has come to: the one before that of the last time of day `at` (HH:mm, UTC+8). */
export function lastScheduledDay(now: number, at: string): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const sinceMidnight = (now + UTC8) % DAY;
  const isPast = sinceMidnight >= (hours * 60 + minutes) * 60_000;
  return periodsOf(now - (isPast ? DAY : 2 * DAY)).day;
}

/** Every day from one to another, both included, in both roles, the oldest first. */
export function daysBetween(first: number, last: number): RunDay[] {
  const days: RunDay[] = [];
  for (let day = first; day <= last; day = periodsOf(spanOfPeriod(day).until).day)
    for (const role of ['donor', 'benef'] satisfies RunRole[]) days.push({ day, role });
  return days;
}
