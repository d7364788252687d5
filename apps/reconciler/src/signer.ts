import { checkKeys, KeyFolder, SoftwareSealer, UNSIGNED, type RequestSigner } from '@libs/national-platform';
import type { Settings } from '@libs/operations';

/** What signs the requests to the platform's HTTP side is given. */
interface SignerParts {
  /** ms UTC */
  readonly now: () => number;
  readonly trouble: (message: string, error: unknown) => void;
  readonly signal: AbortSignal;
}

/** What signs the requests to the platform's HTTP side (§6). Throws KeyFileError where the keys do not fit. */
export function requestSigner(settings: Settings, { now, trouble, signal }: SignerParts): RequestSigner {
  const { province: self, signature, encryption, 'keys.dir': dir } = settings;
  if (signature !== 'SM2') return UNSIGNED;
  const folder = new KeyFolder(dir);
  const rules = { self, signature, encryption };
  checkKeys(dir, folder.keys, rules, now());
  // A day has a handful of requests: no thread waits for them.
  const sealer = new SoftwareSealer({ rules, keys: folder.keys, threads: 0, now });
  void folder.watch({
    every: settings['keys.read_every'],
    signal,
    changed: (keys) => sealer.keysAre(keys),
    trouble: (error) => trouble('the folder of keys does not fit; the keys of before are used until it does', error),
  });
  return sealer;
}
