import 'reflect-metadata';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { MovementDto } from '../../apps/gateway/src/http/personal-accounts/movement.dto';
import { checkOf } from '../../apps/gateway/src/http/request/field';
import { validated } from '../../apps/gateway/src/http/request/validate-body';
import { ReversalDto, UsageDto, UsageQuoteDto } from '../../apps/gateway/src/http/usages/usage.dto';

const RIGHT: Readonly<Record<string, string>> = {
  setl_id: 'SETL-1',
  psn_no: '44000000000003',
  scene: '1',
  med_type: '11',
  fixmedins_code: 'H1',
  pay_amt: '128.50',
  use_time: '2026-11-24T09:30:00.000+08:00',
  movement_id: 'MV-1',
  amt: '300.00',
  direction: 'IN',
  reason: '患者退费',
};
const STRANGE = [
  undefined,
  null,
  '',
  0,
  1,
  true,
  [],
  {},
  ['1'],
  '0.00',
  '3',
  '2',
  'a b',
  '\u0000',
  'x'.repeat(41),
  '\ud800',
];

const value = (name: string) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(RIGHT[name]) }, { weight: 1, arbitrary: fc.constantFrom(...STRANGE) });
const body = fc.record(Object.fromEntries(Object.keys(RIGHT).map((name) => [name, value(name)])));

/** Most bodies are taken by the checks of their members alone, and class-validator words the refusals of the others. */
test.each([
  ['UsageDto', UsageDto],
  ['UsageQuoteDto', UsageQuoteDto],
  ['ReversalDto', ReversalDto],
  ['MovementDto', MovementDto],
])('of %s the short way takes what class-validator takes, and nothing else', (_name, type) => {
  let taken = 0;
  fc.assert(
    fc.property(body, (given) => {
      const isTaken = wouldTake(() => validated<object>(type, given));
      const present = Object.entries(given).filter(([name, each]) => {
        return checkOf(type, name) !== undefined && each !== undefined && each !== null && each !== '';
      });
      expect(isTaken).toBe(validateSync(Object.assign(new type(), Object.fromEntries(present))).length === 0);
      if (isTaken) taken++;
    }),
    { numRuns: 2000 },
  );
  expect(taken).toBeGreaterThan(50);
});

function wouldTake(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
