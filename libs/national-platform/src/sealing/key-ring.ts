import type { KeyObject } from 'node:crypto';
import type { Sm2PublicKey } from './sm2';

/** Whose key it is, and when it is in force: from `from` until before `until`, ms UTC. */
interface Dated {
  readonly id: string;
  /** 100000, or a province's code. */
  readonly owner: string;
  readonly from: number;
  readonly until: number | undefined;
}

/** A pair of SM2; of others only the public half is known. */
export interface Sm2Key extends Dated {
  readonly public: Sm2PublicKey;
  readonly private: KeyObject | undefined;
}

/** A key of SM4: always a province's, in both directions. */
export interface Sm4Key extends Dated {
  readonly secret: KeyObject;
}

/** All keys that one side knows, as they are handed to the threads that use them. */
export interface Keys {
  readonly sm2: readonly Sm2Key[];
  readonly sm4: readonly Sm4Key[];
}

/**
 * A key that is so young, ms, is not written with while an older one is in force: the clock of whoever reads may be
 * behind ours, and to them it would be unknown.
 */
const YOUNG = 60_000;

/** The key that a record names; without a name the oldest in force (§1). Undefined where none of these is in force. */
export function keyToRead<Key extends Dated>(
  keys: readonly Key[],
  owner: string,
  named: unknown,
  now: number,
): Key | undefined {
  const found = inForce(keys, owner, now);
  if (named === undefined || named === null || named === '') return found[0];
  return found.find(({ id }) => id === named);
}

/** The key to write with: the newest in force that is no longer young; where all are, the oldest. */
export function keyToWrite<Key extends Dated>(keys: readonly Key[], owner: string, now: number): Key | undefined {
  const found = inForce(keys, owner, now);
  return found.findLast(({ from }) => from <= now - YOUNG) ?? found[0];
}

/** The oldest first; of one age by their id, so that all agree. */
function inForce<Key extends Dated>(keys: readonly Key[], owner: string, now: number): Key[] {
  return keys
    .filter((key) => key.owner === owner && key.from <= now && (key.until === undefined || now < key.until))
    .sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
}
