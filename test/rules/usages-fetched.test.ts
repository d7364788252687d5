import { MemoryProvince } from '../support/memory-province';
import { NOON, UNCAPPED, UPLOADS } from '../support/pure-people';

const CONTEXT = { now: NOON, policies: UNCAPPED, waitingTimeout: 900_000, uploads: UPLOADS };
const fetched = (askedBy: string) => ({ kind: 'usages-fetched', relationshipId: 'R1', askedBy }) as const;

test('what was got answers the M301 that asked for it, and no later one', () => {
  const province = new MemoryProvince();
  province.usageFetches.set('R1', { relationshipId: 'R1', askedBy: 'M2', since: NOON });
  expect(province.run([fetched('M1')], CONTEXT).outcomes).toEqual([{ kind: 'done' }]);
  expect(province.usageFetches.size).toBe(1);
  province.run([fetched('M2')], CONTEXT);
  expect(province.usageFetches.size).toBe(0);
  expect(province.run([fetched('M2')], CONTEXT).outcomes).toEqual([{ kind: 'done' }]);
});
