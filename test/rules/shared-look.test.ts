import { SharedLook } from '../../apps/gateway/src/http/health/shared-look';

test('whoever asks alone is answered at once, and by a look of his own', async () => {
  let looks = 0;
  const shared = new SharedLook(() => ++looks);
  expect(await shared.see()).toBe(1);
  expect(await shared.see()).toBe(2);
});

test('many who ask again and again share few looks, and each sees one that began after he asked', async () => {
  let looks = 0;
  const shared = new SharedLook(() => ++looks);
  const began = performance.now();
  const asks = async () => {
    for (let round = 0; round < 5; round++) {
      const before = looks;
      expect(await shared.see()).toBeGreaterThan(before);
    }
  };
  await Promise.all(Array.from({ length: 60 }, asks));
  expect(looks).toBeLessThanOrEqual(1 + (performance.now() - began) / 99);
});

test('a look that fails fails for those who shared it, and the next is another', async () => {
  let looks = 0;
  const shared = new SharedLook(() => (++looks === 2 ? Promise.reject(new Error('gone')) : looks));
  expect(await shared.see()).toBe(1);
  const second = await Promise.allSettled([shared.see(), shared.see()]);
  expect(second.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await shared.see()).toBe(3);
});
