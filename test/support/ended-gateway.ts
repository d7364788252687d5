import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { NODE, PROJECT } from '../../apps/development-stack/src/project';
import { PATIENCE } from './until';

/** What a gateway left that ended by itself. */
export interface EndedGateway {
  readonly status: number | null;
  /** Its last line, and what that says of the reason. */
  readonly line: Record<string, unknown>;
  readonly reason: string;
  readonly stderr: string;
}

/** Starts the gateway as a bureau does; it must end by itself. */
export function gatewayToEnd(args: readonly string[], environment: Record<string, string> = {}): EndedGateway {
  const main = join(PROJECT, 'dist/apps/gateway/src/main.js');
  const { status, stdout, stderr } = spawnSync(NODE, [main, ...args], {
    encoding: 'utf8',
    timeout: PATIENCE * 1000,
    cwd: PROJECT,
    env: { ...process.env, ...environment },
  });
  const line = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
  return { status, line, reason: String(line['reason']), stderr };
}
