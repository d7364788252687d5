export { parseDuration } from './durations';
export { systemClock, type Clock } from './clock';
export { checkHealth, type Health, type Probe } from './health';
export { makeLog, nestLogger, type Log } from './log';
export { maskedJson, maskName, maskNumber, maskText } from './masks';
export { Metrics } from './metrics';
export { loadSettings, readSetting, SettingsError } from './settings';
export type { Settings } from './setting-table';
export { KeysUnavailableError, ROLES, TokenVerifier, type AccessRole, type Caller } from './tokens';
