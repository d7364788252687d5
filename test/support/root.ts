import { createConnection, type Connection } from 'mysql2/promise';
import { DATABASE_USER } from '../../apps/development-stack/src/mariadb';
import { stack } from './stack';

/** A connection of the database's own operator, beside everything the gateways may do. End it after use. */
export function rootConnection(): Promise<Connection> {
  return createConnection({ socketPath: `/tmp/mutual-aid-${stack.database.port}.sock`, user: 'root' });
}

/** Cuts off every connection of the gateways. */
export async function killGatewayConnections(root: Connection): Promise<void> {
  await root.query(`KILL USER '${DATABASE_USER}'`);
}
