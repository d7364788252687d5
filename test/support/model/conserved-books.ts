import { remaining, type InsuredPerson, type Limit } from '@libs/mutual-aid';
import type { MemoryProvince } from '../memory-province';
import { holds } from './fault';

/** R31 and R22 over everything that a province has recorded; throws where a fen is missing. */
export function proveConserved(province: MemoryProvince): void {
  for (const limit of province.limits.values()) proveLimit(limit);
  for (const person of province.persons.values()) proveAccount(province, person);
}

function proveLimit(limit: Limit): void {
  const { limitId, amount, used, returned, state } = limit;
  const shown = () => `limit ${limitId}: ${state}, ${amount} = ${used} used + ${returned} returned + what is left`;
  holds(used >= 0n && returned >= 0n && remaining(limit) >= 0n, shown);
  if (state === 'EFFECTIVE' || state === 'PENDING') return;
  holds(remaining(limit) === 0n, shown);
  if (state !== 'CLOSED') holds(used === 0n && returned === amount, shown);
}

function proveAccount(province: MemoryProvince, { psnNo, account, liveGiven }: InsuredPerson): void {
  const given = [...province.relationships.values()].filter(
    (each) => each.role === 'donor' && each.donor.psnNo === psnNo,
  );
  const live = given.filter(({ state }) => ['PENDING', 'EFFECTIVE', 'TERMINATING'].includes(state)).length;
  holds(live === liveGiven, () => `${psnNo} has ${live} live relationships and counts ${liveGiven}`);
  const ids = new Set(given.map((each) => each.relationshipId));
  const limits = [...province.limits.values()].filter((limit) => ids.has(limit.relationshipId));
  if (account === undefined) return holds(limits.length === 0, () => `${psnNo} gives without an account`);
  const { opening, balance, frozen } = account;
  const left = sum(limits.map((limit) => remaining(limit)));
  holds(frozen === left, () => `${psnNo}: ${frozen} frozen, ${left} left in the limits given`);
  const moved = [...province.movements.values()].filter((each) => each.psnNo === psnNo);
  const own = [...province.usages.values()].filter(({ usage, reversal }) => usage.psnNo === psnNo && !reversal);
  const due =
    opening +
    sum(moved.map(({ direction, amount }) => (direction === 'IN' ? amount : 0n - amount))) -
    sum(own.map(({ usage }) => usage.accountPaid)) -
    sum(limits.map((limit) => limit.used));
  holds(balance === due, () => `${psnNo}: a balance of ${balance}, where ${due} is right`);
  holds(frozen >= 0n && frozen <= balance, () => `${psnNo}: ${frozen} frozen of ${balance}`);
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((so, each) => so + each, 0n);
}
