import { randomBytes } from 'node:crypto';

/** version - trace id - parent id - flags; what a later version adds stands behind another hyphen. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ONLY_ZEROS = /^0+$/;
/** The parts that every version has, characters. */
const LENGTH = 55;
/** The flag of version 00 that is passed on; the others are to be sent as 0. */
const SAMPLED = 0x01;

/**
 * A `traceparent` of W3C Trace Context as it is sent on, in version 00; undefined where it is malformed: as if there
 * were none. The ids are not touched: the gateway records no spans, so whoever comes next hangs on the caller's.
 */
export function readTraceparent(given: string | Buffer): string | undefined {
  // One that is far longer than any version's is not looked through.
  const text = typeof given === 'string' ? given : given.toString('latin1', 0, 10 * LENGTH);
  const [, version, traceId = '', parentId = '', flags = '', more] = TRACEPARENT.exec(text) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (ONLY_ZEROS.test(traceId) || ONLY_ZEROS.test(parentId)) return undefined;
  return `00-${traceId}-${parentId}-0${parseInt(flags, 16) & SAMPLED}`;
}

/** The `traceparent` of a trace that begins here; nobody has said that it is sampled. */
export function beginTrace(): string {
  const ids = randomBytes(24).toString('hex');
  return `00-${ids.slice(0, 32)}-${ids.slice(32)}-00`;
}

/** The trace's id, for log lines. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  return traceparent?.slice(3, 35);
}
