import { databaseAddress, loadSettings } from '@libs/operations';
import { conservationInYuan, proveConservation, provinceDataSource } from '@libs/province-store';

/** Proves R31 over the province's database and prints the figures as JSON; 1 where it does not hold. */
export async function audit(argv: readonly string[]): Promise<number> {
  const settings = loadSettings(argv);
  const source = provinceDataSource(databaseAddress(settings), 'long');
  await source.initialize();
  try {
    const proof = await proveConservation(source);
    process.stdout.write(
      `${JSON.stringify({ province: settings.province, ...conservationInYuan(proof) }, undefined, 2)}\n`,
    );
    return proof.ok ? 0 : 1;
  } finally {
    await source.destroy();
  }
}
