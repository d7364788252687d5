import { createRemoteJWKSet, errors, importSPKI, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';

/** The roles of province-api.md. */
export const ROLES = ['settlement', 'window', 'core', 'operator', 'auditor'] as const;
export type AccessRole = (typeof ROLES)[number];

/** Who sends a request. */
export interface Caller {
  /** The person: two people have two. */
  readonly sub: string;
  readonly roles: readonly AccessRole[];
  readonly province: string;
}

/** How tokens are verified (settings token.*). */
export interface TokenOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly key: string;
  readonly jwksUrl: string;
}

const KEPT = 1000;

/** What jose says of an address that answers, but not with keys. */
const KEYS_NOT_HAD = new Set([
  'Expected 200 OK from the JSON Web Key Set HTTP response',
  'Failed to parse the JSON Web Key Set HTTP response as JSON',
]);

/** The keys that tokens are verified with cannot be fetched now: nobody can be let in or turned away. */
export class KeysUnavailableError extends Error {}

/** Verifies bearer tokens by the machine's real clock, which clock.offset does not shift. */
export class TokenVerifier {
  private readonly kept = new Map<string, { caller: Caller; until: number }>();
  private key: Promise<Parameters<typeof jwtVerify>[1]> | undefined;

  constructor(private readonly options: TokenOptions) {}

  /**
   * The caller a token stands for; undefined where it is not valid. A valid one is verified once until it expires.
   * Rejects with KeysUnavailableError.
   */
  async verify(token: string): Promise<Caller | undefined> {
    const known = this.kept.get(token);
    if (known && known.until > Date.now()) return known.caller;
    const payload = await this.payloadOf(token);
    const caller = payload && callerOf(payload);
    if (caller === undefined) return undefined;
    if (this.kept.size >= KEPT) this.kept.clear();
    this.kept.set(token, { caller, until: (payload?.exp ?? 0) * 1000 });
    return caller;
  }

  private async payloadOf(token: string): Promise<JWTPayload | undefined> {
    const { issuer, audience, jwksUrl } = this.options;
    this.key ??= this.loadKey();
    const key = await this.key;
    const options = { issuer, audience, requiredClaims: ['sub', 'exp'] };
    try {
      const { payload } = jwksUrl
        ? await jwtVerify(token, key as JWTVerifyGetKey, options)
        : await jwtVerify(token, key, options);
      return payload;
    } catch (error) {
      // A token that is wrong is the caller's matter; keys that cannot be fetched are ours.
      const isOfToken = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout);
      if (!jwksUrl || (isOfToken && !KEYS_NOT_HAD.has(error.message))) return undefined;
      throw new KeysUnavailableError('the issuer’s keys cannot be fetched', { cause: error });
    }
  }

  private async loadKey(): Promise<Parameters<typeof jwtVerify>[1]> {
    const { key, jwksUrl } = this.options;
    if (jwksUrl) return createRemoteJWKSet(new URL(jwksUrl));
    if (!key.includes('BEGIN')) return new TextEncoder().encode(key);
    return importSPKI(key, 'RS256').catch(() => importSPKI(key, 'ES256'));
  }
}

function callerOf({ sub, roles, province }: JWTPayload & { roles?: unknown; province?: unknown }): Caller | undefined {
  if (typeof sub !== 'string' || sub === '' || !Array.isArray(roles) || typeof province !== 'string') return undefined;
  // Half a surrogate pair cannot be stored, and who did something is (R32).
  return { sub: sub.toWellFormed(), province, roles: ROLES.filter((role) => roles.includes(role)) };
}
