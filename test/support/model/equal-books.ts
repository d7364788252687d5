import type { Limit } from '@libs/mutual-aid';
import type { ModelGateway } from './model-gateway';
import type { ModelWorld } from './model-world';
import type { PlatformLimit, PlatformRelationship } from './platform-relationship';
import { holds } from './fault';

/** Once all is settled: both provinces and the platform have the same of everything, to the fen. */
export function proveEqual(world: ModelWorld): void {
  for (const held of world.platform.relationships.values()) proveRelationship(world, held);
  for (const gateway of world.gateways) {
    proveNothingElse(world, gateway);
    proveUsages(world, gateway);
  }
}

function proveRelationship(world: ModelWorld, held: PlatformRelationship): void {
  for (const role of ['donor', 'benef'] as const) {
    const { province } = gatewayOf(world, held[role].province);
    const state = province.relationships.get(held.id)?.state ?? 'absent';
    const isRight = statesOf(held.state, role).includes(state);
    holds(isRight, () => `${held.id} is ${held.state}, and ${state} in the ${role} region`);
    for (const limit of held.limits.values())
      proveLimit(world, limit, { role, found: province.limits.get(limit.id), of: held });
  }
}

/** What a region may have of what is in this state at the platform; what it refused left nothing behind (§3). */
function statesOf(state: string, role: 'donor' | 'benef'): string[] {
  if (state === 'REVOKED') return role === 'donor' ? ['REVOKED'] : ['REVOKED', 'absent'];
  if (state === 'REFUSED') return role === 'donor' ? ['REFUSED', 'absent'] : ['absent'];
  return [state];
}

function proveLimit(
  world: ModelWorld,
  limit: PlatformLimit,
  { role, found, of }: { role: 'donor' | 'benef'; found: Limit | undefined; of: PlatformRelationship },
): void {
  const shown = () =>
    `limit ${limit.id} of ${of.id} (${of.state}) is ${limit.state}, and ${found?.state ?? 'absent'} in the ${role} region`;
  const state = found?.state ?? 'absent';
  // Its relationship may have been revoked before the platform's refusal came: what it froze is free either way.
  const isRevoked = limit.state === 'REFUSED' && of.state === 'REVOKED' && state === 'REVOKED' && role === 'donor';
  holds(isRevoked || statesOf(limit.state, role).includes(state), shown);
  if (found === undefined || limit.state === 'REVOKED' || limit.state === 'REFUSED') return;
  holds(found.amount === limit.amount, shown);
  const { used, count } = world.platform.rows.usedOf(limit.id);
  const figures = (a: bigint, b: number) => `${a} used in ${b} rows`;
  const isEqual = found.used === used && found.usedCount === count;
  const differ = () => `${shown()}: ${figures(used, count)}, in the region ${figures(found.used, found.usedCount)}`;
  holds(isEqual, differ);
  const returned = limit.state === 'CLOSED' ? limit.amount - used : 0n;
  holds(found.returned === returned, () => `${shown()}: ${found.returned} returned, not ${returned}`);
}

/** What a province has and the platform does not was refused by the platform. */
function proveNothingElse({ platform }: ModelWorld, { province }: ModelGateway): void {
  for (const { relationshipId, state } of province.relationships.values()) {
    if (platform.relationships.has(relationshipId)) continue;
    holds(state === 'REFUSED', () => `${relationshipId} is ${state}, and the platform does not know it`);
  }
  for (const { limitId, relationshipId, state } of province.limits.values()) {
    if (platform.relationships.get(relationshipId)?.limits.has(limitId)) continue;
    const isOver = ['REFUSED', 'REVOKED', 'CLOSED'].includes(state);
    holds(isOver, () => `limit ${limitId} is ${state}, and the platform does not know it`);
  }
}

/** Every usage and reversal line is at the platform once, at the time that its answer told (R19, R24). */
function proveUsages({ platform }: ModelWorld, { code, province }: ModelGateway): void {
  const recorded = [...province.usages.values()].flatMap(({ usage, reversal }) =>
    [usage, ...(reversal ? [reversal] : [])].flatMap(({ useId, lines }) =>
      lines.map(({ lineNo, limitId, amount }) => `${useId}/${lineNo} ${limitId} ${amount}`),
    ),
  );
  const there = platform.rows.rows
    .filter(({ relationshipId }) => platform.relationships.get(relationshipId)?.benef.province === code)
    .map(({ useId, lineNo, limitId, amount }) => `${useId}/${lineNo} ${limitId} ${amount}`);
  const [here, platformHas] = [recorded.sort().join(), there.sort().join()];
  holds(here === platformHas, () => `usage in ${code}: ${here}; at the platform: ${platformHas}`);
  for (const { infno, subject, state, uploadTime } of province.uploads.values()) {
    if ((infno !== 'M411' && infno !== 'M412') || state !== 'CONFIRMED') continue;
    const times = platform.rows.rows.filter((row) => row.useId === subject).map((row) => row.uploadTime);
    const isTold = uploadTime !== undefined && Math.min(...times) === uploadTime;
    holds(isTold, () => `${infno} ${subject}: ${uploadTime} here, ${times.join()} at the platform`);
  }
}

function gatewayOf({ gateways }: ModelWorld, province: string): ModelGateway {
  const gateway = gateways.find(({ code }) => code === province);
  holds(gateway !== undefined, () => `no province ${province}`);
  return gateway;
}
