import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_AGAIN_AFTER = 200;

/**
 * Does the work once nobody else is at it for this folder: two starts at once would end each other's processes. What is
 * held is a name of the system's (a socket without a file), which is free again however its holder ends. `waits` is told
 * once where somebody else holds it; rejects where `signal` aborts meanwhile.
 */
export async function oneAtATime<Done>(
  dir: string,
  work: () => Promise<Done>,
  { waits, signal }: { waits: () => void; signal?: AbortSignal | undefined },
): Promise<Done> {
  const path = `\0mutual-aid-stack-${createHash('sha256').update(dir).digest('hex').slice(0, 40)}`;
  const held = createServer();
  for (let isTold = false; ; isTold = true) {
    try {
      held.listen(path);
      await once(held, 'listening');
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (!isTold) waits();
      await delay(LOOK_AGAIN_AFTER, undefined, { signal });
    }
  }
  try {
    return await work();
  } finally {
    held.close();
  }
}
