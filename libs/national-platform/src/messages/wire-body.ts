import { Ajv, type ErrorObject } from 'ajv';
import { parseDay } from '../dates';
import { parseTime } from '../times';

/** How a body of the wire is read. */
export interface WireBody<Said> {
  readonly schema: object;
  /** The path of the first field that does not fit (`limits[0].lmt_amt`, §3); undefined where all fits. */
  firstMisfit(input: unknown): string | undefined;
  /** What a body that fits says, in the code's English words. */
  translate(input: unknown): Said;
}

const ajv = new Ajv({ allowUnionTypes: true, strictTypes: false });
ajv.addFormat('date-of-the-interface', { type: 'string', validate: (text: string) => parseDay(text) !== undefined });
ajv.addFormat('time-of-the-interface', { type: 'string', validate: (text: string) => parseTime(text) !== undefined });

/**
 * A body by its schema, which is compiled at once, and its translation. `beyondSchema` finds what no schema can say, in
 * a body that fits it, and gives its path.
 */
export function wireBody<Wire, Said>(
  schema: object,
  translate: (wire: Wire) => Said,
  beyondSchema: (wire: Wire) => string | undefined = () => undefined,
): WireBody<Said> {
  const validate = ajv.compile<Wire>(schema);
  return {
    schema,
    firstMisfit: (input) => (validate(input) ? beyondSchema(input) : pathOf(validate.errors?.[0])),
    translate: (input) => translate(input as Wire),
  };
}

/** The schema of an object: every member is required that is not named optional. */
export function object(properties: Record<string, object>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required };
}

function pathOf(error: ErrorObject | undefined): string {
  if (error === undefined) return 'input';
  const missing = error.keyword === 'required' ? [String(error.params['missingProperty'])] : [];
  const parts = [...error.instancePath.split('/').slice(1), ...missing];
  const path = parts.reduce(
    (text, part) => (/^\d+$/.test(part) ? `${text}[${part}]` : text ? `${text}.${part}` : part),
    '',
  );
  return path || 'input';
}
