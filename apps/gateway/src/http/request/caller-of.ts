import type { Caller, TokenVerifier } from '@libs/operations';
import type { FastifyRequest } from 'fastify';

/** The path under which everything but the OpenAPI document and its page wants a token. */
export const PREFIX = 'api/v1';

/** Whether a request to this URL wants a token, whether there is such a path or not. */
export function needsToken(url: string): boolean {
  const path = url.split('?')[0] ?? '';
  return path.startsWith(`/${PREFIX}/`) && path !== `/${PREFIX}/openapi.json` && !path.startsWith(`/${PREFIX}/docs`);
}

/** Who sends a request; undefined without a valid token. */
export async function callerOf({ headers }: FastifyRequest, tokens: TokenVerifier): Promise<Caller | undefined> {
  const [scheme, token] = (headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' && token ? tokens.verify(token) : undefined;
}
