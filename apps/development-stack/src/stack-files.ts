import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
}

/** What a folder's stack is made of. */
export interface StackState {
  options: StackOptions;
  ports: Record<string, number>;
  tokenKey: string;
  processes: Record<string, StackProcess>;
}

/** stack.json, as running-it.md has it. */
export interface StackFile {
  readonly kafka: { readonly brokers: string[] };
  readonly database: { readonly host: string; readonly port: number; readonly user: string; readonly password: string };
  readonly platform: { readonly url: string };
  readonly provinces: Readonly<
    Record<
      string,
      { readonly database: string; readonly gateways: readonly { url: string; pid: number; log: string }[] }
    >
  >;
}

/** Reads the folder's state; undefined where no stack was started in it. */
export function readState(dir: string): StackState | undefined {
  const path = join(dir, 'state.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as StackState) : undefined;
}

/** Writes a file of the folder whole or not at all. */
export function writeWhole(path: string, content: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(content, undefined, 2)}\n`);
  renameSync(`${path}.new`, path);
}
