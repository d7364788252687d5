import { ApiExtension } from '@nestjs/swagger';
import { textOf, type ProblemCode } from '../problem/problem';

/** Under this name an operation keeps its problems until `complete-document.ts` makes answers of them. */
export const PROBLEMS_IN_DOCUMENT = 'x-problems';

/** For each code, the details that are given as examples. */
export type ProblemExamples = Partial<Record<ProblemCode, readonly string[]>>;

/**
 * The problems of one operation beside those that all have (tokens, roles, parts that are down): a code, or a code with
 * true examples of its `detail`.
 */
export const Problems = (...problems: (ProblemCode | readonly [code: ProblemCode, ...details: string[]])[]) =>
  ApiExtension(
    PROBLEMS_IN_DOCUMENT,
    Object.fromEntries(
      problems.map((each) => {
        const [code, ...details] = typeof each === 'string' ? [each, textOf(each)] : each;
        return [code, details];
      }),
    ),
  );
