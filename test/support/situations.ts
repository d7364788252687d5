import { establishment, limitOf, register, someone, type Stated } from './people';
import { PlatformClient } from './platform';

/** The two provinces of the stack that all tests share. */
export const GD = '440000';
export const SC = '510000';

/** Who plays the platform in this test file. */
export const platform = new PlatformClient();

export type Change = Record<string, unknown>;
/** A message to send, and by which envelope. */
export interface Case {
  readonly infno: string;
  readonly input: object;
  readonly change?: Change;
}

export const of = (infno: string, input: object, change?: Change): Case => ({ infno, input, change });
export const reason = '测试';

/** A donor of 440000 with a thousand yuan. */
export const donor = (balance = '1000.00', change: Partial<Stated> = {}) =>
  register(GD, { ...someone(GD), ...change }, balance);
export const benef = (insutype = '390') => register(GD, someone(GD, insutype));
export const there = () => someone(SC);

/** An effective relationship in which this province has the donor, and one in which it has the beneficiary. */
export async function given(limits?: object[], own?: Stated) {
  const body = establishment(own ?? (await donor()), there(), limits);
  expect(await platform.ask(GD, 'M101', body)).toBe('0');
  return body;
}
export async function received() {
  const body = establishment(there(), await benef());
  expect(await platform.ask(GD, 'M102', body)).toBe('0');
  return body;
}
export async function revoked(make: typeof given | typeof received) {
  const body = await make();
  expect(await platform.ask(GD, 'M103', { mulaid_rel_id: body.mulaid_rel_id, reason })).toBe('0');
  return body;
}
export const idOf = ({ mulaid_rel_id }: { mulaid_rel_id: string }) => ({ mulaid_rel_id });
export const limitIdOf = ({ limits }: { limits: object[] }) =>
  ({ ...(limits[0] as ReturnType<typeof limitOf>) }).mulaid_lmt_id;
export const set = (body: { mulaid_rel_id: string }, amount = '1.00', at = Date.now()) => ({
  ...idOf(body),
  limit: limitOf(amount, at),
});

export const DAY = 86_400_000;

/** 20 settings of a month's cap each of 5 a day, months ago: so many that the next in that month is one too many. */
export const inDays = (count: number, amount: string, from: number) =>
  Array.from({ length: count }, (_, index) => limitOf(amount, from + Math.floor(index / 5) * DAY));
export const MARCH = Date.UTC(2026, 2, 2, 4);
export const APRIL = Date.UTC(2026, 3, 2, 4);
export const MAY = Date.UTC(2026, 4, 2, 4);

/** What it is, the code it is answered with, and how to come to it. */
export type Situation = readonly [string, string, () => Promise<Case> | Case];
