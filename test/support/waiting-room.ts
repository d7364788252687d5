import { sql } from './database';

/** How many messages wait in a province for what they name. */
export async function waitingMessages(province: string): Promise<number> {
  const [row] = await sql(province, 'SELECT COUNT(*) AS count FROM waiting_message');
  return Number(row?.['count']);
}

/** The time of everything that waits is up, as if it had arrived long ago. */
export async function endWaiting(province: string): Promise<void> {
  await sql(province, 'UPDATE waiting_message SET arrived_at = 0');
}
