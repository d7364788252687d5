import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { murmur2 } from '../../libs/messaging/src/murmur2';

/** The values of Kafka's own test (UtilsTest), made positive as its partitioner makes them. */
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('Java hashes %s to %i', (key, hash) => {
  expect(murmur2(Buffer.from(key))).toBe(hash & 0x7fffffff);
});

test('every key goes where kafkajs has sent it until now', () => {
  const byKey = Partitioners.DefaultPartitioner();
  const key = fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 }));
  const property = fc.property(key, fc.integer({ min: 1, max: 100 }), (text, count) => {
    const partitionMetadata = Array.from({ length: count }, (_, partitionId) => {
      return { partitionId, partitionErrorCode: 0, leader: 1, replicas: [1], isr: [1] };
    });
    const message = { key: text, value: '' };
    expect(murmur2(Buffer.from(text)) % count).toBe(byKey({ topic: 'up', partitionMetadata, message }));
  });
  fc.assert(property, { numRuns: 500 });
});
