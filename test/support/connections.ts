import { readFileSync } from 'node:fs';

/** How many connections to a gateway's HTTP side are open, as the system has them: address and state in hexadecimal. */
export function connectionsTo(url: string): number {
  const port = Number(new URL(url).port).toString(16).toUpperCase().padStart(4, '0');
  const isTo = new RegExp(`^ *\\d+: [0-9A-F]{8}:${port} [0-9A-F]{8}:[0-9A-F]{4} 01 `);
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .filter((line) => isTo.test(line)).length;
}
