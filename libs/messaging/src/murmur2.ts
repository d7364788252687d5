const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/** The hash by which Kafka's Java clients choose a key's partition (0 to 2^31 − 1): every client then chooses the same. */
export function murmur2(key: Buffer): number {
  let hash = SEED ^ key.length;
  const tailAt = key.length & ~3;
  for (let at = 0; at < tailAt; at += 4) {
    const mixed = Math.imul(key.readInt32LE(at), MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(mixed ^ (mixed >>> 24), MULTIPLIER);
  }
  const tail = key.length - tailAt;
  if (tail > 0) hash = Math.imul(hash ^ key.readUIntLE(tailAt, tail), MULTIPLIER);
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return (hash ^ (hash >>> 15)) & 0x7fffffff;
}
