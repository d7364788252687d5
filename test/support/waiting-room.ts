import { sql } from './database';
import { codeOf, envelopeOf, topicOf } from './platform';
import { platform, type Case } from './situations';
import { until } from './until';

/** How many messages wait in a province for what they name. */
export async function waitingMessages(province: string): Promise<number> {
  const [row] = await sql(province, 'SELECT COUNT(*) AS count FROM waiting_message');
  return Number(row?.['count']);
}

/** The time of everything that waits is up, as if it had arrived long ago. */
export async function endWaiting(province: string): Promise<void> {
  await sql(province, 'UPDATE waiting_message SET arrived_at = 0');
}

/** Sends messages under one key, and gives their msgids once all of them wait. */
export async function sendEarly(province: string, key: string, cases: readonly Case[]): Promise<string[]> {
  const before = await waitingMessages(province);
  const envelopes = cases.map(({ infno, input }) => envelopeOf(province, infno, input));
  const records = envelopes.map((envelope) => ({ key, value: JSON.stringify(envelope) }));
  await platform.sendRaw(topicOf('M201', province), records);
  await until(async () => (await waitingMessages(province)) === before + cases.length);
  return envelopes.map(({ msgid }) => String(msgid));
}

/** The codes that these messages are answered with first. */
export function codesOf(msgids: readonly string[]): Promise<string[]> {
  return Promise.all(msgids.map(async (msgid) => codeOf(await platform.answerTo(msgid))));
}
