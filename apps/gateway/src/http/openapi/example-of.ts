import type { OpenAPIObject } from '@nestjs/swagger';

/** What of a schema an example is made from. */
export interface Exemplary {
  readonly $ref?: string;
  readonly example?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string | string[];
  readonly allOf?: readonly Exemplary[];
  readonly items?: Exemplary;
  readonly properties?: Readonly<Record<string, Exemplary>>;
}

/** A whole example from those of a schema's members, so that none is written twice. */
export function exampleOf(schema: Exemplary, document: OpenAPIObject): unknown {
  const { $ref, example, allOf, items, properties } = schema;
  if ($ref !== undefined) return exampleOf(schemaAt($ref, document), document);
  if (example !== undefined) return example;
  if (allOf?.[0] !== undefined) return exampleOf(allOf[0], document);
  if (items !== undefined) return [exampleOf(items, document)];
  if (schema.enum !== undefined) return schema.enum[0];
  return Object.fromEntries(
    Object.entries(properties ?? {}).map(([name, member]) => [name, exampleOf(member, document)]),
  );
}

function schemaAt(ref: string, { components }: OpenAPIObject): Exemplary {
  return components?.schemas?.[ref.split('/').at(-1) ?? ''] ?? {};
}
