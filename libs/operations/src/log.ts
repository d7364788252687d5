import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

/** What a line has of one text, characters. */
const MOST = 2000;

/** A structured log, JSON lines on standard output. Never give it names, certificate numbers or whole person numbers. */
export type Log = Logger;

/** Makes the process's log. The redaction is a second line of defence: callers mask already. */
export function makeLog(level: string, name: string): Log {
  const hidden = ['psn_name', 'certno', 'psn_no', 'name', 'certNo', 'psnNo'];
  return pino({
    level,
    base: { app: name },
    formatters: { log: shortened },
    redact: {
      paths: [...hidden.filter((each) => each !== 'name'), ...hidden.map((each) => `*.${each}`)],
      censor: '***',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}

/** What others sent, such as a msgid, may be megabytes: a line has its beginning and how much there was. */
export function shortened(members: Record<string, unknown>): Record<string, unknown> {
  const short = Object.entries(members).map(([name, value]) => [
    name,
    typeof value === 'string' && value.length > MOST ? `${value.slice(0, MOST)}… (${value.length} characters)` : value,
  ]);
  return Object.fromEntries(short) as Record<string, unknown>;
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
