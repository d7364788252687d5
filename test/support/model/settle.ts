import { Random } from '../random';
import { Fault } from './fault';
import type { ModelWorld } from './model-world';
import type { PlatformRelationship } from './platform-relationship';
import type { Terminating } from './terminating';
import { PLATFORM } from './wire';

const ROUNDS = 120;

/** Nothing is lost and nothing new begins any more: all goes on until nobody waits for anything. */
export function settle(world: ModelWorld): void {
  const random = new Random(7);
  for (let round = 0; round < ROUNDS; round++) {
    world.clock.now += 5 * 60_000;
    for (let busy = true; busy;) busy = moveOn(world, random);
    if (isSettled(world)) return applyTheRest(world);
    world.platform.post.sendAgain(random, true);
    for (const held of world.held('TERMINATING')) goOn(world.platform.terminating, held);
    for (const gateway of world.gateways) {
      gateway.applyFiles(world.platform, 100_000);
      gateway.fetchUsages(world.platform, random);
      gateway.sweep();
      gateway.sendAgain();
      gateway.redriveRefused();
    }
  }
  throw new Fault(`not settled after ${ROUNDS} rounds: ${whatIsOpen(world)}`);
}

/** The last day's files, twice: a run may be repeated (R25). */
function applyTheRest({ gateways, platform }: ModelWorld): void {
  for (const gateway of [...gateways, ...gateways]) gateway.applyFiles(platform, 100_000);
}

/** The platform closes what both have answered MATCH to, and asks again where one of them has not. */
function goOn(terminating: Terminating, held: PlatformRelationship): void {
  const { donor, benef } = held.asked ?? {};
  if (terminating.mayClose(held)) terminating.close(held);
  else if (donor?.result !== undefined && benef?.result !== undefined) terminating.ask(held);
}

/** Whether anything was still on its way. */
function moveOn(world: ModelWorld, random: Random): boolean {
  const before = world.network.sent;
  for (const gateway of world.gateways) {
    gateway.download(world.platform.post, random, 100);
    gateway.run([], 10, random);
    gateway.relay(random);
  }
  for (const record of world.network.read(PLATFORM, 20, random).records) world.platform.receive(record, random);
  return !world.network.isEmpty() || world.network.sent > before || world.gateways.some((each) => each.hasToSend());
}

function isSettled(world: ModelWorld): boolean {
  return whatIsOpen(world) === '';
}

function whatIsOpen({ platform, gateways }: ModelWorld): string {
  const letters = platform.post.unanswered().map(({ infno, msgid }) => `${infno} ${msgid}`);
  const open = [...platform.relationships.values()].filter(
    ({ state }) => !['EFFECTIVE', 'REFUSED', 'REVOKED', 'TERMINATED'].includes(state),
  );
  const limits = [...platform.relationships.values()]
    .flatMap((held) => [...held.limits.values()])
    .filter(({ state }) => state === 'SETTING' || state === 'REVOKING');
  return [
    ...letters,
    ...open.map(({ id, state }) => `${id} ${state}`),
    ...limits.map(({ id, state }) => `${id} ${state}`),
    ...gateways.flatMap((gateway) => gateway.open()),
  ].join(', ');
}
