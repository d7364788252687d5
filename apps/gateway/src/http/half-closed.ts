import type { Server } from 'node:http';

/**
 * Whoever has sent a request may shut down its writing side and wait for the answer (HTTP over `nc`, some proxies): Node
 * would end the connection at once. Its switch for that is in no type of its own.
 */
export function serveHalfClosed(server: Server): void {
  Object.assign(server, { httpAllowHalfOpen: true });
}
