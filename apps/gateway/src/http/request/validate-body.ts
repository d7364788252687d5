import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { Problem } from '../problem/problem';
import { checkOf, nestedIn, type Check, type Dto, type Nested } from './field';

/** Deeper than any honest body, and far from where walking one would run out of stack. */
const DEEPEST = 1000;

interface Member {
  readonly name: string;
  readonly nested: Nested | undefined;
  readonly check: Check | undefined;
}

const membersOf = new Map<Dto, readonly Member[]>();

/**
 * Checks a body against its DTO; A01 naming the first field that does not fit (`enrolments[0].state`) and what is
 * expected of it. Only what the DTO names is looked at: all else is left alone, whatever it is. A member that is null
 * or "" is absent.
 */
export function validated<T extends object>(type: Dto<T>, body: unknown): T {
  if (!isObject(body)) throw Problem.field('body', '应为 JSON 对象');
  if (isTooDeep(body)) throw Problem.field('body', `嵌套超过 ${DEEPEST} 层，请核对报文`);
  const instance = picked(type, body);
  if (isPlainlyRight(type, instance)) return instance;
  const [error] = validateSync(instance, { stopAtFirstError: true });
  if (error) throw Problem.field(...faultOf(error));
  return instance;
}

/** Most bodies are: then class-validator, which knows what to say of the others, need not be asked, at ten times the cost. */
function isPlainlyRight<T extends object>(type: Dto<T>, instance: T): boolean {
  return (membersOf.get(type) ?? learn(type)).every(
    ({ name, check }) => check?.(instance[name as keyof T], instance) === true,
  );
}

function picked<T extends object>(type: Dto<T>, body: Record<string, unknown>): T {
  const instance = new type() as Record<string, unknown>;
  for (const { name, nested } of membersOf.get(type) ?? learn(type)) {
    const value = body[name];
    if (isAbsent(value) || !Object.hasOwn(body, name)) continue;
    instance[name] = nested === undefined ? value : pickedWithin(nested, value);
  }
  return instance as T;
}

/** What is no object, or no list, stays something that the member's own rules refuse: they would walk into an array. */
function pickedWithin({ item, isList }: Nested, value: unknown): unknown {
  if (!isList) return isObject(value) ? picked(item, value) : false;
  return Array.isArray(value) ? value.map((each: unknown) => isObject(each) && picked(item, each)) : value;
}

/** The same for a request that needs no body: undefined, or null in its place, is none. */
export function validatedIfGiven<T extends object>(type: Dto<T>, body: unknown): T | undefined {
  return body === undefined || body === null ? undefined : validated(type, body);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function learn(type: Dto): readonly Member[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const names = new Set(rules.map((rule) => rule.propertyName));
  const members = [...names].map((name) => ({ name, nested: nestedIn(type, name), check: checkOf(type, name) }));
  membersOf.set(type, members);
  return members;
}

/** Level by level, without recursion: a body may be as deep as a megabyte lets it. */
function isTooDeep(body: object): boolean {
  let level = [body];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    const next: object[] = [];
    for (const each of level)
      for (const member of Object.values(each) as unknown[])
        if (typeof member === 'object' && member !== null) next.push(member);
    level = next;
  }
  return false;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function faultOf(error: ValidationError): [path: string, expected: string] {
  const [inner] = error.children ?? [];
  const [expected = ''] = Object.values(error.constraints ?? {});
  if (inner === undefined) return [error.property, expected];
  const [rest, reason] = faultOf(inner);
  const path = /^\d+/.test(rest) ? `[${rest.replace(/^(\d+)/, '$1]')}` : `.${rest}`;
  return [`${error.property}${path}`, reason];
}
