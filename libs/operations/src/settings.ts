import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { nearest } from './nearest';
import { SETTING_TABLE, type SettingName, type SettingRow, type Settings } from './setting-table';

/** A setting that a person must put right before the process can start. */
export class SettingsError extends Error {}

const STANDARD_FILE = 'config/settings.yaml';
const PREFIX = 'MUTUAL_AID_';
/** A name longer than any setting's is not worth comparing. */
const LONGEST_NAME = 100;

/**
 * Reads and checks the settings: built-in default < config/settings.yaml < the file after `--settings` < environment
 * `MUTUAL_AID_<NAME>`. Throws SettingsError with one sentence that says where, which, and what is expected.
 */
export function loadSettings(argv: readonly string[], environment: NodeJS.ProcessEnv = process.env): Settings {
  const given = new Map<string, { text: string; from: string }>();
  const flag = argv.indexOf('--settings');
  const files = flag < 0 ? [STANDARD_FILE] : [STANDARD_FILE, argv[flag + 1] ?? ''];
  for (const file of files) readFile(file, file === STANDARD_FILE, given);
  readEnvironment(environment, given);
  return checked(given, files.at(-1) ?? STANDARD_FILE);
}

/** The environment variable of a setting: `waiting_room.timeout` is `MUTUAL_AID_WAITING_ROOM_TIMEOUT`. */
export function environmentName(name: string): string {
  return `${PREFIX}${name.toUpperCase().replace(/\./g, '_')}`;
}

/** Whatever begins like a setting's variable is meant for one: a misspelt name would else leave the default in force. */
function readEnvironment(environment: NodeJS.ProcessEnv, given: Map<string, { text: string; from: string }>): void {
  const names = new Map(Object.keys(SETTING_TABLE).map((name) => [environmentName(name), name]));
  for (const [variable, text = ''] of Object.entries(environment)) {
    if (!variable.startsWith(PREFIX)) continue;
    const name = names.get(variable);
    if (name === undefined) {
      const known = nearest(variable.toUpperCase().slice(0, LONGEST_NAME), [...names.keys()]);
      throw new SettingsError(
        `The environment variable ${variable} is no setting's; the nearest is ${known}. Correct its name or remove it; ` +
          'all settings are in config/README.md.',
      );
    }
    given.set(name, { text, from: variable });
  }
}

function readFile(file: string, isOptional: boolean, given: Map<string, { text: string; from: string }>): void {
  if (!existsSync(file)) {
    if (isOptional) return;
    throw new SettingsError(`The settings file ${file} does not exist: give the path of a YAML file after --settings.`);
  }
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { schema: 'failsafe', lineCounter: lines });
  const [broken] = document.errors;
  if (broken) {
    throw new SettingsError(`${file}:${broken.linePos?.[0].line ?? 1}: ${broken.message.split('\n')[0]}`);
  }
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === '')) return;
  if (!isMap(contents)) throw new SettingsError(`${file}:1: the file must hold lines of the form "name: value".`);
  for (const { key, value } of contents.items) {
    const at = `${file}:${isScalar(key) && key.range ? lines.linePos(key.range[0]).line : 1}`;
    const name = isScalar(key) ? String(key.value) : '';
    if (!isScalar(value) || typeof value.value !== 'string') {
      throw new SettingsError(`${at}: "${name}" must have one value.`);
    }
    rowOf(name, at);
    given.set(name, { text: value.value, from: at });
  }
}

/** Reads one setting's text. Throws SettingsError with one sentence that begins with `from`. */
export function readSetting(name: string, text: string, from: string): unknown {
  const row = rowOf(name, from);
  const value = row.read(text);
  if (value === undefined) throw new SettingsError(`${from}: "${name}" is "${text}", but must be ${row.expects}.`);
  return value;
}

function rowOf(name: string, from: string): SettingRow {
  if (Object.hasOwn(SETTING_TABLE, name)) return SETTING_TABLE[name as SettingName];
  throw new SettingsError(`${from}: there is no setting "${name}"; the known ones are in config/README.md.`);
}

function checked(given: ReadonlyMap<string, { text: string; from: string }>, file: string): Settings {
  const settings: Partial<Record<SettingName, unknown>> = {};
  for (const [name, { text, from }] of given) settings[name as SettingName] = readSetting(name, text, from);
  for (const [name, row] of Object.entries(SETTING_TABLE) as [SettingName, SettingRow][]) {
    if (given.has(name)) continue;
    if (row.fallback === undefined) {
      throw new SettingsError(
        `${file}: the setting "${name}" is missing: give ${row.expects} here or as ${environmentName(name)}. ${row.about}`,
      );
    }
    settings[name] = row.read(row.fallback);
  }
  return crossChecked(settings as Settings, file);
}

function crossChecked(settings: Settings, file: string): Settings {
  if (settings['token.key'] === '' && settings['token.jwks_url'] === '') {
    throw new SettingsError(
      `${file}: neither "token.key" nor "token.jwks_url" is set: without one no token can be verified.`,
    );
  }
  if (settings['upload.resend_after'] > settings['upload.resend_max']) {
    throw new SettingsError(
      `${file}: "upload.resend_after" is longer than "upload.resend_max": the longest interval must not be the shorter one.`,
    );
  }
  const key = settings['token.key'];
  if (key.includes('BEGIN') && !isPublicKey(key)) {
    throw new SettingsError(
      `${file}: "token.key" begins like a PEM public key but cannot be read as one: copy it whole, with its BEGIN and END lines.`,
    );
  }
  return settings;
}

function isPublicKey(pem: string): boolean {
  try {
    createPublicKey(pem);
    return true;
  } catch {
    return false;
  }
}
