import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Spectral, type RulesetDefinition } from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
import type { OpenAPIObject } from '@nestjs/swagger';
import { documentOfCode } from '../support/province-document';

let document: OpenAPIObject;
let text: string;

beforeAll(async () => {
  document = await documentOfCode();
  text = JSON.stringify(document);
});

/** Every object in the document, with its place. */
function* objectsIn(value: unknown, place = '#'): Generator<[place: string, object: Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [place, value as Record<string, unknown>];
  for (const [name, member] of Object.entries(value)) yield* objectsIn(member, `${place}/${name}`);
}

test("it passes Spectral's rules", async () => {
  const spectral = new Spectral();
  spectral.setRuleset({ extends: [[oas as RulesetDefinition, 'recommended']] });
  const found = await spectral.run(text);
  expect(found.map(({ code, message, path }) => `${code} ${message} ${path.join('/')}`)).toEqual([]);
});

test("it passes Redocly's rules", async () => {
  // It is nobody's to license, and what monitoring asks has neither a token nor parameters that could be wrong.
  const rules = { 'info-license': 'off', 'operation-4xx-response': 'off' } as const;
  const config = await createConfig({ extends: ['recommended'], rules });
  const found = await lintFromString({ source: text, config });
  expect(found.map(({ ruleId, message, location }) => `${ruleId} ${message} ${location[0]?.pointer}`)).toEqual([]);
});

test('generators make names of operations, tags and schemas', () => {
  const tags = (document.tags ?? []).map(({ name }) => name);
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path as object) as Named[]);
  const names = [...operations.map((each) => each.operationId), ...Object.keys(document.components?.schemas ?? {})];
  expect([...tags, ...names].filter((name) => !/^[A-Za-z]+$/.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

interface Named {
  readonly operationId: string;
}

test('no member of a request may be null: generators would make members that are always sent', () => {
  const bodies = Object.entries(document.components?.schemas ?? {}).filter(([name]) => name.endsWith('Dto'));
  expect(bodies.length).toBeGreaterThan(4);
  const nullable = bodies.flatMap(([name, schema]) => [...objectsIn(schema, name)]).filter(([, each]) => each.nullable);
  expect(nullable.map(([place]) => place)).toEqual([]);
});

test.each(['WalletAnswer.balc', 'AccountAnswer.available', 'TrailEntryAnswer.frozen', 'LimitSumsAnswer.balc'])(
  '%s is a sum: it may be longer than an amount',
  (place) => {
    const [schema = '', member = ''] = place.split('.');
    const { properties } = document.components?.schemas?.[schema] as {
      properties: Record<string, { pattern: string }>;
    };
    expect('99999999999999.99').toMatch(new RegExp(properties[member]?.pattern ?? '^$'));
  },
);

test('its patterns mean the same in every language, and fit the examples beside them', () => {
  const patterned = [...objectsIn(document)].filter(([, { pattern }]) => typeof pattern === 'string');
  expect(patterned.length).toBeGreaterThan(50);
  for (const [place, { pattern, example }] of patterned) {
    expect([place, /\\[pPsSwWdDbB]/.test(pattern as string)]).toEqual([place, false]);
    if (example !== undefined) expect(example).toMatch(new RegExp(pattern as string));
  }
});
