/** The gateway's clock, ms UTC. */
export interface Clock {
  now(): number;
}

/** The machine's clock, shifted by the setting clock.offset (development only). */
export function systemClock(offset: number): Clock {
  return { now: () => Date.now() + offset };
}
