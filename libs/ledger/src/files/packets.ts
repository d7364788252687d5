/** Characters of SQL in one packet, unless one row alone has more: a quarter of the least that a server must take (database-fit.ts). */
const PACKET = 4 * 1024 * 1024;

/** The statements that write so many rows, as few as packets allow; a row is never torn. */
export function statementsFor<Row>(rows: readonly Row[], write: (rows: readonly Row[]) => string): string[] {
  const statement = write(rows);
  if (statement.length <= PACKET || rows.length < 2) return [statement];
  const half = Math.ceil(rows.length / 2);
  return [...statementsFor(rows.slice(0, half), write), ...statementsFor(rows.slice(half), write)];
}

/** Statements in their order, as many a packet as it takes. */
export function packetsOf(statements: readonly string[]): string[] {
  const packets: string[] = [];
  let packet = '';
  for (const statement of statements) {
    if (packet !== '' && packet.length + statement.length > PACKET) {
      packets.push(packet);
      packet = '';
    }
    packet += statement;
  }
  return [...packets, packet];
}
