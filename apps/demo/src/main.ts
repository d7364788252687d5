import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stopStack } from '../../development-stack/src/stack';
import { demo } from './demo';
import { say } from './say';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      keep: { type: 'boolean', default: false },
      dir: { type: 'string', default: '.stack-demo' },
    },
  });
  const dir = resolve(values.dir);
  const end = () => stopStack(dir, { wipe: true });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => void end().then(() => process.exit(1)));
  await end();
  let isGood = false;
  try {
    isGood = await demo(dir);
    say(isGood ? '\nAll of it agrees.' : '\nSomething above does not agree.');
  } finally {
    if (values.keep)
      say(
        `Left running: ${join(dir, 'stack.json')}; a token: npm run -s token -- --dir ${values.dir} --roles operator,window`,
      );
    else await end();
  }
  return isGood ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
