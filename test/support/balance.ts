import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { stackDir } from './stack';

/** Runs the audit of a province against the tests' stack: its exit code and what it printed. */
export function audit(province: string): { status: number | null; proof: { ok: boolean; violations: unknown[] } } {
  const settings = join(stackDir(), 'gateways', `${province}-1.yaml`);
  const args = ['dist/apps/reconciler/src/main.js', 'audit', '--settings', settings];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return { status, proof: JSON.parse(stdout) as { ok: boolean; violations: unknown[] } };
}
