import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** A new folder for the data of one bench. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mutual-aid-bench-'));
  made.push(folder);
  return folder;
}

/** Removes every folder made here, once nothing runs in them. */
export function removeWorkFolders(): void {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
}
