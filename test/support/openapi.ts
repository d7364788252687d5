import { Ajv, type ValidateFunction } from 'ajv';
import { request, type HttpAnswer } from './stack';

/** A schema of the document. */
export interface Schema {
  readonly $ref?: string;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

interface Content {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { value: unknown }>>;
}

/** An operation of the document, with its place. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly object[];
  readonly 'x-roles'?: readonly string[];
  readonly parameters?: readonly { name: string; in: 'path' | 'query'; required: boolean; schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<
    Record<string, { description: string; headers?: object; content: Record<string, Content> }>
  >;
}

type Options = NonNullable<Parameters<typeof request>[3]>;

/** The document that a gateway serves, and whether real answers are as it says. */
export class OpenapiPage {
  readonly operations: readonly Operation[];
  /** `POST /api/v1/usages 201` of every answer that was checked. */
  readonly seen = new Set<string>();
  private readonly ajv = new Ajv({ strict: false, allErrors: true });
  private readonly validators = new Map<Schema, ValidateFunction>();
  private readonly components;

  private constructor(
    private readonly province: string,
    readonly document: {
      info: { description: string };
      components: { schemas: Record<string, Schema> };
      paths: object;
    },
  ) {
    this.operations = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
      ([path, item]) => Object.entries(item).map(([method, each]) => ({ ...each, method: method.toUpperCase(), path })),
    );
    // What is not declared must not come, though the document leaves later versions free to add members.
    const closed = Object.entries(document.components.schemas).map(([name, schema]) => [
      name,
      name.endsWith('Answer') ? { additionalProperties: false, ...schema } : schema,
    ]);
    this.components = { schemas: Object.fromEntries(closed) as Record<string, Schema> };
  }

  /** Fetches it without a token. */
  static async of(province: string): Promise<OpenapiPage> {
    const { body } = await request(province, 'GET', '/api/v1/openapi.json', { token: '' });
    return new OpenapiPage(province, body as unknown as OpenapiPage['document']);
  }

  /** What of a value does not fit a schema of the document; undefined where it fits. */
  misfit(schema: Schema, value: unknown): string | undefined {
    const validate =
      this.validators.get(schema) ?? this.ajv.compile({ ...schema, components: this.components } as object);
    this.validators.set(schema, validate);
    return validate(value) ? undefined : `${this.ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`;
  }

  /** Sends a request by the document (`POST /api/v1/usages`), path parameters filled in, and checks the answer. */
  async ask(name: string, given: Options & { path?: string[]; query?: string } = {}): Promise<HttpAnswer> {
    const operation = this.operations.find((each) => `${each.method} ${each.path}` === name);
    if (operation === undefined) throw new Error(`the document has no ${name}`);
    const { path = [], query = '', ...options } = given;
    const values = path[Symbol.iterator]();
    const url = operation.path.replace(/\{\w+\}/g, () => encodeURIComponent(String(values.next().value)));
    const answer = await request(this.province, operation.method, `${url}${query}`, options);
    this.check(operation, answer);
    return answer;
  }

  private check(operation: Operation, { status, type, body, retryAfter }: HttpAnswer): void {
    const name = `${operation.method} ${operation.path} ${status}`;
    const declared = operation.responses[status];
    if (declared === undefined) throw new Error(`undeclared: ${name} ${JSON.stringify(body)}`);
    const content = declared.content[type.split(';')[0] ?? ''];
    if (content === undefined) throw new Error(`undeclared type ${type}: ${name}`);
    const misfit = this.misfit(content.schema, type.includes('json') ? body : body['text']);
    if (misfit !== undefined) throw new Error(`${name}: ${misfit}`);
    if ((retryAfter !== null) !== (declared.headers !== undefined)) throw new Error(`Retry-After: ${name}`);
    this.seen.add(name);
  }
}

/** Every example of an operation's bodies and answers, with its schema. */
export function examplesOf({ requestBody, responses }: Operation): { schema: Schema; value: unknown }[] {
  return [requestBody, ...Object.values(responses)].flatMap((each) =>
    Object.values(each?.content ?? {}).flatMap(({ schema, example, examples }) => [
      ...(example === undefined ? [] : [{ schema, value: example }]),
      ...Object.values(examples ?? {}).map(({ value }) => ({ schema, value })),
    ]),
  );
}
