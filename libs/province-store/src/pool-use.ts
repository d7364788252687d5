import type { DataSource } from 'typeorm';

/** What the driver's pool has of its own; it tells of them by events alone. */
interface PoolInside {
  readonly _allConnections: { readonly length: number };
  readonly _freeConnections: { readonly length: number };
  readonly _connectionQueue: { readonly length: number };
}

/** How many connections of a pool are used and idle, and how many wait for one; nothing of one that is not open yet. */
export function poolUse(source: DataSource): { used: number; idle: number; waiting: number } {
  const { pool } = source.driver as unknown as { readonly pool?: PoolInside };
  if (pool === undefined) return { used: 0, idle: 0, waiting: 0 };
  const idle = pool._freeConnections.length;
  return { used: pool._allConnections.length - idle, idle, waiting: pool._connectionQueue.length };
}
