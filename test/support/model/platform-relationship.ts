import type { Reply } from './upload-desk';
import type { WireAnswer, WireEstablishment } from './wire';

/** A region as messages are addressed to it. `pushed`: whether all is pushed, or waits there to be downloaded (R14). */
export interface Region {
  readonly province: string;
  readonly role: 'donor' | 'benef';
  readonly pushed: boolean;
}

/** Whether a region holds what it was told of, as far as its answers say. */
export type Held = 'not asked' | 'asked' | 'holds' | 'refused';

/** A limit in the platform's books. */
export interface PlatformLimit {
  readonly id: string;
  /** fen */
  readonly amount: bigint;
  readonly donor: { held: Held };
  readonly benef: { held: Held };
  state: 'SETTING' | 'EFFECTIVE' | 'REVOKING' | 'REFUSED' | 'REVOKED' | 'CLOSED';
}

/** What the platform's newest M301 to a region came to. */
export interface Asked {
  /** The newest M301, to whose answer alone it listens (R29). */
  readonly msgid: string;
  /** Its figures, as text. */
  readonly figures: string;
  result?: 'MATCH' | 'MISMATCH' | 'E30';
}

/** A relationship in the platform's books. */
export interface PlatformRelationship {
  readonly id: string;
  readonly body: WireEstablishment;
  readonly donor: Region;
  readonly benef: Region;
  readonly limits: Map<string, PlatformLimit>;
  state:
    | 'AT DONOR'
    | 'AT BENEF'
    | 'EFFECTIVE'
    | 'REVOKING'
    | 'TERMINATING'
    | 'CANCELLING'
    | 'CLOSING'
    | 'REFUSED'
    | 'REVOKED'
    | 'TERMINATED';
  /** Whether the beneficiary region holds it. */
  heldAtBenef: Held;
  /** Somebody asked for its end (M311, M312) since it was last effective. */
  mustEnd: boolean;
  /** An M312 named it: it is never cancelled (R29). */
  isEnded: boolean;
  /** While it terminates: what the newest M301 to each region came to. */
  asked?: { donor?: Asked; benef?: Asked };
  /** The answer to its M111, where the platform has not given it yet. */
  owed?: Reply | undefined;
}

/** The platform has its M111, and says so: whatever else it sends about it says so, too ("confirms", §4). */
export function confirm(held: PlatformRelationship, answer: WireAnswer): void {
  held.owed?.(answer);
  held.owed = undefined;
}

export function isFinal({ state }: PlatformRelationship): boolean {
  return state === 'REFUSED' || state === 'REVOKED' || state === 'TERMINATED';
}

/** Ends it, and with it every limit that had not ended before. */
export function finish(held: PlatformRelationship, state: 'REFUSED' | 'REVOKED' | 'TERMINATED'): void {
  held.state = state;
  const ended = { REFUSED: 'REFUSED', REVOKED: 'REVOKED', TERMINATED: 'CLOSED' } as const;
  for (const limit of held.limits.values()) {
    if (limit.state === 'REVOKED' || limit.state === 'REFUSED') continue;
    limit.state = ended[state];
  }
}
