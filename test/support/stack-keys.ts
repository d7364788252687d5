import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stack, stackDir } from './stack';
import type { KnownKeys, Pair, Secret } from './outsider-seal';

/** What stack.json says of the keys of the platform and a province. */
export function knownKeys(province: string): KnownKeys {
  const first = <Key>(keys: Readonly<Record<string, readonly Key[]>> | undefined, owner: string): Key => {
    const found = keys?.[owner]?.[0];
    if (found === undefined) throw new Error(`stack.json has no keys of ${owner}`);
    return found;
  };
  return {
    platform: first(stack.keys, '100000'),
    province: first(stack.keys, province),
    secret: first(stack.enc_keys, province),
  };
}

/** When a key is in force, ms UTC. */
interface Term {
  readonly from: number;
  readonly until?: number;
}

/** Puts a public key of the platform into the folder of a province's gateways, or replaces it. */
export function writePublicKey(province: string, { key_id, public: shown }: Pair, term: Term): void {
  write(province, key_id, { owner: '100000', key_id, public: shown, ...timesOf(term) });
}

/** Puts a private key of the province there. */
export function writePrivateKey(province: string, { key_id, private: secret }: Pair, term: Term): void {
  write(province, key_id, { owner: province, key_id, private: secret, ...timesOf(term) });
}

/** Puts a key of SM4 of the province there. */
export function writeSecret(province: string, { enc_key_id, key }: Secret, term: Term): void {
  write(province, enc_key_id, { owner: province, enc_key_id, key, ...timesOf(term) });
}

function timesOf({ from, until }: Term): object {
  const text = (time: number): string => new Date(time).toISOString();
  return { from: text(from), ...(until === undefined ? {} : { until: text(until) }) };
}

function write(province: string, id: string, content: object): void {
  writeFileSync(join(stackDir(), 'keys', province, `${id}.yaml`), JSON.stringify(content));
}
