import { setTimeout as delay } from 'node:timers/promises';
import {
  checkKeys,
  KeyFolder,
  SoftwareSealer,
  UNSIGNED,
  type Opened,
  type RequestSigner,
  type Sealer,
  type SealingRules,
} from '@libs/national-platform';
import type { Log, Settings } from '@libs/operations';

/** What could not be tried is tried again after, ms. */
const TRY_AGAIN_AFTER = 1000;

/** What signing and encryption are given of the gateway. */
export interface SealingContext {
  readonly log: Log;
  /** ms UTC */
  now(): number;
  /** Something went wrong that is tried again. */
  trouble(message: string, error: unknown): void;
  readonly stopping: AbortSignal;
}

/** The gateway's side of §1: what comes is opened, what goes is sealed, as the settings and the folder of keys say. */
export class Sealing {
  /** Whether the settings ask for anything at all; else records are read as they come and sent as they are. */
  readonly isAsked: boolean;
  private readonly rules: SealingRules;
  private readonly sealer: Sealer;

  /** Throws KeyFileError where the keys do not fit, or one is missing that the settings ask for. */
  constructor(
    settings: Settings,
    private readonly context: SealingContext,
  ) {
    const { province: self, signature, encryption } = settings;
    this.rules = { self, signature, encryption };
    this.isAsked = signature !== 'NONE' || encryption !== 'NONE';
    const dir = settings['keys.dir'];
    const folder = new KeyFolder(dir);
    checkKeys(dir, folder.keys, this.rules, context.now());
    const { rules } = this;
    const { keys } = folder;
    // With NONE hardly a record is encrypted: no threads wait for it.
    const threads = this.isAsked ? settings['sealing.threads'] : 0;
    const sealer = new SoftwareSealer({ rules, keys, threads, now: () => context.now() });
    this.sealer = sealer;
    void folder.watch({
      every: settings['keys.read_every'],
      signal: context.stopping,
      changed: (changed) => {
        sealer.keysAre(changed);
        this.tellOfKeys(dir, changed);
      },
      trouble: (error) =>
        context.trouble('the folder of keys does not fit; the keys of before are used until it does', error),
    });
  }

  /** Opens records, tried for as long as it takes: what comes after them waits. Rejects once the gateway stops. */
  async open(values: readonly (Buffer | null)[]): Promise<Opened[]> {
    const bytes = values.map((value) => value ?? new Uint8Array());
    for (;;) {
      try {
        const openings = await this.sealer.open(bytes);
        return openings.map((opening) => ({ opening, isStrict: this.isAsked }));
      } catch (error) {
        if (this.context.stopping.aborted) throw error;
        this.context.trouble('records could not be verified or decrypted, and are tried again', error);
        await delay(TRY_AGAIN_AFTER, undefined, { signal: this.context.stopping });
      }
    }
  }

  /** Encrypts and signs records that are to be sent, in their order. Rejects where no key of ours is in force. */
  async seal<Sent extends { readonly value: string }>(records: readonly Sent[]): Promise<Sent[]> {
    const sealed = await this.sealer.seal(records.map(({ value }) => value));
    return records.map((record, index) => ({ ...record, value: sealed[index] ?? '' }));
  }

  /** What signs requests to the platform (§6). */
  get signer(): RequestSigner {
    return this.rules.signature === 'SM2' ? this.sealer : UNSIGNED;
  }

  /** Lets the threads go. */
  async stop(): Promise<void> {
    await this.sealer.close();
  }

  private tellOfKeys(dir: string, keys: KeyFolder['keys']): void {
    const ids = [...keys.sm2, ...keys.sm4].map(({ owner, id }) => `${owner} ${id}`);
    this.context.log.info({ keys: ids.join(', ') }, 'the folder of keys has changed; these are known from now on');
    try {
      checkKeys(dir, keys, this.rules, this.context.now());
    } catch (error) {
      this.context.trouble('a key that the settings ask for is no longer in force', error);
    }
  }
}
