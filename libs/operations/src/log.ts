import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

/** A structured log, JSON lines on standard output. Never give it names, certificate numbers or whole person numbers. */
export type Log = Logger;

/** Makes the process's log. The redaction is a second line of defence: callers mask already. */
export function makeLog(level: string, name: string): Log {
  const hidden = ['psn_name', 'certno', 'psn_no', 'name', 'certNo', 'psnNo'];
  return pino({
    level,
    base: { app: name },
    redact: {
      paths: [...hidden.filter((each) => each !== 'name'), ...hidden.map((each) => `*.${each}`)],
      censor: '***',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
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
