import { contentHashOf, type Establishment, type PlatformOrder, type Relationship } from '@libs/mutual-aid';
import fc from 'fast-check';
import type { OrderCommand } from '../../libs/ledger/src/commands/command';
import { LaneQueue } from '../../libs/ledger/src/road/lane-queue';
import { Owners } from '../../libs/ledger/src/road/owners';
import { Pending, Submission } from '../../libs/ledger/src/road/submission';
import { laneOf, Together } from '../../libs/ledger/src/road/together';
import { establishment, NOON, recorded, terms } from '../support/pure-people';

const LANES = 3;
const RELATIONSHIPS = 4;

type Step =
  | { readonly do: 'hand in'; readonly relationship: number; readonly establish: boolean }
  | { readonly do: 'take' | 'commit' | 'tell' | 'fail' | 'meet a lock'; readonly lane: number };

const lane = fc.integer({ min: 0, max: LANES - 1 });
const relationship = fc.integer({ min: 0, max: RELATIONSHIPS - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('hand in' as const), relationship, establish: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('take', 'commit', 'tell', 'fail', 'meet a lock'), lane }),
  },
);

/** One lane without its database: what it has taken, and what it has committed and not told yet. */
class BareLane {
  constructor(owners: Owners) {
    this.queue = new LaneQueue(4, owners);
  }
  readonly queue: LaneQueue;
  batch: Pending[] = [];
  untold: Pending[] = [];
}

/** Lanes side by side, whose batches begin and end at any moment. */
class Lanes {
  readonly decided = new Map<string, number[]>();
  private readonly owners = new Owners();
  private readonly together = new Together(this.owners);
  private readonly lanes = Array.from({ length: LANES }, () => new BareLane(this.owners));
  private readonly numbers = new Map<Pending, number>();

  run(each: Step): void {
    if (each.do === 'hand in') this.handIn(orderOf(each.relationship, each.establish));
    else this.go(each.do, this.lanes[each.lane] as BareLane);
  }

  /** Lets every lane come to its end. */
  finish(): void {
    for (const each of this.lanes) {
      while (each.queue.length + each.batch.length > 0)
        for (const what of ['take', 'commit', 'tell'] as const) this.go(what, each);
    }
  }

  private handIn(command: OrderCommand): void {
    const way = this.together.enter(command);
    const pending = new Pending(command, way, new Submission([command]), 0);
    this.numbers.set(pending, this.numbers.size);
    this.lanes[laneOf(way, LANES)]?.queue.push(pending);
  }

  private go(what: Exclude<Step['do'], 'hand in'>, lane: BareLane): void {
    const { queue, batch } = lane;
    if (what === 'take' && batch.length === 0) lane.batch = queue.take();
    if (what === 'commit') this.commit(lane);
    if (what === 'tell') for (const pending of lane.untold.splice(0)) pending.resolve({ kind: 'waiting' });
    if (what === 'fail' || (what === 'meet a lock' && batch.length > 1)) queue.putBack(batch.splice(0), 1);
    if (what === 'meet a lock') for (const pending of batch.splice(0)) queue.postpone(pending);
  }

  private commit({ queue, batch, untold }: BareLane): void {
    queue.grow();
    for (const pending of batch.splice(0)) {
      untold.push(pending);
      const { order } = pending.command as OrderCommand;
      if (order.infno === 'M501' || order.infno === 'M601')
        throw new Error('of this test’s orders each concerns a relationship');
      const { relationshipId } = order.body;
      const decided = this.decided.get(relationshipId) ?? [];
      this.decided.set(relationshipId, [...decided, this.numbers.get(pending) ?? -1]);
      if (order.infno === 'M101') this.owners.learn([recordedOf(order.body)]);
    }
  }
}

/** Each relationship has a donor of its own. */
function orderOf(index: number, establish: boolean): OrderCommand {
  const relationshipId = `R${index}`;
  const { donor } = establishment();
  const order: PlatformOrder = establish
    ? { infno: 'M101', body: establishment({ relationshipId, donor: { ...donor, psnNo: `D${index}` } }) }
    : { infno: 'M201', body: { relationshipId, limit: terms('1.00', NOON) } };
  const origin = { origin: 'down/0/0', topic: 'down', record: null };
  return { kind: 'order', msgid: 'M', infno: order.infno, contentHash: contentHashOf('00'), origin, order };
}

function recordedOf({ relationshipId, donor }: Establishment): Relationship {
  return { ...recorded('donor', 'EFFECTIVE', relationshipId), donor };
}

test.each([1, 20261127, Date.now() % 1_000_000_000])(
  'whatever lanes meet, and whenever they learn whose a relationship is, its commands keep their order, seed %i',
  (seed) => {
    const property = fc.property(fc.array(step, { minLength: 10, maxLength: 80 }), (steps) => {
      const lanes = new Lanes();
      for (const each of steps) lanes.run(each);
      lanes.finish();
      const handedIn = steps.filter((each) => each.do === 'hand in').length;
      const decided = [...lanes.decided.values()];
      expect(decided).toEqual(decided.map((numbers) => numbers.toSorted((a, b) => a - b)));
      expect(decided.flat()).toHaveLength(handedIn);
    });
    fc.assert(property, { seed, numRuns: 3000 });
  },
);

test('once none of a relationship is on its way, the next takes its person’s lane', () => {
  const owners = new Owners();
  const together = new Together(owners);
  const first = together.enter(orderOf(1, false));
  expect(first.key).toBe('R1');
  owners.learn([recordedOf(establishment())]);
  const second = together.enter(orderOf(1, false));
  expect(second.key).toBe('R1');
  first.leave();
  expect(together.enter(orderOf(1, true)).key).toBe('R1');
  first.leave();
  second.leave();
  expect(together.enter(orderOf(1, false)).key).toBe('D1');
});
