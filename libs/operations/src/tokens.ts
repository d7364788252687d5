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

/** What a token comes to: whom it stands for, or why it is not valid. */
type Verified = { readonly caller: Caller } | { readonly caller?: undefined; readonly refused: string };

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
  private readonly kept = new Map<string, { verified: Verified; until: number }>();
  private key: Promise<Parameters<typeof jwtVerify>[1]> | undefined;

  constructor(private readonly options: TokenOptions) {}

  /**
   * The caller a token stands for, or why it is not valid. A valid one is verified once until it expires. Rejects with KeysUnavailableError.
   */
  async verify(token: string): Promise<Verified> {
    const known = this.kept.get(token);
    if (known && known.until > Date.now()) return known.verified;
    const payload = await this.payloadOf(token);
    if (typeof payload === 'string') return { refused: payload };
    const caller = callerOf(payload);
    if (caller === undefined) return { refused: 'its claims sub, roles or province are not as they have to be' };
    if (this.kept.size >= KEPT) this.kept.clear();
    const verified = { caller };
    this.kept.set(token, { verified, until: (payload.exp ?? 0) * 1000 });
    return verified;
  }

  /** What a token says, or why it does not count. */
  private async payloadOf(token: string): Promise<JWTPayload | string> {
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
      if (!jwksUrl || (isOfToken && !KEYS_NOT_HAD.has(error.message))) return refusalOf(error);
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

/** By the library's own words alone: its messages may quote the token, in which anything may stand. */
function refusalOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired)
    return `${error.code} (${error.claim})`;
  return error instanceof errors.JOSEError ? error.code : 'it cannot be verified with the key of token.key';
}

function callerOf({ sub, roles, province }: JWTPayload & { roles?: unknown; province?: unknown }): Caller | undefined {
  if (typeof sub !== 'string' || sub === '' || !Array.isArray(roles) || typeof province !== 'string') return undefined;
  // Half a surrogate pair cannot be stored, and who did something is (R32).
  return { sub: sub.toWellFormed(), province, roles: ROLES.filter((role) => roles.includes(role)) };
}
