import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { NODE, PROJECT } from '../../development-stack/src/project';
import { gatewayName } from '../../development-stack/src/stack';
import type { StackFile } from '../../development-stack/src/stack-files';
import { totalsOf, usedLimitsOf, type ProvinceTotals, type UsedLimit } from './province';
import { say } from './say';
import type { PlatformBooks, SimulatedPlatform } from './simulated-platform';

/** Live relationships and limits: each province's own books against the platform's. */
export async function compareBooks(stack: StackFile, books: PlatformBooks): Promise<boolean> {
  say('\n11. The books side by side (live relationships, their limits, yuan set aside):');
  let isEqual = true;
  for (const province of Object.keys(stack.provinces)) {
    for (const here of await totalsOf(stack, province)) {
      const there = books.live.find((each) => each.province === province && each.role === here.role);
      const show = (sums?: ProvinceTotals) =>
        sums ? `${sums.relationships} / ${sums.limits} / ${sums.lmt_amt}` : 'nothing';
      const same = show(here) === show(there);
      isEqual &&= same;
      say(
        `   ${province} as ${here.role.padEnd(5)}  province ${show(here)}   platform ${show(there)}   ${same ? 'equal' : 'DIFFERENT'}`,
      );
    }
  }
  return isEqual;
}

/** What was used of each limit, by both sides' books, and what of it the donor region has taken off its accounts. */
export async function compareUsage(
  stack: StackFile,
  platform: SimulatedPlatform,
  books: PlatformBooks,
): Promise<boolean> {
  say('\n   What was used of each limit, by the fen:');
  const there = await platform.usedLimits();
  let isEqual = true;
  for (const province of Object.keys(stack.provinces)) {
    const key = ({ mulaid_lmt_id, used_amt, used_cnt }: UsedLimit) => `${mulaid_lmt_id} ${used_amt} ${used_cnt}`;
    for (const role of ['benef', 'donor'] as const) {
      const ours = await usedLimitsOf(stack, province, role);
      const theirs = there.filter((each) => (role === 'benef' ? each.province : each.donor_province) === province);
      const known = new Set(theirs.map(key));
      const same = ours.length === theirs.length && ours.every((each) => known.has(key(each)));
      isEqual &&= same;
      const rows = books.usage.find((each) => each.province === province && each.role === role);
      say(
        `   ${province} as ${role.padEnd(5)}  ${ours.length} limits drawn on, ${rows?.usage_rows ?? 0} usage lines, ${rows?.reversal_rows ?? 0} reversal lines, ${rows?.used_amt ?? '0.00'} yuan: ${same ? 'equal' : 'DIFFERENT'}`,
      );
    }
  }
  return isEqual;
}

/** Proves R31 over each province's database. */
export function audit(dir: string, provinces: readonly string[]): boolean {
  say('\n12. The audit (R31): every limit and every account of both provinces adds up to the fen.');
  return provinces.every((province) => {
    const settings = join(dir, 'gateways', `${gatewayName(province, 1)}.yaml`);
    const main = join(PROJECT, 'dist/apps/reconciler/src/main.js');
    const { status, stdout } = spawnSync(NODE, [main, 'audit', '--settings', settings], {
      cwd: PROJECT,
      encoding: 'utf8',
    });
    const { limits, accounts } = JSON.parse(stdout) as {
      limits: { count: number };
      accounts: { count: number; frozen: string };
    };
    say(
      `   ${province}: ${status === 0 ? 'holds' : 'DOES NOT HOLD'}; ${limits.count} limits, ${accounts.count} accounts, ${accounts.frozen} yuan frozen`,
    );
    return status === 0;
  });
}
