import 'reflect-metadata';
import { KeyFileError } from '@libs/national-platform';
import { SettingsError } from '@libs/operations';
import { PolicyFileError } from '@libs/province-policy';
import { audit } from './audit';
import { stage } from './books/stage-main';
import { reconcile, UsageError } from './reconcile';
import { serve } from './serve';

const COMMANDS: Readonly<Record<string, (argv: string[]) => Promise<number>>> = { audit, reconcile, serve, stage };

/** What a person has to put right. */
const FOR_PEOPLE = [SettingsError, UsageError, PolicyFileError, KeyFileError];

async function main([command = '', ...argv]: string[]): Promise<number> {
  const carryOut = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (carryOut !== undefined) return carryOut(argv);
  process.stderr.write(`The reconciler knows ${Object.keys(COMMANDS).join(', ')}; "${command}" it does not.\n`);
  return 2;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isForPeople = FOR_PEOPLE.some((kind) => error instanceof kind);
    process.stderr.write(`${isForPeople ? (error as Error).message : String(error)}\n`);
    process.exit(1);
  },
);
