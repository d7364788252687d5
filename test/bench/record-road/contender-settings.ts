import type { DatabaseAddress } from '@libs/province-store';

/** What a baseline is told, as JSON in its first argument. */
export interface ContenderSettings {
  readonly brokers: string[];
  readonly topic: string;
  readonly group: string;
  readonly answers: string;
  readonly province: string;
  readonly database: DatabaseAddress;
}
