import 'reflect-metadata';
import { loadSettings, SettingsError } from '@libs/operations';
import { conservationInYuan, proveConservation, provinceDataSource } from '@libs/province-store';

/** Proves R31 over the province's database and prints the figures as JSON; 1 where it does not hold. */
async function audit(argv: string[]): Promise<number> {
  const settings = loadSettings(argv);
  const source = provinceDataSource(
    {
      host: settings['database.host'],
      port: settings['database.port'],
      user: settings['database.user'],
      password: settings['database.password'],
      name: settings['database.name'],
    },
    'long',
  );
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

async function main([command, ...argv]: string[]): Promise<number> {
  if (command === 'audit') return audit(argv);
  process.stderr.write(`The reconciler knows "audit"; "${command ?? ''}" comes with a later issue.\n`);
  return 2;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof SettingsError ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
