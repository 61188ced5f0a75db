import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import yaml from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { createApi } from '../../src/catalog/api.ts';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { type Direction, toJsonSchema } from '../../src/catalog/json-schema.ts';
import { preferredMedia } from '../../src/catalog/preferred-media.ts';
import { sampleArguments, sampleValue } from '../../src/catalog/sample.ts';
import type { Schema } from '../../src/catalog/schema.ts';
import { createDocument } from '../../src/spec/resolve.ts';
import { endpointOf } from './api-of.ts';
import { schemaOf } from './schema-of.ts';

const STRING = { type: 'string' } as const;
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: Record<string, unknown>, required: readonly string[] = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
});

interface Given {
  readonly schemas?: Readonly<Record<string, unknown>>;
  readonly direction?: Direction;
}

function sampleOf(node: unknown, { schemas = {}, direction = 'request' }: Given = {}): unknown {
  return sampleValue(schemaOf(node, schemas), { direction });
}

/** Why a value is not what the schema allows; empty where it is. */
function faultsOf(value: unknown, schema: Schema, direction: Direction = 'request'): string {
  const ajv = new Ajv2020({
    strict: false,
    logger: false,
    unicodeRegExp: false,
    inlineRefs: false,
    ownProperties: true,
  });
  addFormats.default(ajv);
  const validate = ajv.compile(toJsonSchema(schema, { direction }));
  return validate(JSON.parse(JSON.stringify(value))) ? '' : ajv.errorsText(validate.errors);
}

describe('sampleValue', () => {
  it('has names that are allowed', () => {
    expect(sampleOf({ type: 'object', minProperties: 1, propertyNames: { enum: ['en'] } })).toEqual({ en: 'string' });
  });

  it('tells closed alternatives apart by a member of their own', () => {
    const arm = (own: string) => ({
      ...object({ name: { type: 'string', example: 'n' }, [own]: { type: 'boolean' } }, ['name']),
      additionalProperties: false,
    });
    expect(sampleOf({ oneOf: [arm('move'), arm('transfer')] })).toEqual({ name: 'n', move: true });
  });

  it.each<[string, unknown, unknown]>([
    ['the example', { ...STRING, example: 'given' }, 'given'],
    ['no example of another type', { ...STRING, example: 7 }, 'string'],
    ['no example that breaks the pattern', { ...STRING, pattern: '^a+$', example: 'b' }, 'a'],
    ['the default', { type: 'integer', default: 30 }, 30],
    ['the first value that is not null', { enum: [null, 'b'] }, 'b'],
    ['a constant', { const: 5 }, 5],
    ['what the format says', { ...STRING, format: 'uuid' }, '123e4567-e89b-42d3-a456-426614174000'],
    ['as many characters as are asked for', { ...STRING, minLength: 8 }, 'stringxx'],
    ['no more characters than are allowed', { ...STRING, maxLength: 3 }, 'str'],
    ['what the pattern asks for', { ...STRING, pattern: '^sk_(live|test)_[0-9a-f]{4,}$' }, 'sk_live_aaaa'],
    ['a number within its limits', { type: 'integer', minimum: 5, exclusiveMaximum: 7 }, 5],
    ['a number above an exclusive limit', { type: 'integer', exclusiveMinimum: 5 }, 6],
    ['a negative number', { type: 'number', maximum: -2 }, -2],
    ['a multiple', { type: 'number', minimum: 1.25, multipleOf: 0.1 }, 1.3],
    [
      'as many items as are asked for, all different',
      { type: 'array', items: STRING, minItems: 2, uniqueItems: true },
      ['string', 'string1'],
    ],
    [
      'different members of an enum',
      { type: 'array', items: { enum: ['a', 'b'] }, minItems: 2, uniqueItems: true },
      ['a', 'b'],
    ],
    ['a tuple', { type: 'array', prefixItems: [STRING, { type: 'integer' }] }, ['string', 1]],
    [
      'what is required, all parts together',
      { allOf: [object({ a: STRING }), { required: ['b'], properties: { b: { type: 'boolean' } } }] },
      { a: 'string', b: true },
    ],
    [
      'one telling member where nothing is required',
      object({ flag: { type: 'boolean' }, nested: object({}), name: STRING }, []),
      { name: 'string' },
    ],
    ['the first alternative that is not null', { oneOf: [{ type: 'null' }, { type: 'integer' }] }, 1],
    [
      'the members of one choice',
      { ...object({ a: STRING, b: STRING }, []), anyOf: [{ required: ['b'] }, { required: ['a'] }] },
      { b: 'string' },
    ],
    [
      'an alternative that only it can mean',
      { oneOf: [object({ a: STRING }), object({ b: STRING })] },
      { a: 'string' },
    ],
    [
      'as many members as are asked for',
      { type: 'object', minProperties: 2, additionalProperties: { type: 'integer' } },
      { key1: 1, key2: 1 },
    ],
    ['nothing read-only in a request', object({ id: { ...STRING, readOnly: true }, name: STRING }), { name: 'string' }],
  ])('is %s', (_, node, expected) => {
    expect(sampleOf(node)).toEqual(expected);
  });

  it('has every member in an answer', () => {
    const node = object(
      { id: { type: 'integer', readOnly: true }, secret: { ...STRING, writeOnly: true }, name: STRING },
      [],
    );
    expect(sampleOf(node, { direction: 'response' })).toEqual({ id: 1, name: 'string' });
  });

  it('sets the discriminator to what chooses the alternative', () => {
    const schemas = {
      Cat: object({ kind: STRING, lives: { type: 'integer' } }),
      Dog: object({ kind: STRING, barks: { type: 'boolean' } }),
      Pet: {
        oneOf: [ref('Dog'), ref('Cat')],
        discriminator: { propertyName: 'kind', mapping: { woof: '#/components/schemas/Dog' } },
      },
      Base: { ...object({ kind: STRING }), discriminator: { propertyName: 'kind' } },
      Child: { allOf: [ref('Base'), object({ more: STRING })] },
    };
    expect(sampleOf(ref('Pet'), { schemas })).toEqual({ kind: 'woof', barks: true });
    expect(sampleOf(ref('Child'), { schemas })).toEqual({ kind: 'Child', more: 'string' });
  });

  it('takes an alternative of an allOf part together with the members beside it', () => {
    const node = { allOf: [object({ a: STRING }), { oneOf: [object({ b: STRING }), object({ c: STRING })] }] };
    expect(sampleOf(node)).toEqual({ a: 'string', b: 'string' });
  });

  it('ends where a schema holds itself', () => {
    const schemas = { Node: object({ value: STRING, next: ref('Node'), all: { type: 'array', items: ref('Node') } }) };
    expect(sampleOf(ref('Node'), { schemas })).toEqual({ value: 'string', next: {}, all: [] });
  });

  it('is small for a schema that branches without end', () => {
    const names = Array.from({ length: 12 }, (_, index) => `p${index}`);
    const schemas = Object.fromEntries(
      Array.from({ length: 12 }, (_, level) => [
        `L${level}`,
        object(Object.fromEntries(names.map((name) => [name, level === 11 ? STRING : ref(`L${level + 1}`)]))),
      ]),
    );
    for (const direction of ['request', 'response'] as const)
      expect(JSON.stringify(sampleOf(ref('L0'), { schemas, direction })).length).toBeLessThan(200_000);
  });

  it('is the same every time', () => {
    const node = { oneOf: [object({ a: { ...STRING, format: 'email' } }), STRING] };
    expect(sampleOf(node)).toEqual(sampleOf(node));
  });

  it('is valid, or the schema allows nothing that is easily found', () => {
    const leaf = fc.oneof(
      fc.record({ type: fc.constant('integer'), minimum: fc.integer({ min: -50, max: 50 }) }),
      fc.record({ type: fc.constant('number'), exclusiveMaximum: fc.integer({ min: -50, max: 50 }) }),
      fc.record({ type: fc.constant('string'), minLength: fc.integer({ min: 0, max: 20 }) }),
      fc.record({
        type: fc.constant('string'),
        format: fc.constantFrom('date-time', 'uuid', 'email', 'uri', 'ipv4', 'date'),
      }),
      fc.record({ enum: fc.uniqueArray(fc.oneof(fc.string(), fc.integer()), { minLength: 1, maxLength: 4 }) }),
      fc.constant({ type: 'boolean' }),
      fc.constant({ type: ['string', 'null'] }),
    );
    const { schema } = fc.letrec<{ schema: object }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 4, depthIdentifier: 'schema' },
        leaf,
        fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: fc.integer({ min: 0, max: 3 }) }),
        fc
          .tuple(fc.dictionary(fc.string({ maxLength: 8 }), tie('schema'), { maxKeys: 5 }), fc.boolean())
          .map(([properties, all]) => object(properties, all ? Object.keys(properties) : [])),
        fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
        fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 1 }) }),
      ),
    }));
    fc.assert(
      fc.property(schema, (node) => {
        const view = schemaOf(node);
        for (const direction of ['request', 'response'] as const)
          expect(faultsOf(sampleValue(view, { direction }), view, direction)).toBe('');
      }),
      { numRuns: 60 },
    );
  });
});

function argumentsOfOperation(operation: Record<string, unknown>, path = '/items/{id}', method = 'post'): unknown {
  return sampleArguments(endpointOf({ paths: { [path]: { [method]: { responses: {}, ...operation } } } }));
}

const content = (type: string, schema: unknown, more: object = {}) => ({ content: { [type]: { schema, ...more } } });

describe('sampleArguments', () => {
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };

  it('holds required parameters by the names they are given by, and the body', () => {
    const parameters = [
      id,
      { name: 'q', in: 'query', schema: STRING },
      { name: 'id', in: 'query', required: true, schema: STRING },
    ];
    const requestBody = { required: true, ...content('application/json', object({ a: STRING })) };
    expect(argumentsOfOperation({ parameters, requestBody })).toEqual({
      params: { 'path.id': 1, 'query.id': 'string' },
      body: { a: 'string' },
    });
  });

  it('fills an object in the path, which must not be empty', () => {
    const schema = object({ name: STRING, size: STRING }, []);
    expect(argumentsOfOperation({ parameters: [{ ...id, schema }] })).toEqual({ params: { id: { name: 'string' } } });
  });

  it('never makes a path value that would change the path', () => {
    for (const example of ['', '.', '..', null])
      expect(argumentsOfOperation({ parameters: [{ ...id, schema: {}, example }] })).toEqual({
        params: { id: expect.stringMatching(/^(id|string)$/) },
      });
    expect(argumentsOfOperation({ parameters: [{ ...id, schema: { enum: ['..'] } }] })).toEqual({
      params: { id: 'id' },
    });
  });

  it.each<[string, object, unknown]>([
    [
      'the example of the media type',
      content('application/json', object({ a: STRING }), { example: { a: 'given' } }),
      { a: 'given' },
    ],
    [
      'a file in a form',
      content('multipart/form-data', object({ file: { ...STRING, format: 'binary' }, note: STRING })),
      { file: { $base64: 'aGVsbG8=', filename: 'hello.txt' }, note: 'string' },
    ],
    [
      'a list of files',
      content(
        'multipart/form-data',
        object({ files: { type: 'array', minItems: 1, items: { ...STRING, format: 'binary' } } }),
      ),
      { files: [{ $base64: 'aGVsbG8=', filename: 'hello.txt' }] },
    ],
    [
      'bytes',
      content('application/octet-stream', { ...STRING, format: 'binary' }, { example: '@file.zip' }),
      { $base64: 'aGVsbG8=' },
    ],
    ['text', content('text/plain', { ...STRING, minLength: 8 }), 'stringxx'],
    [
      'JSON rather than a form',
      { content: { 'application/x-www-form-urlencoded': {}, 'application/json': { schema: { type: 'integer' } } } },
      1,
    ],
  ])('sends %s', (_, requestBody, body) => {
    expect(argumentsOfOperation({ requestBody: { required: true, ...requestBody } }, '/items')).toEqual({
      params: {},
      body,
    });
  });

  it('leaves out a body that nobody needs', () => {
    const requestBody = content('application/json', object({ a: STRING }));
    expect(argumentsOfOperation({ requestBody }, '/items', 'get')).toEqual({ params: {} });
    expect(
      argumentsOfOperation({ requestBody: content('application/x-www-form-urlencoded', object({})) }, '/items'),
    ).toEqual({ params: {} });
    expect(argumentsOfOperation({ requestBody }, '/items')).toEqual({ params: {}, body: { a: 'string' } });
  });
});

/** Files stand in the notation of `execute_endpoint`, which no schema knows. */
function withoutFiles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutFiles);
  if (typeof value !== 'object' || value === null) return value;
  if ('$base64' in value) return 'file';
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutFiles(member)]));
}

function openSpec(name: string): readonly Endpoint[] {
  const path = fileURLToPath(new URL(`../../specs/${name}`, import.meta.url));
  const merge = new yaml.Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (text) => text === '<<' });
  const root = yaml.load(readFileSync(path, 'utf8'), { schema: yaml.CORE_SCHEMA.extend({ implicit: [merge] }) });
  return createApi(createDocument({ uri: `file://${path}`, root }), { name: 'spec' }).endpoints;
}

describe.each(['shop.yaml', 'awkward.yaml', 'awkward-swagger2.json'])('the endpoints of specs/%s', (name) => {
  it('get bodies and parameters that their own schemas accept', () => {
    const faults = openSpec(name).flatMap((endpoint) => {
      const { body } = sampleArguments(endpoint);
      const media = endpoint.body === undefined ? undefined : preferredMedia(endpoint.body);
      const inBody =
        media?.schema === undefined || body === undefined ? '' : faultsOf(withoutFiles(body), media.schema);
      // the schema `false` allows nothing
      const inParams = endpoint.parameters
        .filter(({ schema }) => !schema.never)
        .map(({ schema }) => faultsOf(sampleValue(schema, { direction: 'request' }), schema));
      return [inBody, ...inParams].filter((fault) => fault !== '').map((fault) => `${endpoint.id}: ${fault}`);
    });
    expect(faults).toEqual([]);
  });
});
