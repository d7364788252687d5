import { AMOUNT_PATTERN, yuanToFen } from '@libs/mutual-aid';
import { parseDuration } from './durations';

/** A setting: its default (undefined: must be given), how its text is read, and what it is for. */
export interface SettingRow<T = unknown> {
  readonly fallback?: string;
  readonly expects: string;
  /** Gives undefined where the text is not what is expected. */
  readonly read: (text: string) => T | undefined;
  readonly about: string;
}

function row<T>(fallback: string | undefined, expects: string, read: (text: string) => T | undefined, about: string) {
  return { fallback, expects, read, about } as SettingRow<T>;
}

const string = (fallback: string | undefined, about: string) => row(fallback, 'a text', (text) => text, about);
const required = (about: string) => row(undefined, 'a text that is not empty', (text) => text || undefined, about);
const duration = (fallback: string, about: string) =>
  row(fallback, 'a duration such as 900s or 15m', (text) => positive(parseDuration(text)), about);
const count = (fallback: string | undefined, about: string, least = 1, most = Infinity) =>
  row(
    fallback,
    `a whole number from ${least}${most < Infinity ? ` to ${most}` : ''}`,
    (text) => wholeNumber(text, least, most),
    about,
  );
const oneOf = <const T extends string>(fallback: T, allowed: readonly T[], about: string) =>
  row(fallback, allowed.join(' or '), (text) => allowed.find((each) => each === text), about);

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= most ? value : undefined;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function positive(ms: number | undefined): number | undefined {
  return ms !== undefined && ms > 0 ? ms : undefined;
}

/** Every setting of the gateway under its name (running-it.md and config/settings.yaml). Durations are ms. */
export const SETTING_TABLE = {
  province: row(
    undefined,
    'a province code such as 440000',
    (text) => (/^\d{2}0000$/.test(text) ? text : undefined),
    'The province this gateway serves.',
  ),
  'http.host': string('127.0.0.1', 'Address the HTTP side listens on.'),
  'http.port': count('8080', 'Port the HTTP side listens on; 0 takes a free one.', 0, 65_535),
  'http.answer_within': duration('10s', 'A request not answered by then is told to come again (A08).'),
  'http.silent_for': duration(
    '60s',
    'A connection over which nothing moves for so much longer than an answer may take is ended.',
  ),
  'kafka.brokers': row(
    undefined,
    'host:port, several separated by commas',
    (text) => (/^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$/.test(text) ? text : undefined),
    'Kafka brokers, host:port, separated by commas.',
  ),
  'kafka.group': string('', 'Consumer group; empty: mutual-aid.<province>.'),
  'kafka.unpacked_max': count('67108864', 'Bytes a compressed batch may unpack to; a larger one is a dead letter.'),
  'topics.down_relation': string('', 'Topic; empty: the default name of the interface page.'),
  'topics.down_limit': string('', 'Topic, likewise.'),
  'topics.down_terminate': string('', 'Topic, likewise.'),
  'topics.down_notice': string('', 'Topic, likewise.'),
  'topics.down_ack': string('', 'Topic, likewise.'),
  'topics.up_ack': string('', 'Topic, likewise.'),
  'topics.up_relation': string('', 'Topic, likewise.'),
  'topics.up_limit': string('', 'Topic, likewise.'),
  'topics.up_usage': string('', 'Topic, likewise.'),
  'topics.up_terminate': string('', 'Topic, likewise.'),
  'topics.up_recon': string('', 'Topic, likewise.'),
  'database.host': string('127.0.0.1', 'Host of the province database (MariaDB).'),
  'database.port': count('3306', 'Port of the province database.', 1, 65_535),
  'database.user': required('User of the province database.'),
  'database.password': string('', 'Its password.'),
  'database.name': required('Name of the province database.'),
  'database.lanes': count('2', 'Ledger lanes, a connection each.'),
  'database.statement_within': duration(
    '5s',
    'A connection that takes longer for a statement is given up for another.',
  ),
  'policies.dir': string('config/provinces', 'Folder of the policy files, <admdvs>.yaml.'),
  'token.issuer': required('Issuer that tokens must name.'),
  'token.audience': required('Audience that tokens must name.'),
  'token.key': string('', 'Shared secret (HS256) or PEM public key that tokens are verified with.'),
  'token.jwks_url': row(
    '',
    'an address such as https://idp.example/jwks.json',
    (text) => (text === '' || URL.canParse(text) ? text : undefined),
    'Address of the issuer’s keys (JWKS), instead of token.key.',
  ),
  'platform.url': row(
    '',
    'an address such as https://platform.example',
    (text) => (text === '' || isWebAddress(text) ? text : undefined),
    'Base address of the platform’s HTTP side, which is downloaded from; empty: nothing is.',
  ),
  'platform.answer_within': duration(
    '60s',
    'An answer of it that is not here by then is given up and asked for again.',
  ),
  'waiting_room.timeout': duration('15m', 'How long a message waits for what it names before E30.'),
  'upload.resend_after': duration('30s', 'When an unanswered upload is sent again.'),
  'upload.resend_max': duration('10m', 'The longest interval between two sendings.'),
  'relations.catch_up_every': duration('10m', 'How often /relations is downloaded.'),
  'reconciliation.retry_after': duration('5m', 'When a WAITING or FAILED day is tried again.'),
  'reconciliation.at': row(
    '02:30',
    'a time of day such as 02:30',
    (text) => (/^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? text : undefined),
    'When the daily run starts, UTC+8.',
  ),
  'reconciliation.dir': string(
    '/var/tmp/mutual-aid',
    'Folder of a day’s files while it is reconciled: three times their size is needed.',
  ),
  encryption: oneOf('NONE', ['NONE', 'SM4'], 'Encryption of message bodies; with SM4 what is not encrypted is E02.'),
  signature: oneOf('SM2', ['NONE', 'SM2'], 'Signatures of messages; NONE verifies nothing, for test networks only.'),
  'keys.dir': string('', 'Folder of the SM2 and SM4 keys, a file a key (below).'),
  'keys.read_every': duration('5s', 'How often that folder is looked at for keys that changed.'),
  'sealing.threads': count('2', 'Threads that sign, verify, encrypt and decrypt.', 1, 64),
  'flags.drain_amount': row(
    '5000.00',
    'an amount in yuan such as 5000.00',
    (text) => (new RegExp(AMOUNT_PATTERN).test(text) ? yuanToFen(text) : undefined),
    'A limit as large as this that is spent fast is flagged for a person.',
  ),
  'flags.drain_within': duration('24h', 'Spent to zero within so long of its setting, it was spent fast.'),
  'flags.donors_max': count('5', 'A beneficiary with more donors than this is flagged.'),
  'flags.places_max': count('3', 'A beneficiary who uses the wallet at more institutions than this is flagged,'),
  'flags.places_within': duration('1h', 'within so long.'),
  'clock.offset': row(
    '0s',
    'a duration such as -36h or 0s',
    parseDuration,
    'Shifts the gateway’s clock; development only.',
  ),
  'log.level': oneOf('info', ['debug', 'info', 'warn', 'error'], 'Least level that is logged.'),
  // With what waited for them they have fewer lines of the trail than a batch's number leaves room for (account-entries.ts).
  'ledger.batch_max': count('1000', 'Commands a batch, at most 10000.', 1, 10_000),
  'ledger.queue_max': count('20000', 'Commands that may wait before requests are told to come again.'),
  'health.stalled_after': duration(
    '30s',
    'Not ready when consumption stands still for this long although there is work.',
  ),
} satisfies Record<string, SettingRow>;

/** The name of a setting. */
export type SettingName = keyof typeof SETTING_TABLE;

/** The settings as read, by name. */
export type Settings = {
  readonly [Name in SettingName]: NonNullable<ReturnType<(typeof SETTING_TABLE)[Name]['read']>>;
};
