import 'reflect-metadata';
import { KeyFileError } from '@libs/national-platform';
import { SettingsError } from '@libs/operations';
import { PolicyFileError } from '@libs/province-policy';
import { audit } from './audit';
import { reconcile, UsageError } from './reconcile';
import { serve } from './serve';

const COMMANDS: Readonly<Record<string, (argv: string[]) => Promise<number>>> = { audit, reconcile, serve };

/** What a person has to put right. */
const FOR_PEOPLE = [SettingsError, UsageError, PolicyFileError, KeyFileError];

/** Carries out a command of a person or an operator's; gives the exit code, and says in a sentence what is to be put right. */
export async function carryOut([command = '', ...argv]: readonly string[]): Promise<number> {
  const known = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (known === undefined) {
    process.stderr.write(`The reconciler knows ${Object.keys(COMMANDS).join(', ')}; "${command}" it does not.\n`);
    return 2;
  }
  try {
    return await known(argv);
  } catch (error) {
    const isForPeople = FOR_PEOPLE.some((kind) => error instanceof kind);
    process.stderr.write(`${isForPeople ? (error as Error).message : String(error)}\n`);
    return 1;
  }
}
