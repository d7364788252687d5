import { createRemoteJWKSet, importSPKI, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';

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

/** Verifies bearer tokens by the machine's real clock, which clock.offset does not shift. */
export class TokenVerifier {
  private readonly kept = new Map<string, { caller: Caller; until: number }>();
  private key: Promise<Parameters<typeof jwtVerify>[1]> | undefined;

  constructor(private readonly options: TokenOptions) {}

  /** The caller a token stands for; undefined where it is not valid. A valid one is verified once until it expires. */
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
    } catch {
      return undefined;
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
  return { sub, province, roles: ROLES.filter((role) => roles.includes(role)) };
}
