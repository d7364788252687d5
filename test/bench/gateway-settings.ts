import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseAddress } from '@libs/province-store';
import { stringify } from 'yaml';

/** Where the gateway of a benchmark runs. */
interface Place {
  readonly dir: string;
  readonly province: string;
  readonly brokers: readonly string[];
  readonly database: DatabaseAddress;
}

/** Writes the settings of a benchmark's gateway, and what a benchmark has of its own; gives the file. */
export function writeGatewaySettings(
  name: string,
  { dir, province, brokers, database }: Place,
  own: Readonly<Record<string, string>>,
): string {
  const file = join(dir, `${name}.yaml`);
  const settings = {
    province,
    'kafka.brokers': brokers.join(','),
    'policies.dir': join(dir, 'policies'),
    'log.level': 'warn',
    'database.port': String(database.port),
    'database.user': database.user,
    'database.name': database.name,
    'database.password': database.password,
    signature: 'NONE',
    'token.issuer': 'bench',
    'token.audience': 'bench',
    ...own,
  };
  writeFileSync(file, stringify(settings, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' }));
  return file;
}
