import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { Problem } from './problem';

/** Checks a body against its DTO; A01 naming the first field that does not fit (`enrolments[0].state`). */
export function validated<T extends object>(type: new () => T, body: unknown): T {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw Problem.field('body', '应为 JSON 对象');
  const instance = plainToInstance(type, body);
  const [error] = validateSync(instance, { stopAtFirstError: true });
  if (error) throw Problem.field(pathOf(error));
  return instance;
}

function pathOf(error: ValidationError): string {
  const [inner] = error.children ?? [];
  if (inner === undefined) return error.property;
  const rest = pathOf(inner);
  if (/^\d+/.test(rest)) return `${error.property}[${rest.replace(/^(\d+)/, '$1]')}`;
  return `${error.property}.${rest}`;
}
