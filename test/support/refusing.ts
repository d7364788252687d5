import { sql } from './database';

/** Makes a province's database refuse rows of a table where `condition` holds for them, while `work` runs. */
export async function refusing(
  province: string,
  table: string,
  condition: string,
  work: () => Promise<void>,
): Promise<void> {
  await sql(
    province,
    `CREATE TRIGGER refuse_one BEFORE INSERT ON ${table} FOR EACH ROW ` +
      `IF ${condition} THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a test refuses this row'; END IF`,
  );
  try {
    await work();
  } finally {
    await sql(province, 'DROP TRIGGER refuse_one');
  }
}
