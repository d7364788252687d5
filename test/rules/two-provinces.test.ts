import fc from 'fast-check';
import { proveEqual } from '../support/model/equal-books';
import { STEP_NAMES, takeStep } from '../support/model/model-steps';
import { ModelWorld } from '../support/model/model-world';
import { settle } from '../support/model/settle';
import { Random } from '../support/random';

const seed = fc.noShrink(fc.nat());
const steps = fc.array(fc.record({ name: fc.constantFrom(...STEP_NAMES), seed }), {
  minLength: 1,
  maxLength: 500,
  size: 'max',
});

const met = new Map<string, number>();
let taken = 0;

const fromTheClock = Date.now() % 1_000_000_000;
const SEEDS = [1, 20261128, fromTheClock];

test.each(SEEDS)('two provinces and the platform end equal to the fen, seed %i', (seed) => {
  const property = fc.property(steps, (story) => {
    const world = new ModelWorld();
    for (const { name, seed } of story) takeStep(world, name, new Random(seed));
    settle(world);
    proveEqual(world);
    taken += story.length;
    for (const [name, count] of [...world.platform.post.met, ...world.platform.desk.met])
      met.set(name, (met.get(name) ?? 0) + count);
  });
  fc.assert(property, { seed, numRuns: 80, interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true });
});

test('a hundred thousand steps were taken', () => {
  expect([taken, Object.fromEntries([...met].sort())]).toEqual(1);
});
