import type { Caller } from '@libs/operations';
import type { FastifyRequest } from 'fastify';

/** A request of which the token has been verified. */
export interface KnownRequest extends FastifyRequest {
  caller?: Caller;
  /** The trace it belongs to: the caller's, or one begun here. */
  traceparent?: string;
}

/** Who sends a request, as its token names them. */
export function whoIs(request: KnownRequest): string {
  return request.caller?.sub ?? '';
}

/** Whether names and certificate numbers are shown to the caller whole. */
export function seesIdentities(request: KnownRequest): boolean {
  return request.caller?.roles.some((role) => role === 'core' || role === 'auditor') ?? false;
}
