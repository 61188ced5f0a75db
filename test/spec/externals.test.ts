import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import SwaggerParser from '@apidevtools/swagger-parser';
import { describe, expect, it } from 'vitest';
import { createApi } from '../../src/catalog/api.ts';
import { type Document, isObject, memberOf, type Place } from '../../src/spec/document.ts';
import { loadSpec } from '../../src/spec/load.ts';
import { folderWith, openapi } from './folder.ts';
import { readUrlFrom } from './read-url-from.ts';

const noNetwork = readUrlFrom({});

async function load(folder: string, name = 'openapi.json'): Promise<Document> {
  return loadSpec({ kind: 'file', path: join(folder, name) }, { readUrl: noNetwork.readUrl });
}

/** A description of one operation whose answer's schema is a reference. */
function referring(reference: string): object {
  const schema = { $ref: reference };
  return openapi({
    '/a': { get: { responses: { '200': { description: '', content: { 'application/json': { schema } } } } } },
  });
}

async function schemaOf(
  folder: string,
): Promise<{ types: readonly string[]; problem: string | undefined; warnings: readonly string[] }> {
  const document = await load(folder);
  const [endpoint] = createApi(document, { name: 'a' }).endpoints;
  const schema = endpoint?.responses[0]?.media[0]?.schema;
  return { types: schema?.types ?? [], problem: schema?.problem, warnings: document.warnings };
}

const STRING = { type: 'string' };
const READ = { types: ['string'], problem: undefined, warnings: [] };

describe('a file that a reference names', () => {
  it.each([
    ['./parts/name.json', 'parts/name.json'],
    ['parts/name.json#', 'parts/name.json'],
    ['parts/../name.json', 'name.json'],
    ['odd%20name.json', 'odd name.json'],
    ['odd name.json', 'odd name.json'],
  ])('is read: %s', async (reference, file) => {
    expect(await schemaOf(folderWith({ 'openapi.json': referring(reference), [file]: STRING }))).toEqual(READ);
  });

  it('may be YAML beside JSON', async () => {
    const files = {
      'openapi.json': referring('all.yaml#/definitions/Name'),
      'all.yaml': 'definitions:\n  Name: {type: string}',
    };
    expect(await schemaOf(folderWith(files))).toEqual(READ);
  });

  it('may be named by its absolute address', async () => {
    const folder = folderWith({ 'name.json': STRING });
    const address = pathToFileURL(join(folder, 'name.json')).href;
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(referring(address)));
    expect(await schemaOf(folder)).toEqual(READ);
  });

  it('may refer on, back and in a circle', async () => {
    const folder = folderWith({
      'openapi.json': referring('a.json#/A'),
      'a.json': { A: { $ref: 'deep/b.json#/B' } },
      'deep/b.json': {
        B: { type: 'object', properties: { back: { $ref: '../a.json#/A' }, home: { $ref: '../openapi.json#/info' } } },
      },
    });
    const document = await load(folder);
    const [endpoint] = createApi(document, { name: 'a' }).endpoints;
    const schema = endpoint?.responses[0]?.media[0]?.schema;
    expect(document.warnings).toEqual([]);
    expect(schema?.properties.get('back')?.node).toBe(schema?.node);
    expect(schema?.properties.get('home')?.title).toBe('T');
  });

  it('is read for every kind of holder, also where the holder is called default, value or example', async () => {
    const folder = folderWith({
      'openapi.json': openapi({
        '/a': { $ref: 'parts.json#/item' },
      }),
      'parts.json': {
        item: {
          parameters: [{ $ref: 'more.json#/parameter' }],
          get: { requestBody: { $ref: 'more.json#/body' }, responses: { default: { $ref: 'default.json' } } },
        },
      },
      'more.json': {
        parameter: {
          name: 'x',
          in: 'query',
          schema: {
            type: 'object',
            properties: {
              value: { $ref: 'value.json' },
              example: { $ref: 'example.json' },
              default: { $ref: 'string.json' },
            },
          },
        },
        body: { content: { 'application/json': { examples: { one: { $ref: 'one.json' } } } } },
      },
      'default.json': { description: 'bad', content: { 'text/plain': {} } },
      'value.json': STRING,
      'example.json': { type: 'integer' },
      'string.json': STRING,
      'one.json': { value: { $ref: 'data.json' } },
    });
    const document = await load(folder);
    const [endpoint] = createApi(document, { name: 'a' }).endpoints;
    expect(document.warnings).toEqual([]);
    expect(endpoint?.problems).toEqual([]);
    expect(endpoint?.responses.map(({ status, description }) => [status, description])).toEqual([['default', 'bad']]);
    expect([...(endpoint?.parameters[0]?.schema.properties ?? [])].map(([name, { types }]) => [name, types])).toEqual([
      ['value', ['string']],
      ['example', ['integer']],
      ['default', ['string']],
    ]);
    expect(endpoint?.body?.media[0]?.example).toEqual({ $ref: 'data.json' });
  });

  it('is not read where the reference is somebody’s data', async () => {
    const data = { $ref: 'not-a-reference.json' };
    const folder = folderWith({
      'openapi.json': openapi(
        {},
        {
          components: { schemas: { A: { example: data, examples: [data], default: data, enum: [data], const: data } } },
        },
      ),
    });
    expect((await load(folder)).warnings).toEqual([]);
  });
});

describe('a file that may not be read', () => {
  it.each([
    ['../secret.json'],
    ['parts/../../secret.json'],
    ['%2e%2e/secret.json'],
    ['..%2fsecret.json'],
    ['..\\secret.json'],
    ['/etc/hostname'],
    ['file:///etc/hostname'],
    ['file://server/share/x.json'],
  ])('is refused with a warning: %s', async (reference) => {
    const folder = folderWith({ 'secret.json': STRING, 'api/openapi.json': referring(reference) });
    const { types, problem, warnings } = await schemaOf(join(folder, 'api'));
    expect([types, warnings.length]).toEqual([[], 1]);
    expect(problem).toContain(`the reference ${reference} at openapi.json#/paths`);
    expect(warnings[0]).toMatch(
      /is referred to but (was not read: it lies outside the description's folder|cannot be used: it cannot be read)$/,
    );
  });

  it('is refused where a link leads out of the folder', async () => {
    const folder = folderWith({ 'secret.json': STRING, 'api/openapi.json': referring('link.json') });
    symlinkSync(join(folder, 'secret.json'), join(folder, 'api/link.json'));
    const { types, warnings } = await schemaOf(join(folder, 'api'));
    expect([types, warnings]).toEqual([
      [],
      ["link.json is referred to but was not read: it lies outside the description's folder"],
    ]);
  });

  it('is allowed where a link stays inside, and the description itself may be one', async () => {
    const folder = folderWith({ 'api/openapi.json': referring('link.json'), 'api/real/name.json': STRING });
    symlinkSync(join(folder, 'api/real/name.json'), join(folder, 'api/link.json'));
    symlinkSync(join(folder, 'api/openapi.json'), join(folder, 'openapi.json'));
    expect(await schemaOf(folder)).toEqual(READ);
  });

  it('is a URL, for a description in a file: nothing is asked', async () => {
    const { asked, readUrl } = readUrlFrom({ 'https://example.com/name.json': STRING });
    const folder = folderWith({ 'openapi.json': referring('https://example.com/name.json') });
    const document = await loadSpec({ kind: 'file', path: join(folder, 'openapi.json') }, { readUrl });
    expect([asked, document.warnings]).toEqual([
      [],
      [
        'https://example.com/name.json is referred to but was not read: a description in a file may refer to files only',
      ],
    ]);
  });

  it('is missing: a warning and a schema with a problem', async () => {
    const { problem, warnings } = await schemaOf(folderWith({ 'openapi.json': referring('none.json') }));
    expect(problem).toBe(
      'the reference none.json at openapi.json#/paths/~1a/get/responses/200/content/application~1json/schema does not resolve',
    );
    expect(warnings).toEqual([
      expect.stringMatching(/^none\.json is referred to but cannot be used: There is no file /),
    ]);
  });

  it('is no JSON: a warning that says what is wrong', async () => {
    const { warnings } = await schemaOf(folderWith({ 'openapi.json': referring('bad.json'), 'bad.json': '{"a": ]}' }));
    expect(warnings).toEqual(['bad.json is referred to but cannot be used: It is not valid JSON (unexpected "]").']);
  });

  it('is a directory', async () => {
    const { warnings } = await schemaOf(folderWith({ 'openapi.json': referring('parts'), 'parts/x.json': STRING }));
    expect(warnings).toEqual([
      expect.stringMatching(
        /^parts is referred to but cannot be used: .*parts is a directory without an OpenAPI description/,
      ),
    ]);
  });
});

describe('an address that is an $id inside the document', () => {
  it.each([
    ['as it is written', { $ref: 'https://awkward.example/schemas/identified' }],
    ['relative to the $id above', { $id: 'https://awkward.example/schemas/outer', items: { $ref: 'identified' } }],
    ['with a fragment', { $ref: 'https://awkward.example/schemas/identified#/properties/a' }],
  ])('is not asked for %s', async (_, schema) => {
    const identified = { $id: 'https://awkward.example/schemas/identified', properties: { a: STRING } };
    const folder = folderWith({
      'openapi.json': openapi({}, { components: { schemas: { Uses: schema, Identified: identified } } }),
    });
    expect((await load(folder)).warnings).toEqual([]);
  });

  it('nor is the $self of the document', async () => {
    const root = {
      ...openapi(),
      openapi: '3.2.0',
      $self: 'https://awkward.example/api',
      components: { schemas: { A: { $ref: 'https://awkward.example/api#/components/schemas/B' }, B: STRING } },
    };
    expect((await load(folderWith({ 'openapi.json': root }))).warnings).toEqual([]);
  });
});

describe('a description from a URL', () => {
  const main = 'https://api.example.com/v1/openapi.json';
  const from = async (reference: string, pages: Readonly<Record<string, unknown>>) => {
    const { asked, readUrl } = readUrlFrom({ [main]: referring(reference), ...pages });
    const document = await loadSpec({ kind: 'url', url: main }, { readUrl });
    return { asked: asked.slice(1), warnings: document.warnings };
  };

  it('refers to its own origin', async () => {
    const name = 'https://api.example.com/other/name.json';
    expect(await from('../other/name.json', { [name]: STRING })).toEqual({ asked: [name], warnings: [] });
  });

  it.each([
    'https://other.example.com/name.json',
    'http://api.example.com/v1/name.json',
    'https://api.example.com:8443/x',
  ])('does not refer to %s', async (reference) => {
    expect(await from(reference, {})).toEqual({
      asked: [],
      warnings: [`${reference} is referred to but was not read: it is on another origin than the description`],
    });
  });

  it('does not refer to files', async () => {
    const { asked, warnings } = await from('file:///etc/hostname', {});
    expect([asked, warnings]).toEqual([
      [],
      ['hostname is referred to but was not read: it is on another origin than the description'],
    ]);
  });

  it('does not follow a redirect to another origin', async () => {
    const { readUrl } = readUrlFrom({ [main]: referring('name.json') });
    const moving: typeof readUrl = async (url, options) =>
      url === main
        ? readUrl(url, options)
        : { bytes: Buffer.from('{"type":"string"}'), url: 'https://evil.example/name.json' };
    const { warnings } = await loadSpec({ kind: 'url', url: main }, { readUrl: moving });
    expect(warnings).toEqual([
      'https://api.example.com/v1/name.json is referred to but was not read: it is on another origin than the description',
    ]);
  });
});

describe('a description of many files', () => {
  const files = {
    'openapi.yaml': [
      'openapi: 3.0.3',
      'info: {title: Many, version: "1"}',
      'paths:',
      '  /pets: {$ref: paths/pets.yaml}',
      '  /pets/{id}: {$ref: "paths/pets.yaml#/one"}',
      'components:',
      '  schemas:',
      '    Pet: {$ref: ./schemas/pet.json}',
      '    Error: {$ref: "./schemas/all.json#/definitions/Error~1Problem"}',
    ].join('\n'),
    'paths/pets.yaml': [
      'get:',
      '  parameters: [{$ref: "../parameters.yaml#/limit"}]',
      '  responses:',
      '    "200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: ../schemas/pet.json}}}}}',
      '    default: {description: bad, content: {application/json: {schema: {$ref: "../openapi.yaml#/components/schemas/Error"}}}}',
      'one:',
      '  get: {responses: {"200": {description: ok, content: {application/json: {schema: {$ref: ../schemas/pet.json}}}}}}',
    ].join('\n'),
    'parameters.yaml': 'limit: {name: limit, in: query, schema: {$ref: "schemas/all.json#/definitions/Limit"}}',
    'schemas/pet.json': {
      type: 'object',
      required: ['name'],
      properties: { name: STRING, limit: { $ref: 'all.json#/definitions/Limit' } },
    },
    'schemas/all.json': {
      definitions: {
        Limit: { type: 'integer', maximum: 100 },
        'Error/Problem': { type: 'object', properties: { code: { $ref: '#/definitions/Limit' } } },
      },
    },
  };

  it('means what swagger-parser says it means', async () => {
    const folder = folderWith(files);
    const document = await load(folder, 'openapi.yaml');
    const oracle = await SwaggerParser.dereference(join(folder, 'openapi.yaml'));
    expect(document.warnings).toEqual([]);
    expect(plain(document, document.root)).toEqual(JSON.parse(JSON.stringify(oracle)));
  });
});

/** The value at a Place with every reference replaced by what it leads to. */
function plain(document: Document, at: Place): unknown {
  const place = document.follow(at);
  const { value } = place;
  if (Array.isArray(value)) return value.map((_, index) => plain(document, memberOf(place, index)));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.keys(value).map((key) => [key, plain(document, memberOf(place, key))]));
}
