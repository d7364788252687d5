import { LedgerConnection, text, textOf, type DatabaseAddress } from '@libs/province-store';

const BLOCK = 100_000;

/**
 * Takes a block of msgid serials from the database: no two replicas, and no two lives of one, ever use the same
 * (interface page §1: a msgid is unique per sender for ever). Gives the first; the block has `size` of them.
 */
export async function takeSerialBlock(address: DatabaseAddress): Promise<{ first: number; size: number }> {
  const connection = await LedgerConnection.open(address);
  try {
    const name = text('msgid');
    const results = await connection.run(
      `BEGIN;INSERT INTO serial_block VALUES (${name}, ${BLOCK}) ON DUPLICATE KEY UPDATE next_serial = next_serial + ${BLOCK};` +
        `SELECT next_serial FROM serial_block WHERE name = ${name};COMMIT`,
    );
    const next = Number(textOf(results.find((rows) => rows.length > 0)?.[0]?.[0]));
    return { first: next - BLOCK, size: BLOCK };
  } finally {
    connection.close();
  }
}
