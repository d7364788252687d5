import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSm2Pair, newSm4Key, PLATFORM } from '@libs/national-platform';
import { stringify } from 'yaml';

/** All keys that a stack made, as stack.json has them: development only, in hex. */
export interface StackKeys {
  readonly keys: Readonly<Record<string, readonly { key_id: string; private: string; public: string }[]>>;
  readonly enc_keys: Readonly<Record<string, readonly { enc_key_id: string; key: string }[]>>;
}

/** In force since long before any clock of a test. */
const FROM = '2020-01-01T00:00:00.000+08:00';

/** Whether one of these settings is about keys, whatever it says. */
export function namesKeys(set: Readonly<Record<string, string>>): boolean {
  return 'signature' in set || 'encryption' in set;
}

/** A key pair for the platform and each province, and an SM4 key for each province. */
export function makeKeys(provinces: readonly string[]): StackKeys {
  const pairs = [PLATFORM, ...provinces].map(
    (owner) => [owner, [{ key_id: `${owner}-sm2-1`, ...newSm2Pair() }]] as const,
  );
  const secrets = provinces.map((owner) => [owner, [{ enc_key_id: `${owner}-sm4-1`, key: newSm4Key() }]] as const);
  return { keys: Object.fromEntries(pairs), enc_keys: Object.fromEntries(secrets) };
}

/** The folder of keys of one side of the stack. */
export function keysDir(dir: string, side: string): string {
  return join(dir, 'keys', side);
}

/** Writes the folders of keys: each side has its own private key, what it needs of the others, and no more. */
export function writeKeyFolders(dir: string, { keys, enc_keys }: StackKeys): void {
  const provinces = Object.keys(enc_keys);
  for (const side of [PLATFORM, ...provinces]) {
    const folder = keysDir(dir, side);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const write = (id: string, content: object): void =>
      writeFileSync(join(folder, `${id}.yaml`), stringify(content, { defaultStringType: 'QUOTE_DOUBLE' }), {
        mode: 0o600,
      });
    const partners = side === PLATFORM ? provinces : [PLATFORM];
    for (const owner of [side, ...partners]) {
      for (const { key_id, private: secret, public: shown } of keys[owner] ?? [])
        write(key_id, { owner, key_id, from: FROM, ...(owner === side ? { private: secret } : { public: shown }) });
    }
    for (const owner of side === PLATFORM ? provinces : [side]) {
      for (const { enc_key_id, key } of enc_keys[owner] ?? [])
        write(enc_key_id, { owner, enc_key_id, from: FROM, key });
    }
  }
}
