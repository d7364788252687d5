import type { Caller, TokenVerifier } from '@libs/operations';
import type { KnownRequest } from './known-request';
import type { RequestLog } from './request-log';

/** The path under which everything but the OpenAPI document and its page wants a token. */
export const PREFIX = 'api/v1';

/** The page is served by whatever follows its path, and `..` leads out of it. */
const LEADS_OUT = /\.\.|%2e/i;

/** A scheme, blanks and a token (RFC 7235). */
const BEARER = /^bearer +(\S+)$/i;

/** What of a request tells whether it wants a token; `routeOptions.url` is the route's template, where there is one. */
interface Addressed {
  readonly url: string;
  readonly routeOptions: { readonly url?: string | undefined };
}

/** Whether a request wants a token, whether there is such a path or not. */
export function needsToken({ url, routeOptions }: Addressed): boolean {
  const path = routeOptions.url ?? pathOf(url);
  if (path !== `/${PREFIX}` && !path.startsWith(`/${PREFIX}/`)) return false;
  const isPublic = path === `/${PREFIX}/openapi.json` || path.startsWith(`/${PREFIX}/docs`);
  return routeOptions.url === undefined || !isPublic || LEADS_OUT.test(pathOf(url));
}

/** The path as the router sees it: a proxy may write it with its host, and any letter as its number. */
function pathOf(url: string): string {
  const [path = ''] = url.replace(/^https?:\/\/[^/]*/i, '').split('?');
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** Who sends a request; undefined without a valid token, and one that is not valid has its line in the log. */
export async function callerOf(
  request: KnownRequest,
  tokens: TokenVerifier,
  log: RequestLog,
): Promise<Caller | undefined> {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  const token = BEARER.exec(authorization)?.[1];
  const verified = token ? await tokens.verify(token) : { refused: 'Authorization holds no bearer token' };
  if (verified.caller === undefined) log.refusedToken(request, verified.refused);
  return verified.caller;
}
