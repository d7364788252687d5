import { hostname } from 'node:os';
import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import { maskNumber } from './masks';
import { reasonOf, whereOf } from './reasons';
import { VERSION } from './version';

/** What a line has of one text, characters. */
const MOST = 2000;
/** What looks like the number of an identity card. */
const CARD_NUMBER = /^(?:\d{15}|\d{17}[\dXx])$/;

/** A structured log, JSON lines on standard output. Never give it names, certificate numbers or whole person numbers. */
export type Log = Logger;

/**
 * Makes the process's log: level (a word), time, app, host and version stand on every line. The redaction is a second
 * line of defence: callers mask already.
 */
export function makeLog(level: string, name: string): Log {
  const hidden = ['psn_name', 'certno', 'psn_no', 'name', 'certNo', 'psnNo'];
  return pino({
    level,
    base: { app: name, host: hostname(), version: VERSION },
    formatters: { level: (label) => ({ level: label }), log: shortened },
    redact: {
      paths: [...hidden.filter((each) => each !== 'name'), ...hidden.map((each) => `*.${each}`)],
      censor: '***',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}

/**
 * The last line of a process that cannot start. An error that is `forPeople` is one sentence that says what to put right;
 * of any other the line also says where it was thrown.
 */
export function logFailedStart(log: Log, error: unknown, forPeople: boolean): void {
  const where = forPeople ? undefined : whereOf(error);
  log.fatal({ reason: reasonOf(error), where }, 'cannot start; put right what `reason` names, and start it again');
}

/**
 * From now on an error that nobody handles ends the process with a line that says where it was thrown: its text may hold
 * what others wrote.
 */
export function endOnUnhandled(log: Log): void {
  const end = (error: unknown): void => {
    log.fatal(
      { where: whereOf(error) },
      'ended by an error that nobody handled; start it again and tell the developers',
    );
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

/**
 * What others sent, such as a msgid, may be megabytes: a line has its beginning and how much there was. And it may be the
 * number of somebody's identity card, whatever it should be: that is masked.
 */
export function shortened(members: Record<string, unknown>): Record<string, unknown> {
  const short = Object.entries(members).map(([name, value]) => [
    name,
    typeof value === 'string' ? shown(value) : value,
  ]);
  return Object.fromEntries(short) as Record<string, unknown>;
}

function shown(text: string): string {
  if (text.length > MOST) return `${text.slice(0, MOST)}… (${text.length} characters)`;
  return CARD_NUMBER.test(text) ? maskNumber(text) : text;
}

/** Nest's own log lines, through the same log. */
export function nestLogger(log: Log): LoggerService {
  const write = (level: 'info' | 'warn' | 'error' | 'debug') => (message: unknown, context?: unknown) =>
    log[level]({ context: typeof context === 'string' ? context : undefined }, String(message));
  return {
    log: write('debug'),
    warn: write('warn'),
    error: write('error'),
    debug: write('debug'),
    verbose: write('debug'),
  };
}
