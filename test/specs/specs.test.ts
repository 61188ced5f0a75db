import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import yaml from 'js-yaml';
import { describe, expect, it } from 'vitest';

const pathOf = (name: string): string => fileURLToPath(new URL(`../../specs/${name}`, import.meta.url));
/** Core types and merge keys: what a description may use; a date stays the text it is. */
const readYaml = (name: string): unknown => yaml.load(readFileSync(pathOf(name), 'utf8'), { schema: CORE_AND_MERGE });
const merge = new yaml.Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (text) => text === '<<' });
const CORE_AND_MERGE = yaml.CORE_SCHEMA.extend({ implicit: [merge] });

describe('specs/shop.yaml', () => {
  const shop = readYaml('shop.yaml');
  const operations = operationsOf(shop);

  it('is valid OpenAPI 3.1', async () => {
    await expect(SwaggerParser.validate(pathOf('shop.yaml'))).resolves.toBeDefined();
  });

  it('has a summary, a tag that is explained and an id of its own for every operation', () => {
    const { tags } = shop as { tags: { name: string }[] };
    const names = tags.map(({ name }) => name);
    const unexplained = operations.filter(({ summary, tags: [tag = ''] = [] }) => !summary || !names.includes(tag));
    expect(unexplained).toEqual([]);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    expect(operations.length).toBeGreaterThan(20);
  });

  it('gives examples that its own schemas accept', () => {
    const { checked, wrong } = checkExamples(shop);
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(60);
  });
});

describe('the awkward descriptions', () => {
  it.each(['awkward.yaml', 'awkward-swagger2.json'])('%s is a description that parses', async (name) => {
    const parsed = await SwaggerParser.parse(pathOf(name));
    expect(parsed).toHaveProperty('paths');
  });

  it('repeat an operationId each', () => {
    const twice = ['awkward.yaml', 'awkward-swagger2.json'].map((name) => {
      const ids = operationsOf(readYaml(name)).map(({ operationId }) => operationId);
      return ids.filter((id, index) => id !== undefined && ids.indexOf(id) !== index);
    });
    expect(twice).toEqual([['file'], ['getThing']]);
  });
});

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
}

function operationsOf(root: unknown): Operation[] {
  const { paths } = root as { paths: Record<string, Record<string, unknown> | null> };
  const methods = /^(get|put|post|delete|options|head|patch|trace)$/;
  return Object.values(paths).flatMap((item) =>
    Object.entries(item ?? {}).flatMap(([key, value]) =>
      methods.test(key) && typeof value === 'object' && value !== null ? [value as Operation] : [],
    ),
  );
}

/** Every example of a media type, a parameter or a schema, checked against the schema beside it. */
function checkExamples(root: unknown): { checked: number; wrong: string[] } {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true });
  addFormats.default(ajv);
  for (const direction of ['request', 'response', 'either'] as const)
    ajv.addSchema(relaxed(root, direction) as object, `https://shop.example/${direction}`);
  const wrong: string[] = [];
  let checked = 0;
  for (const { pointer, schema, value } of examplesIn(root, '', root)) {
    const direction = directionOf(pointer);
    const validate = ajv.compile({ $ref: `https://shop.example/${direction}#${encodeURI(schema)}` });
    checked++;
    if (!validate(value)) wrong.push(`${pointer}: ${ajv.errorsText(validate.errors)}`);
  }
  return { checked, wrong };
}

function directionOf(pointer: string): 'request' | 'response' | 'either' {
  if (pointer.startsWith('/components/schemas/')) return 'either';
  return pointer.includes('/responses/') ? 'response' : 'request';
}

/** `readOnly` members are not required of requests, nor `writeOnly` ones of responses (OpenAPI 3.0, Schema Object; 3.1 kept the sense). */
function relaxed(value: unknown, direction: 'request' | 'response' | 'either'): unknown {
  if (Array.isArray(value)) return value.map((entry) => relaxed(entry, direction));
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, relaxed(member, direction)]));
  if (!Array.isArray(copy.required) || typeof copy.properties !== 'object') return copy;
  const properties = copy.properties as Record<string, { readOnly?: boolean; writeOnly?: boolean }>;
  const excused = (name: string): boolean | undefined => {
    const { readOnly, writeOnly } = properties[name] ?? {};
    return (direction !== 'response' && readOnly) || (direction !== 'request' && writeOnly);
  };
  return { ...copy, required: copy.required.filter((name: string) => !excused(name)) };
}

interface Example {
  readonly pointer: string;
  /** Pointer of the schema it must satisfy. */
  readonly schema: string;
  readonly value: unknown;
}

function examplesIn(value: unknown, pointer: string, root: unknown): Example[] {
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Record<string, unknown>;
  const found: Example[] = [];
  const isSchema = pointer.startsWith('/components/schemas/');
  if (isSchema && Array.isArray(node.examples))
    found.push(
      ...node.examples.map((example, index) => ({
        pointer: `${pointer}/examples/${index}`,
        schema: pointer,
        value: example,
      })),
    );
  if ('schema' in node && 'example' in node)
    found.push({ pointer: `${pointer}/example`, schema: `${pointer}/schema`, value: node.example });
  if ('schema' in node && typeof node.examples === 'object')
    for (const [name, example] of Object.entries(node.examples ?? {}))
      found.push({
        pointer: `${pointer}/examples/${name}`,
        schema: `${pointer}/schema`,
        value: exampleValue(example, root),
      });
  for (const [key, member] of Object.entries(node)) {
    if (key === 'example' || key === 'examples') continue;
    found.push(...examplesIn(member, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, root));
  }
  return found;
}

function exampleValue(example: unknown, root: unknown): unknown {
  const { $ref, value } = example as { $ref?: string; value?: unknown };
  if ($ref === undefined) return value;
  const target = $ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], root);
  return (target as { value: unknown }).value;
}
