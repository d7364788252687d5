import type { Random } from '../random';
import type { ModelGateway } from './model-gateway';
import { peopleOf, PROVINCES } from './model-people';
import type { ModelWorld } from './model-world';
import { PLATFORM, timeText, yuanOf, type WireEstablishment, type WireLimit, type WirePerson } from './wire';

type Act = (world: ModelWorld, random: Random) => void;

/** Everything that can happen, and how often. */
const STEPS = {
  batch: [34, runBatch],
  'platform reads': [20, platformReads],
  relay: [22, (world, random) => gatewayOf(world, random).relay(random)],
  'time passes': [6, timePasses],
  'gateway sends again': [3, (world, random) => gatewayOf(world, random).sendAgain()],
  'platform sends again': [3, (world, random) => world.platform.post.sendAgain(random)],
  sweep: [2, (world, random) => gatewayOf(world, random).sweep()],
  download: [3, (world, random) => gatewayOf(world, random).download(world.platform.post, random, 1 + random.below(5))],
  crash: [1, (world, random) => gatewayOf(world, random).crash()],
  lose: [2, (world, random) => world.network.lose(random.of([PLATFORM, ...PROVINCES]), random)],
  repeat: [4, (world, random) => world.network.repeat(random.of([PLATFORM, ...PROVINCES]), random)],
  redrive: [1, (world, random) => gatewayOf(world, random).redriveRefused()],
  establish: [4, establish],
  'set a limit': [4, setLimit],
  'revoke a limit': [2, revokeLimit],
  revoke: [1, revoke],
  window: [5, askAtWindow],
  terminate: [3, terminate],
  'ask again': [5, askAgain],
  close: [4, close],
  'close wrongly': [1, closeWrongly],
  cancel: [1, cancel],
  fetch: [4, (world, random) => gatewayOf(world, random).fetchUsages(world.platform, random)],
  'download a day': [3, (world, random) => gatewayOf(world, random).applyFiles(world.platform, 1 + random.below(20))],
} as const satisfies Record<string, readonly [number, Act]>;

export type StepName = keyof typeof STEPS;

/** The names of all steps, each as often as it is to happen. */
export const STEP_NAMES: readonly StepName[] = Object.entries(STEPS).flatMap(([name, [weight]]) =>
  Array.from({ length: weight }, () => name as StepName),
);

/** Takes one step; what it chooses depends on `random` alone. */
export function takeStep(world: ModelWorld, name: StepName, random: Random): void {
  world.clock.now += random.below(3000);
  const [, act] = STEPS[name];
  act(world, random);
}

function gatewayOf(world: ModelWorld, random: Random): ModelGateway {
  return random.of(world.gateways);
}

function runBatch(world: ModelWorld, random: Random): void {
  const gateway = gatewayOf(world, random);
  const asked = world.requests.get(gateway);
  const requests = Array.from({ length: random.below(3) }, () => asked?.next(random)).filter(
    (each) => each !== undefined,
  );
  gateway.run(requests, 1 + random.below(5), random);
}

function platformReads(world: ModelWorld, random: Random): void {
  const portion = world.network.read(PLATFORM, 1 + random.below(5), random);
  for (const record of portion.records) world.platform.receive(record, random);
}

function timePasses(world: ModelWorld, random: Random): void {
  world.clock.now += random.of([5, 30, 60, 240, 960]) * 1000;
}

/** National app. Now and then something is wrong with what is asked for. */
function establish(world: ModelWorld, random: Random): void {
  const [from, to] = random.shuffled(PROVINCES) as [string, string];
  const chnl = '1';
  world.platform.establish(establishment(world, random, { from, to, chnl }), random);
}

/** The body of an establishment from one province to the other. */
export function establishment(
  world: ModelWorld,
  random: Random,
  { from, to, chnl }: { from: string; to: string; chnl: string },
): WireEstablishment {
  const donor = random.of(peopleOf(from).slice(0, 2));
  const benef = random.of(peopleOf(to));
  const time = timeText(world.clock.now);
  const limits = Array.from({ length: 1 + random.below(3) }, () => terms(world, random, from));
  const wrong = (person: WirePerson): WirePerson => (random.below(12) === 0 ? { ...person, certno: '?' } : person);
  return {
    mulaid_rel_id: world.newId(from, 'R'),
    donor: wrong(donor),
    benef: wrong(benef),
    rel_type: random.below(15) === 0 ? '09' : '02',
    commit_no: 'CN',
    commit_time: time,
    chnl,
    estab_time: time,
    limits,
  };
}

function terms(world: ModelWorld, random: Random, province: string): WireLimit {
  const mulaid_lmt_id = world.newId(province, 'L');
  const lmt_amt = yuanOf(BigInt(random.of([150, 200, 600, 1000, 2500, 4000, 6000])));
  return { mulaid_lmt_id, lmt_amt, set_time: timeText(world.clock.now) };
}

function setLimit(world: ModelWorld, random: Random): void {
  const held = world.held('AT DONOR', 'AT BENEF', 'EFFECTIVE', 'TERMINATING');
  if (held.length === 0) return;
  const one = random.of(held);
  world.platform.limits.byApp(one, terms(world, random, one.donor.province));
}

function revokeLimit(world: ModelWorld, random: Random): void {
  const held = world.held('AT BENEF', 'EFFECTIVE', 'TERMINATING');
  const both = held.flatMap((one) => [...one.limits.values()].map((limit) => ({ one, limit })));
  const may = both.filter(
    ({ limit }) =>
      limit.donor.held === 'holds' &&
      limit.benef.held !== 'not asked' &&
      ['SETTING', 'EFFECTIVE'].includes(limit.state),
  );
  if (may.length === 0) return;
  const { one, limit } = random.of(may);
  world.platform.limits.revoke(one, limit);
}

function revoke(world: ModelWorld, random: Random): void {
  const held = world.held('AT BENEF', 'EFFECTIVE', 'TERMINATING');
  if (held.length > 0) world.platform.establishing.revoke(random.of(held));
}

function askAtWindow(world: ModelWorld, random: Random): void {
  const gateway = gatewayOf(world, random);
  const request = world.windows.get(gateway)?.next(random);
  if (request) gateway.run([request], random.below(3), random);
}

/** National app: a party wants it to end. */
function terminate(world: ModelWorld, random: Random): void {
  const held = world.held('EFFECTIVE');
  if (held.length > 0) world.platform.terminating.begin(random.of(held), random.of(['donor', 'benef']));
}

function askAgain(world: ModelWorld, random: Random): void {
  const held = world.held('TERMINATING');
  if (held.length > 0) world.platform.terminating.ask(random.of(held));
}

function close(world: ModelWorld, random: Random): void {
  const held = world.held('TERMINATING').filter((each) => world.platform.terminating.mayClose(each));
  if (held.length > 0) world.platform.terminating.close(random.of(held));
}

function closeWrongly(world: ModelWorld, random: Random): void {
  const held = world.held('TERMINATING', 'EFFECTIVE', 'TERMINATED');
  if (held.length > 0) world.platform.terminating.closeWrongly(random.of(held), random.of(['donor', 'benef']));
}

function cancel(world: ModelWorld, random: Random): void {
  const held = world.held('TERMINATING').filter((each) => !each.isEnded);
  if (held.length > 0) world.platform.terminating.cancel(random.of(held));
}
