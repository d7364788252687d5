import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { PROJECT } from '../../apps/development-stack/src/project';

const SOURCES = join(PROJECT, 'test', 'bouncy-castle');
const JARS = join(PROJECT, '.bouncy-castle');
const run = promisify(execFile);

/** Bouncy Castle, which vendors use: what it makes of SM2 and SM4. Its jar comes from Maven once. */
export class BouncyCastle {
  private constructor(private readonly classes: string) {}

  /** Compiles Main.java. */
  static async compiled(): Promise<BouncyCastle> {
    await bringJars();
    const classes = mkdtempSync(join(tmpdir(), 'bouncy-castle-'));
    await run('javac', ['-cp', join(JARS, '*'), '-d', classes, join(SOURCES, 'Main.java')]);
    return new BouncyCastle(classes);
  }

  /** What each line came to: `sign <private> <text>`, `verify <public> <text> <r‖s>` and so on, all in hex. */
  async answers(lines: readonly string[]): Promise<string[]> {
    const java = spawn('java', ['-XX:+UseSerialGC', '-cp', `${this.classes}:${join(JARS, '*')}`, 'Main']);
    const said = Promise.all([text(java.stdout), text(java.stderr)]);
    java.stdin.end(`${lines.join('\n')}\n`);
    const [answers, errors] = await said;
    if (errors !== '') throw new Error(errors);
    return answers.trimEnd().split('\n');
  }

  /** Removes what was compiled. */
  remove(): void {
    rmSync(this.classes, { recursive: true, force: true });
  }
}

async function bringJars(): Promise<void> {
  if (existsSync(JARS)) return;
  const making = `${JARS}.${process.pid}`;
  await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${making}`], { cwd: SOURCES });
  try {
    renameSync(making, JARS);
  } catch {
    // Another test run was faster.
    rmSync(making, { recursive: true, force: true });
  }
}
