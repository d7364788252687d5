import { REFUSAL_TEXT, type RefusalCode, type RequestRefusalCode } from '@libs/mutual-aid';

/** Every code an answer of the province's API can have. */
export type ProblemCode = RefusalCode | RequestRefusalCode | 'A02' | 'A06' | 'A07' | 'A08';

const TITLES: Readonly<Record<Exclude<ProblemCode, RefusalCode | RequestRefusalCode>, string>> = {
  A02: '没有令牌或令牌无效，请重新获取令牌',
  A06: '请求过大，请拆分后重新提交',
  A07: '请求过于频繁，请稍后重试',
  A08: '系统某一部分暂不可用，请稍后用同一编号重试',
};

const STATUS: Readonly<Record<string, number>> = {
  A01: 400,
  A02: 401,
  A03: 403,
  A04: 409,
  A05: 404,
  A06: 413,
  A07: 429,
  A08: 503,
  A09: 409,
  A10: 422,
  A11: 422,
  E99: 503,
};

/** What A01 says of a body that is no JSON. */
export const NO_JSON = '不是合法的 JSON，或 Content-Type 不是 application/json，请更正后重新提交';

/** The HTTP status of a code: the one table (province-api.md). Every E-code is 422, except E99. */
export function statusOf(code: ProblemCode): number {
  return STATUS[code] ?? 422;
}

/** A refusal on its way to an application/problem+json answer. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string = textOf(code),
  ) {
    super(detail);
  }

  /** A01 that names the field. */
  static field(name: string, reason?: string): Problem {
    return new Problem('A01', `${name}：${reason ?? textOf('A01')}`);
  }
}

/** What is no request of HTTP. */
export const NOT_HTTP = Problem.field('request', '不是合法的 HTTP 请求，请更正后重新提交');

/** What a code says to people. */
export function textOf(code: ProblemCode): string {
  return code in TITLES ? TITLES[code as keyof typeof TITLES] : REFUSAL_TEXT[code as RefusalCode];
}

/** The body of RFC 9457, with err_code. */
export function problemBody(problem: Problem, instance: string): object {
  const { code, detail } = problem;
  return {
    type: `urn:mutual-aid:${code}`,
    title: textOf(code),
    status: statusOf(code),
    detail,
    instance,
    err_code: code,
  };
}
