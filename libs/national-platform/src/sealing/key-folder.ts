import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PLATFORM } from '../conventions';
import { KeyFileError, readKeyFile } from './key-file';
import { keyToRead, keyToWrite, type Keys } from './key-ring';
import type { SealingRules } from './sealer';

/** Secret mounts keep folders and links of their own beside the files, whose names begin with a full stop. */
const KEY_FILE = /^[^.].*\.(?:ya?ml|json)$/;

/** The folder of keys: a file a key, read again while the process runs, so that a rotation needs no restart. */
export class KeyFolder {
  private texts = '';
  private read: Keys = { sm2: [], sm4: [] };

  /** Without a folder ("") there are no keys. Throws KeyFileError. */
  constructor(private readonly dir: string) {
    this.look();
  }

  /** The keys as last read. */
  get keys(): Keys {
    return this.read;
  }

  /**
   * Looks again every so many ms until `signal` aborts; hands on the keys where a file has changed. While they do not
   * fit, the keys of before stay, and `trouble` is told each time why.
   */
  async watch(options: {
    readonly every: number;
    readonly signal: AbortSignal;
    changed(keys: Keys): void;
    trouble(error: unknown): void;
  }): Promise<void> {
    const { every, signal } = options;
    while (this.dir !== '' && !signal.aborted) {
      await delay(every, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        if (this.look()) options.changed(this.read);
      } catch (error) {
        options.trouble(error);
      }
    }
  }

  /** Whether the files are others than before. */
  private look(): boolean {
    if (this.dir === '') return false;
    const files = filesOf(this.dir);
    const texts = JSON.stringify(files);
    if (texts === this.texts) return false;
    this.read = keysOf(files);
    this.texts = texts;
    return true;
  }
}

/** Throws KeyFileError with one sentence where what the settings ask for cannot be done with these keys. */
export function checkKeys(dir: string, keys: Keys, rules: SealingRules, now: number): void {
  const { self, signature, encryption } = rules;
  const where = dir === '' ? 'the setting "keys.dir" is empty' : `${dir} holds none that is in force`;
  const missing = (what: string, setting: string): KeyFileError =>
    new KeyFileError(`"${setting}", but ${what} is missing: ${where}. config/README.md says how its file looks.`);
  const own = keys.sm2.filter((key) => key.private !== undefined);
  if (signature === 'SM2' && keyToWrite(own, self, now) === undefined)
    throw missing(`the SM2 private key of ${self}`, 'signature: SM2');
  if (signature === 'SM2' && keyToRead(keys.sm2, PLATFORM, undefined, now) === undefined)
    throw missing(`the SM2 public key of the platform (owner ${PLATFORM})`, 'signature: SM2');
  if (encryption === 'SM4' && self !== PLATFORM && keyToWrite(keys.sm4, self, now) === undefined)
    throw missing(`the SM4 key of ${self}`, 'encryption: SM4');
}

type KeyText = readonly [path: string, text: string];

function filesOf(dir: string): KeyText[] {
  try {
    const names = readdirSync(dir).filter((name) => KEY_FILE.test(name));
    return names.sort().map((name) => [join(dir, name), readFileSync(join(dir, name), 'utf8')]);
  } catch (error) {
    const { code = 'unknown', path = dir } = error as NodeJS.ErrnoException;
    throw new KeyFileError(`${path}: the folder of keys ("keys.dir") cannot be read: ${code}.`, { cause: error });
  }
}

function keysOf(files: readonly KeyText[]): Keys {
  const found = files.map(([path, text]) => ({ path, ...readKeyFile(path, text) }));
  const known = new Map<string, string>();
  for (const { path, kind, key } of found) {
    const name = `${kind} ${key.owner} ${key.id}`;
    const other = known.get(name);
    if (other !== undefined)
      throw new KeyFileError(`${path}: the key ${key.id} of ${key.owner} stands in ${other} too.`);
    known.set(name, path);
  }
  return {
    sm2: found.flatMap((each) => (each.kind === 'sm2' ? each.key : [])),
    sm4: found.flatMap((each) => (each.kind === 'sm4' ? each.key : [])),
  };
}
