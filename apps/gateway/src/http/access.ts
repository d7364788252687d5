import { SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { AccessRole, Caller } from '@libs/operations';
import type { FastifyRequest } from 'fastify';
import { Problem } from './problem';
import { TOO_LARGE } from './read-json-body';

const ALLOWED = 'allowed roles';

/** A request of which the token has been verified. */
export interface KnownRequest extends FastifyRequest {
  caller?: Caller;
}

/** Which roles may send a request; the auditor may send every GET (province-api.md). */
export const Allow = (...roles: AccessRole[]) => SetMetadata(ALLOWED, roles);

/** A03 where the caller's role or province does not allow the request; then A06 where its body is too large. */
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly province: string,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const allowed = this.reflector.get<AccessRole[] | undefined>(ALLOWED, context.getHandler());
    if (allowed === undefined) return true;
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const { caller } = request;
    if (caller === undefined) throw new Problem('A02');
    const mayRead = request.method === 'GET' && caller.roles.includes('auditor');
    const isAllowed = mayRead || allowed.some((role) => caller.roles.includes(role));
    if (caller.province !== this.province || !isAllowed) throw new Problem('A03');
    if (request.body === TOO_LARGE) throw new Problem('A06');
    return true;
  }
}

/** Whether names and certificate numbers are shown to the caller whole. */
export function seesIdentities(request: KnownRequest): boolean {
  return request.caller?.roles.some((role) => role === 'core' || role === 'auditor') ?? false;
}
