import { contentHashOf, yuanToFen, type PlatformOrder } from '@libs/mutual-aid';
import fc from 'fast-check';
import type { Command, OrderCommand, PayCommand } from '../../libs/ledger/src/commands/command';
import { LaneQueue } from '../../libs/ledger/src/road/lane-queue';
import { Owners } from '../../libs/ledger/src/road/owners';
import { Pending, Submission } from '../../libs/ledger/src/road/submission';
import { Together } from '../../libs/ledger/src/road/together';
import { establishment, NOON, terms } from '../support/pure-people';

const BATCH = 20;
const PEOPLE = 3;
const SEEDS = [1, 20261127, Date.now() % 1_000_000_000];
const hash = contentHashOf('00');
const origin = { origin: 'down/0/0', topic: 'down', record: null };

type What = 'payment' | 'establishment' | 'limit' | 'redrive';
type Step =
  | { readonly do: 'push'; readonly what: What; readonly person: number }
  | { readonly do: 'take'; readonly records: number }
  | { readonly do: 'commit' | 'fail' | 'meet a lock' | 'turn away' }
  | { readonly do: 'set apart' | 'bring back'; readonly person: number };

const person = fc.integer({ min: 0, max: PEOPLE - 1 });
const what = fc.constantFrom<What>('payment', 'payment', 'establishment', 'limit', 'redrive');
const push = fc.record({ do: fc.constant('push' as const), what, person });
const take = fc.record({ do: fc.constant('take' as const), records: fc.integer({ min: 1, max: BATCH }) });
const commit = fc.record({ do: fc.constant('commit' as const) });
const trouble = fc.oneof(
  fc.record({ do: fc.constantFrom('fail' as const, 'meet a lock' as const, 'turn away' as const) }),
  fc.record({ do: fc.constantFrom('set apart' as const, 'bring back' as const), person }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: push },
  { weight: 2, arbitrary: take },
  { weight: 2, arbitrary: commit },
  { weight: 1, arbitrary: trouble },
);

/** A lane without its database. Each person has one relationship, of which nobody knows whose it is at first. */
class BareLane {
  readonly owners = new Owners();
  readonly queue = new LaneQueue(BATCH, this.owners);
  readonly committed: number[] = [];
  readonly turnedAway: number[] = [];
  readonly given: { readonly person: number; readonly what: What }[] = [];
  batch: Pending[] = [];
  private readonly together = new Together(this.owners);
  private readonly numbers = new Map<Pending, number>();

  run(each: Step): void {
    const { queue, batch } = this;
    if (each.do === 'push') this.push(each.what, each.person);
    if (each.do === 'take' && batch.length === 0) this.batch = queue.take(each.records);
    if (each.do === 'commit') this.commit();
    if (each.do === 'fail' || (each.do === 'meet a lock' && batch.length > 1)) queue.putBack(batch.splice(0), 1);
    if (each.do === 'meet a lock') for (const pending of batch.splice(0)) queue.postpone(pending);
    if (each.do === 'turn away') queue.sift((waiting) => waiting.filter((pending) => !this.turnAway(pending)));
    if (each.do === 'set apart') this.batch = queue.setApart([personNo(each.person)], batch);
    if (each.do === 'bring back') queue.bringBack(personNo(each.person));
  }

  finish(): void {
    for (let each = 0; each < PEOPLE; each++) this.queue.bringBack(personNo(each));
    for (this.commit(); this.queue.length > 0; this.commit()) this.batch = this.queue.take(3);
  }

  push(what: What, person: number): void {
    const command = commandOf(what, person);
    const submission = new Submission([command]);
    submission.outcomes.catch(() => undefined);
    const pending = new Pending(command, this.together.enter(command), submission, 0);
    this.numbers.set(pending, this.given.length);
    this.given.push({ person, what });
    this.queue.push(pending);
  }

  whatOf(pending: Pending): What | undefined {
    return this.given[this.numbers.get(pending) ?? -1]?.what;
  }

  private turnAway(pending: Pending): boolean {
    if (this.whatOf(pending) !== 'payment') return false;
    pending.reject(new Error('come again'));
    this.turnedAway.push(this.numbers.get(pending) ?? -1);
    return true;
  }

  private commit(): void {
    if (this.batch.length > 0) this.queue.grow();
    for (const pending of this.batch.splice(0)) {
      this.committed.push(this.numbers.get(pending) ?? -1);
      pending.resolve({ kind: 'waiting' });
    }
  }
}

function personNo(index: number): string {
  return `D${index}`;
}

function commandOf(what: What, person: number): Command {
  if (what === 'payment') return payment(person);
  const { donor } = establishment();
  const relationshipId = `R${person}`;
  const body = { relationshipId, donor: { ...donor, psnNo: personNo(person) } };
  const order: PlatformOrder =
    what === 'limit'
      ? { infno: 'M201', body: { relationshipId, limit: terms('1.00', NOON) } }
      : { infno: 'M101', body: establishment(body) };
  const message: OrderCommand = { kind: 'order', msgid: 'M', infno: order.infno, contentHash: hash, origin, order };
  return what === 'redrive' ? { kind: 'redrive', message, hand: { by: 'an operator', seen: 1 } } : message;
}

function payment(person: number): PayCommand {
  const psnNo = personNo(person);
  const payAmount = yuanToFen('1.00');
  const request = { settlementId: 'S', psnNo, scene: '1' as const, institution: 'H', payAmount, useTime: NOON };
  return { kind: 'pay', request, contentHash: hash, useId: 'U', msgid: 'U' };
}

test.each(SEEDS)(
  'whatever a lane meets, a relationship’s messages and a person’s requests keep their order, and none is lost, seed %i',
  (seed) => {
    const property = fc.property(fc.array(step, { minLength: 10, maxLength: 120 }), (steps) => {
      const lane = new BareLane();
      for (const each of steps) lane.run(each);
      lane.finish();
      const told = [...lane.committed, ...lane.turnedAway];
      expect(told.sort((a, b) => a - b)).toEqual(lane.given.map((_, index) => index));
      for (let each = 0; each < PEOPLE; each++)
        for (const isRequest of [true, false]) {
          const those = lane.committed.filter((number) => {
            const given = lane.given[number];
            return given?.person === each && (given.what === 'payment') === isRequest;
          });
          expect(those).toEqual(those.toSorted((a, b) => a - b));
        }
    });
    fc.assert(property, { seed, numRuns: 3000 });
  },
);

test.each(SEEDS)('requests go before records, and neither starves, seed %i', (seed) => {
  const several = fc.record({ payments: fc.nat({ max: 2 * BATCH }), records: fc.nat({ max: 2 * BATCH }) });
  const rounds = fc.array(fc.record({ arrive: several, fails: fc.boolean(), records: fc.integer({ min: 1, max: 5 }) }));
  const property = fc.property(rounds, (each) => {
    const lane = new BareLane();
    let left = { payments: 0, records: 0 };
    const passedOver = { payments: 0, records: 0 };
    for (const { arrive, fails, records } of each) {
      for (let n = 0; n < arrive.payments; n++) lane.push('payment', n % PEOPLE);
      for (let n = 0; n < arrive.records; n++) lane.push(n % 2 === 0 ? 'limit' : 'establishment', n % PEOPLE);
      const waited = {
        payments: left.payments + arrive.payments,
        records: left.records + arrive.records,
      };
      lane.run({ do: 'take', records });
      const payments = lane.batch.filter((pending) => lane.whatOf(pending) === 'payment').length;
      const taken = { payments, records: lane.batch.length - payments };
      expect(taken.records).toBeLessThanOrEqual(records);
      expect(lane.batch.length).toBeLessThanOrEqual(BATCH);
      for (const kind of ['payments', 'records'] as const) {
        passedOver[kind] = waited[kind] > 0 && taken[kind] === 0 ? passedOver[kind] + 1 : 0;
        expect(passedOver[kind]).toBeLessThanOrEqual(1);
      }
      // Of a full-grown batch nine tenths are the requests', as far as they go.
      if (lane.batch.length > 1 && payments < waited.payments) expect(taken.records).toBeLessThanOrEqual(BATCH / 10);
      lane.run({ do: fails ? 'fail' : 'commit' });
      left = fails ? waited : { payments: waited.payments - taken.payments, records: waited.records - taken.records };
    }
  });
  fc.assert(property, { seed, numRuns: 2000 });
});

test('what concerns somebody set apart joins what waits there, also by its relationship alone, and comes back in order', () => {
  const lane = new BareLane();
  lane.push('limit', 1);
  lane.push('establishment', 1);
  lane.push('payment', 2);
  lane.run({ do: 'take', records: 1 });
  lane.run({ do: 'set apart', person: 1 });
  // Of the limit alone nobody knows yet whose it is: it stays in the batch.
  expect(lane.batch.map((each) => lane.whatOf(each))).toEqual(['payment', 'limit']);
  lane.push('limit', 1);
  lane.push('payment', 1);
  expect([lane.queue.length, lane.queue.ready]).toEqual([3, 0]);
  lane.run({ do: 'bring back', person: 1 });
  lane.finish();
  expect(lane.committed).toEqual([2, 0, 4, 1, 3]);
});
