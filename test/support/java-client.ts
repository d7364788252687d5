import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from '../../apps/development-stack/src/project';

const SOURCES = join(PROJECT, 'test', 'java-client');
const JARS = join(PROJECT, '.java-client');
const run = promisify(execFile);
const classPath = join(JARS, 'client', '*');
// Each runs for seconds: compiling well would take longer than it saves.
const jvm = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** An answer that the client got, as it understood it. */
export interface ClientAnswer {
  readonly step: string;
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Java's client of a province's API, made by OpenAPI Generator from the document that a gateway serves. */
export class JavaClient {
  private constructor(private readonly dir: string) {}

  /** Generates it and compiles it with Main.java; the generator's and its jars come from Maven once. */
  static async of(gateway: string): Promise<JavaClient> {
    await bringJars();
    const dir = mkdtempSync(join(tmpdir(), 'java-client-'));
    const document = `${gateway}/api/v1/openapi.json`;
    const what = ['--global-property', 'apis,models,supportingFiles,apiTests=false,modelTests=false,apiDocs=false'];
    const how = ['-g', 'java', '--library', 'resttemplate', '--additional-properties', 'useJakartaEe=true'];
    await run('java', [
      ...jvm,
      '-jar',
      join(JARS, 'openapi-generator-cli.jar'),
      'generate',
      '-i',
      document,
      '-o',
      dir,
      ...how,
      ...what,
    ]);
    const generated = join(dir, 'src', 'main', 'java');
    const files = readdirSync(generated, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.java'),
    );
    const sources = [join(SOURCES, 'Main.java'), ...files.map((file) => join(generated, file))];
    await run('javac', ['-nowarn', '-encoding', 'UTF-8', '-cp', classPath, '-d', join(dir, 'classes'), ...sources]);
    return new JavaClient(dir);
  }

  /** Runs Main with its arguments; what each of its steps was answered. */
  async answers(...given: string[]): Promise<ClientAnswer[]> {
    const path = `${join(this.dir, 'classes')}:${classPath}`;
    const { stdout } = await run('java', [...jvm, '-cp', path, 'Main', ...given]);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ClientAnswer);
  }

  /** Removes what was generated. */
  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

async function bringJars(): Promise<void> {
  if (existsSync(JARS)) return;
  const making = `${JARS}.${process.pid}`;
  await run('mvn', ['-q', '-B', 'initialize', `-Dinto=${making}`], { cwd: SOURCES });
  try {
    renameSync(making, JARS);
  } catch {
    // Another test run was faster.
    rmSync(making, { recursive: true, force: true });
  }
}
