import { setTimeout as delay } from 'node:timers/promises';

/** How one part is. */
export interface PartHealth {
  readonly status: 'up' | 'down';
  readonly detail?: string | undefined;
}

/** What GET /health/ready answers. */
export interface Health {
  readonly status: 'up' | 'down';
  readonly parts: Readonly<Record<string, PartHealth>>;
}

/** Looks at one part; rejects, with a sentence for the operator, where it is down. A text it resolves with is shown too. */
export type Probe = () => Promise<unknown>;

const TOO_LONG = 2000;

/** Looks at all parts at once; one that does not answer in two seconds is down. */
export async function checkHealth(probes: Readonly<Record<string, Probe>>): Promise<Health> {
  const parts = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => [name, await look(probe)] as const),
  );
  const isUp = parts.every(([, part]) => part.status === 'up');
  return { status: isUp ? 'up' : 'down', parts: Object.fromEntries(parts) };
}

async function look(probe: Probe): Promise<PartHealth> {
  const over = new AbortController();
  try {
    const late = delay(TOO_LONG, undefined, { signal: over.signal }).then(() =>
      Promise.reject(new Error('no answer within 2 s')),
    );
    late.catch(() => undefined);
    const said = await Promise.race([probe(), late]);
    return typeof said === 'string' ? { status: 'up', detail: said } : { status: 'up' };
  } catch (error) {
    return { status: 'down', detail: error instanceof Error ? error.message || error.name : String(error) };
  } finally {
    over.abort();
  }
}
