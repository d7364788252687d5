import { applyDecorators, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { AccessRole } from '@libs/operations';
import { NO_JSON, Problem } from '../problem/problem';
import type { KnownRequest } from './known-request';
import { NOT_JSON, TOO_LARGE } from './read-body';
import type { RequestLog } from './request-log';

const ALLOWED = 'allowed roles';
/** Under this name the OpenAPI document holds the roles of an operation. */
export const ROLES_IN_DOCUMENT = 'x-roles';

/** Which roles may send a request; the auditor may send every GET (province-api.md). */
export const Allow = (...roles: AccessRole[]) =>
  applyDecorators(SetMetadata(ALLOWED, roles), ApiBearerAuth(), ApiExtension(ROLES_IN_DOCUMENT, roles));

/** The roles whose token the guard lets pass. */
export function rolesFor(method: string, allowed: readonly AccessRole[]): AccessRole[] {
  return method === 'GET' && !allowed.includes('auditor') ? [...allowed, 'auditor'] : [...allowed];
}

/** A03 where the caller's role or province does not allow the request, then A06 or A01 for a body that cannot be read. */
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly province: string,
    private readonly log: RequestLog,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const allowed = this.reflector.get<AccessRole[] | undefined>(ALLOWED, context.getHandler());
    if (allowed === undefined) return true;
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const { caller } = request;
    if (caller === undefined) throw new Problem('A02');
    const isAllowed = rolesFor(request.method, allowed).some((role) => caller.roles.includes(role));
    const isHere = caller.province === this.province;
    if (!isHere || !isAllowed) {
      this.log.refusedToken(request, `its ${isHere ? 'roles do' : 'province does'} not allow the request`);
      throw new Problem('A03');
    }
    if (request.body === TOO_LARGE) throw new Problem('A06');
    if (request.body === NOT_JSON) throw Problem.field('body', NO_JSON);
    return true;
  }
}
