import fc from 'fast-check';
import { WaitingQueue } from '../../libs/ledger/src/files/waiting-queue';

test('five thousand that lack a limit each are found by it, and given twice', () => {
  const queue = new WaitingQueue();
  const keys = Array.from({ length: 5000 }, (_, n) => `M${n}`);
  for (const key of keys) queue.add(key);
  let given = 0;
  for (let key = queue.next(); key !== undefined; key = queue.next(), given++) queue.lacks(key, `L of ${key}`);
  for (const key of [...keys].reverse()) {
    queue.isHere(`L of ${key}`);
    queue.isHere('L of nobody');
    expect(queue.next()).toBe(key);
    given++;
  }
  expect(queue.next()).toBeUndefined();
  expect(given).toBe(2 * keys.length);
});

type Step = { add: number } | { lacks: number } | { isHere: number } | 'handled' | 'put back' | 'nothing is lacking';
const NEEDS = 3;
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ add: fc.nat(20) }),
  fc.record({ lacks: fc.nat(NEEDS) }),
  fc.record({ isHere: fc.nat(NEEDS) }),
  fc.constantFrom<Step>('handled', 'put back', 'nothing is lacking'),
);

/** The same as a plain list, looked through from its beginning each time. */
class PlainQueue {
  private readonly all: { key: string; state: string }[] = [];

  add(key: string): void {
    if (!this.all.some((each) => each.key === key)) this.all.push({ key, state: 'may go' });
  }

  next(): string | undefined {
    const first = this.all.find(({ state }) => state === 'may go');
    if (first) first.state = 'given';
    return first?.key;
  }

  lacks(key: string, need: string): void {
    for (const each of this.all) if (each.key === key) each.state = `lacks ${need}`;
  }

  isHere(need: string): void {
    for (const each of this.all) if (each.state === `lacks ${need}`) each.state = 'may go';
  }

  nothingIsLacking(): void {
    for (const each of this.all) if (each.state.startsWith('lacks')) each.state = 'may go';
  }

  putBack(key: string): void {
    for (const each of this.all) if (each.key === key) each.state = 'may go';
  }
}

function run(queue: WaitingQueue | PlainQueue, steps: readonly Step[]): (string | undefined)[] {
  return steps.flatMap((step) => {
    if (step === 'nothing is lacking') queue.nothingIsLacking();
    else if (typeof step === 'object' && 'add' in step) queue.add(`M${step.add}`);
    else if (typeof step === 'object' && 'isHere' in step) queue.isHere(`L${step.isHere}`);
    else {
      const key = queue.next();
      if (key !== undefined && typeof step === 'object') queue.lacks(key, `L${step.lacks}`);
      else if (key !== undefined && step === 'put back') queue.putBack(key);
      return [key];
    }
    return [];
  });
}

test('in any order of arrivals and needs it gives what a plain list gives', () => {
  const property = fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
    expect(run(new WaitingQueue(), steps)).toEqual(run(new PlainQueue(), steps));
  });
  fc.assert(property, { numRuns: 3000, seed: 20261127 });
});
