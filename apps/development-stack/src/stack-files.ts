import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { StackKeys } from './keys';
import type { StackProcess } from './processes';

/** What the stack was asked for at its first start; kept for the folder. */
export interface StackOptions {
  readonly dir: string;
  readonly provinces: readonly string[];
  readonly replicas: number;
  readonly platform: boolean;
  readonly platformUrl?: string | undefined;
  readonly policies: string;
  readonly set: Readonly<Record<string, string>>;
  /** Only Kafka and MariaDB, for tests that start their own gateways. */
  readonly gateways: boolean;
  /** A reconciler a province beside its gateways; many stacks of tests need none. */
  readonly reconcilers: boolean;
}

/** What a folder's stack is made of. */
export interface StackState {
  options: StackOptions;
  ports: Record<string, number>;
  tokenKey: string;
  processes: Record<string, StackProcess>;
  /** Where a setting about keys was given. */
  keys?: StackKeys;
  /** While the first start has not come to its end: what it was asked for does not count. */
  isUnfinished?: true;
}

/** A process of a province. */
interface StackPart {
  readonly url: string;
  readonly pid: number;
  readonly log: string;
}

/** stack.json, as running-it.md has it. */
export interface StackFile extends Partial<StackKeys> {
  readonly kafka: { readonly brokers: string[] };
  readonly database: { readonly host: string; readonly port: number; readonly user: string; readonly password: string };
  readonly platform: { readonly url: string };
  readonly provinces: Readonly<
    Record<
      string,
      {
        readonly database: string;
        readonly gateways: readonly StackPart[];
        /** Beyond what the page names. */
        readonly reconciler?: StackPart;
      }
    >
  >;
}

/** Reads the folder's state; undefined where no stack was started in it. */
export function readState(dir: string): StackState | undefined {
  const path = join(dir, 'state.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as StackState) : undefined;
}

/**
 * Makes the stack's folders. Throws a sentence where that cannot be. Node's own `recursive` never comes back where a
 * folder can be looked into and nothing be made in it, as under /proc.
 */
export function makeFolders(dir: string): void {
  try {
    makeFolder(join(dir, 'gateways'));
    const trial = join(dir, 'gateways', '.trial');
    writeFileSync(trial, '');
    rmSync(trial);
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    throw new Error(
      `The folder ${dir} cannot be used: ${WHY[code ?? ''] ?? code} (${path ?? dir}). Give another by --dir.`,
      {
        cause: error,
      },
    );
  }
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EEXIST: 'a file is in the way',
  ENOTDIR: 'a file is in the way',
  EPERM: 'nothing can be made there',
  ENOENT: 'nothing can be made there',
  EROFS: 'nothing can be written there',
  ENOSPC: 'the disk is full',
};

function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another start may have been faster.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** Forgets a first start that came to nothing, with what it had made; its logs stay, to be read. */
export function forgetStart(dir: string): void {
  for (const name of ['state.json', 'stack.json', 'gateways', 'kafka', 'keys', 'mariadb', 'reconciliation'])
    rmSync(join(dir, name), { recursive: true, force: true });
}

/** Deletes what the stack has made in its folder; and the folder, unless somebody has other things there, such as a project. */
export function deleteStack(dir: string): void {
  forgetStart(dir);
  rmSync(join(dir, 'logs'), { recursive: true, force: true });
  if (existsSync(dir) && readdirSync(dir).length === 0) rmdirSync(dir);
}

/** Writes a file of the folder whole or not at all. */
export function writeWhole(path: string, content: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(content, undefined, 2)}\n`);
  renameSync(`${path}.new`, path);
}
