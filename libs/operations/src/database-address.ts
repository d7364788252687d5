import type { Settings } from './setting-table';

/** Where the province's database is, by the settings. */
export function databaseAddress(settings: Settings) {
  return {
    host: settings['database.host'],
    port: settings['database.port'],
    user: settings['database.user'],
    password: settings['database.password'],
    name: settings['database.name'],
    statementWithin: settings['database.statement_within'],
  };
}
