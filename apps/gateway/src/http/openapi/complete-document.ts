import type { OpenAPIObject } from '@nestjs/swagger';
import type { AccessRole } from '@libs/operations';
import { NO_JSON, problemBody, Problem, statusOf, textOf, type ProblemCode } from '../problem/problem';
import { rolesFor, ROLES_IN_DOCUMENT } from '../request/access';
import { exampleOf, type Exemplary } from './example-of';
import { PROBLEMS_IN_DOCUMENT, type ProblemExamples } from './problems';

const METHODS = ['get', 'put', 'post'] as const;
const RETRY_AFTER = {
  description: '几秒后用同一编号、相同内容重发',
  schema: { type: 'integer', minimum: 0 },
  example: 2,
};

interface Content {
  schema: Exemplary;
  example?: unknown;
  examples?: object;
}

interface Operation {
  description?: string;
  parameters?: { name: string; in: string; schema: Exemplary }[];
  requestBody?: { content: Record<string, Content> };
  security?: object[];
  responses: Record<string, { description: string; headers?: object; content?: Record<string, Content> }>;
  [ROLES_IN_DOCUMENT]?: AccessRole[];
  [PROBLEMS_IN_DOCUMENT]?: ProblemExamples;
}

/**
 * Adds to the document what every operation has in common: the roles in words, the problems by status with examples,
 * and whole examples of bodies and answers.
 */
export function completeDocument(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths))
    for (const method of METHODS) {
      const operation = item[method] as Operation | undefined;
      if (operation === undefined) continue;
      addRoles(operation, method.toUpperCase());
      addExamples(operation, document);
      addProblems(operation, method.toUpperCase(), path);
    }
  return document;
}

function addRoles(operation: Operation, method: string): void {
  const allowed = operation[ROLES_IN_DOCUMENT];
  if (allowed === undefined) {
    operation.security = [];
    return;
  }
  const roles = rolesFor(method, allowed);
  operation[ROLES_IN_DOCUMENT] = roles;
  operation.description = [`**可调用的角色**：${roles.join('、')}。`, operation.description]
    .filter(Boolean)
    .join('\n\n');
}

function addExamples(operation: Operation, document: OpenAPIObject): void {
  const contents = [operation.requestBody, ...Object.values(operation.responses)].map((each) => each?.content);
  for (const content of contents.map((each) => each?.['application/json']))
    if (content && content.example === undefined && content.examples === undefined)
      content.example = exampleOf(content.schema, document);
}

function addProblems(operation: Operation, method: string, path: string): void {
  const instance = (operation.parameters ?? [])
    .filter((each) => each.in === 'path')
    .reduce<string>((filled, { name, schema }) => filled.replace(`{${name}}`, String(schema.example)), path);
  const problems = { ...commonProblems(operation, method), ...operation[PROBLEMS_IN_DOCUMENT] };
  delete operation[PROBLEMS_IN_DOCUMENT];
  const codes = (Object.keys(problems) as ProblemCode[]).sort();
  for (const status of new Set(codes.map(statusOf))) {
    const ofStatus = codes.filter((code) => statusOf(code) === status);
    const examples: Record<string, object> = Object.fromEntries(
      ofStatus.flatMap((code) =>
        (problems[code] ?? []).map((detail, index) => [
          index === 0 ? code : `${code}-${index + 1}`,
          { summary: detail, value: problemBody(new Problem(code, detail), instance) },
        ]),
      ),
    );
    operation.responses[status] = {
      description: ofStatus.map((code) => `${code} ${textOf(code)}`).join('；或 '),
      ...(status === 503 ? { headers: { 'Retry-After': RETRY_AFTER } } : {}),
      content: { 'application/problem+json': { schema: schemaOf(ofStatus, status), examples } },
    };
  }
}

/** What every operation with a token may answer; a body may be too large, or none that can be read. */
function commonProblems(operation: Operation, method: string): ProblemExamples {
  if (operation[ROLES_IN_DOCUMENT] === undefined) return {};
  const common = (['A02', 'A03', 'A08', 'E99'] as const).map((code) => [code, [textOf(code)]] as const);
  const ofBodies = [
    ['A01', [`body：${NO_JSON}`]],
    ['A06', [textOf('A06')]],
  ] as const;
  return Object.fromEntries(method === 'GET' ? common : [...common, ...ofBodies]);
}

function schemaOf(codes: readonly ProblemCode[], status: number): Exemplary & object {
  const members = { status: { type: 'integer', enum: [status] }, err_code: { type: 'string', enum: codes } };
  return { allOf: [{ $ref: '#/components/schemas/ProblemAnswer' }, { type: 'object', properties: members }] };
}
