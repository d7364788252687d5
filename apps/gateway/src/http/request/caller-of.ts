import type { Caller, TokenVerifier } from '@libs/operations';
import type { KnownRequest } from './known-request';
import type { RequestLog } from './request-log';

/** The path under which everything but the OpenAPI document and its page wants a token. */
export const PREFIX = 'api/v1';

/** Whether a request to this URL wants a token, whether there is such a path or not. */
export function needsToken(url: string): boolean {
  const path = url.split('?')[0] ?? '';
  return path.startsWith(`/${PREFIX}/`) && path !== `/${PREFIX}/openapi.json` && !path.startsWith(`/${PREFIX}/docs`);
}

/** Who sends a request; undefined without a valid token, and one that is not valid has its line in the log. */
export async function callerOf(
  request: KnownRequest,
  tokens: TokenVerifier,
  log: RequestLog,
): Promise<Caller | undefined> {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  const [scheme, token] = authorization.split(' ');
  const isBearer = scheme?.toLowerCase() === 'bearer' && token;
  const verified = isBearer ? await tokens.verify(token) : { refused: 'Authorization holds no bearer token' };
  if (verified.caller === undefined) log.refusedToken(request, verified.refused);
  return verified.caller;
}
