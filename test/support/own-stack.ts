import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { STANDARD, startStack, stopStack } from '../../apps/development-stack/src/stack';
import type { StackFile, StackOptions } from '../../apps/development-stack/src/stack-files';
import { useStack } from './stack';

/** A stack of a test file's own, beside the one that all share; `stack`, `request` and the rest mean it from then on. */
export class OwnStack {
  readonly dir = mkdtempSync(join(tmpdir(), 'mutual-aid-own-'));

  constructor(private readonly options: Partial<StackOptions>) {}

  /** Starts what of it does not run. */
  async start(set: Record<string, string> = {}): Promise<StackFile> {
    const given = { ...STANDARD, platform: false, reconcilers: false, ...this.options, dir: this.dir };
    const file = await startStack({ ...given, set: { ...given.set, ...set } }, () => undefined);
    useStack(this.dir);
    return file;
  }

  /** Stops it and deletes its folder. */
  async wipe(): Promise<void> {
    await stopStack(this.dir, { wipe: true });
  }
}

/** A folder with the policy file of a province whose pooling regions have these caps. */
export function policiesOf(province: string, capsByRegion: Record<string, object>): string {
  const dir = join(mkdtempSync(join(tmpdir(), 'mutual-aid-policies-')), 'provinces');
  mkdirSync(dir);
  const regions = Object.entries(capsByRegion).map(([region, caps]) => [region, { caps }] as const);
  const policies = [{ effective_from: '2020-01-01T00:00:00+08:00', pooling_regions: Object.fromEntries(regions) }];
  writeFileSync(join(dir, `${province}.yaml`), stringify({ province, name: '测试省', policies }));
  return dir;
}
