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

/** A part is away without which the gateway does its work: readiness tells of it, and stays. */
export class AwayButSparedError extends Error {}

/** Looks at one part; rejects, with a sentence for the operator, where it is down. A text it resolves with is shown too. */
export type Probe = () => Promise<unknown>;

const TOO_LONG = 2000;

/** Looks at all parts at once; one that does not answer in two seconds is down. */
export async function checkHealth(probes: Readonly<Record<string, Probe>>): Promise<Health> {
  const parts = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => ({ name, ...(await look(probe)) })),
  );
  const isUp = parts.every(({ part, isSpared }) => part.status === 'up' || isSpared);
  return { status: isUp ? 'up' : 'down', parts: Object.fromEntries(parts.map(({ name, part }) => [name, part])) };
}

async function look(probe: Probe): Promise<{ part: PartHealth; isSpared: boolean }> {
  const over = new AbortController();
  try {
    const late = delay(TOO_LONG, undefined, { signal: over.signal }).then(() =>
      Promise.reject(new Error('no answer within 2 s')),
    );
    late.catch(() => undefined);
    const said = await Promise.race([probe(), late]);
    const part = typeof said === 'string' ? ({ status: 'up', detail: said } as const) : ({ status: 'up' } as const);
    return { part, isSpared: false };
  } catch (error) {
    const detail = error instanceof Error ? error.message || error.name : String(error);
    return { part: { status: 'down', detail }, isSpared: error instanceof AwayButSparedError };
  } finally {
    over.abort();
  }
}
