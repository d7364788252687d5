import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { SealingSettings } from './platform-sealing';

/** What the simulator is told at its start. */
export interface SimulatorSettings {
  readonly host: string;
  readonly port: number;
  readonly brokers: string[];
  readonly provinces: string[];
  readonly sealing: SealingSettings;
}

/**
 * Reads the file after `--settings`: http.host, http.port, kafka.brokers, provinces, signature, encryption, keys.dir.
 * Throws with what is missing.
 */
export function simulatorSettings(argv: readonly string[]): SimulatorSettings {
  const file = argv[argv.indexOf('--settings') + 1];
  if (!argv.includes('--settings') || file === undefined) throw new Error('Give the settings file after --settings.');
  const given = parse(readFileSync(file, 'utf8'), { schema: 'failsafe' }) as Record<string, string | undefined>;
  const brokers = given['kafka.brokers'];
  const provinces = given['provinces'];
  if (!brokers || !provinces) throw new Error(`${file}: kafka.brokers and provinces must be given.`);
  const port = Number(given['http.port'] ?? '0');
  return {
    host: given['http.host'] ?? '127.0.0.1',
    port,
    brokers: brokers.split(','),
    provinces: provinces.split(','),
    sealing: {
      signature: given['signature'] === 'SM2' ? 'SM2' : 'NONE',
      encryption: given['encryption'] === 'SM4' ? 'SM4' : 'NONE',
      keysDir: given['keys.dir'] ?? '',
    },
  };
}
