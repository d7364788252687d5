import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import type { StackFile } from '../../apps/development-stack/src/stack-files';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from '../../apps/development-stack/src/stack';

let dir = process.env['TEST_STACK_DIR'] ?? '.stack';

/** The running stack's addresses. */
export let stack = read();

function read(): StackFile {
  return JSON.parse(readFileSync(join(dir, 'stack.json'), 'utf8')) as StackFile;
}

/** From now on this test file means another stack than the one that all share. */
export function useStack(other: string): void {
  dir = other;
  stack = read();
}

/** The folder of the stack that this test file means. */
export function stackDir(): string {
  return dir;
}

/** A token that the stack's gateways accept. */
export async function tokenOf(roles: string[], province: string, sub = 'tester'): Promise<string> {
  const { tokenKey } = JSON.parse(readFileSync(join(dir, 'state.json'), 'utf8')) as { tokenKey: string };
  return new SignJWT({ roles, province })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(TOKEN_ISSUER)
    .setAudience(TOKEN_AUDIENCE)
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(tokenKey));
}

/** An answer over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | null;
  readonly body: Record<string, unknown>;
}

/** Sends a request to a province's first gateway. */
export async function request(
  province: string,
  method: string,
  path: string,
  options: { roles?: string[]; body?: unknown; raw?: string | Buffer; type?: string; token?: string } = {},
): Promise<HttpAnswer> {
  const url = stack.provinces[province]?.gateways[0]?.url ?? '';
  const token = options.token ?? (await tokenOf(options.roles ?? [], province));
  const text = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(text === undefined ? {} : { 'content-type': options.type ?? 'application/json' }),
    },
    ...(text === undefined ? {} : { body: text }),
  });
  const type = answer.headers.get('content-type') ?? '';
  const body = await answer.text();
  return {
    status: answer.status,
    type,
    retryAfter: answer.headers.get('retry-after'),
    body: type.includes('json') ? (JSON.parse(body) as Record<string, unknown>) : { text: body },
  };
}
