import type { Figure } from '../report';
import { killRun } from './killed-run';
import { payBeside } from './payments-beside';
import { prepareDay, type DayPlace } from './prepare-day';

/** A day's run beside payments, and one that is killed again and again. */
export async function disturbDay(rows: number, place: DayPlace): Promise<Figure[]> {
  const day = await prepareDay(place, rows);
  try {
    return [...(await payBeside(day, place)), ...(await killRun(day, place.say))];
  } finally {
    day.close();
  }
}
