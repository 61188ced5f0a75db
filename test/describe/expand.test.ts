import { describe, expect, it } from 'vitest';
import { describeEndpoint } from '../../src/describe/describe.ts';
import { ToolError } from '../../src/errors.ts';
import { endpointOf } from '../catalog/api-of.ts';

const STRING = { type: 'string' } as const;
const object = (properties: Record<string, unknown>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
});

const PET = object({
  name: { type: 'string', description: 'What it is called. It answers to this.' },
  owner: { $ref: '#/components/schemas/Owner' },
  tags: { type: 'array', items: object({ key: STRING }) },
  'a.b': object({ c: { type: 'integer' } }),
  byId: {
    type: 'object',
    additionalProperties: object({ value: STRING }),
    patternProperties: { '^x-': { type: 'boolean' } },
  },
  pair: { type: 'array', prefixItems: [STRING, { type: 'integer' }] },
  either: { oneOf: [object({ left: STRING }), object({ right: STRING })] },
});
const endpoint = endpointOf({
  components: { schemas: { Owner: object({ login: STRING }, ['login']), Error: object({ message: STRING }) } },
  paths: {
    '/pets/{id}': {
      put: {
        operationId: 'putPet',
        summary: 'Replace a pet',
        description: 'First paragraph.\n\nSecond paragraph.',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: STRING, description: 'Which pet' },
          { name: 'filter', in: 'query', schema: object({ since: { type: 'string', format: 'date' } }) },
        ],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: PET }, 'text/csv': { schema: STRING } },
        },
        responses: {
          '200': {
            description: 'ok',
            content: {
              'application/json': { schema: { type: 'array', items: PET } },
              'application/xml': { schema: object({ xml: STRING }) },
            },
          },
          '404': {
            description: 'no',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
          },
        },
      },
    },
  },
});

const expanded = (expand: string, budget = 1000): string =>
  describeEndpoint(endpoint, { id: 'putPet', budget, credentials: [], expand });

function refusal(expand: string): string {
  try {
    return expanded(expand);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return `${error.code}: ${error.message} ${error.hint}`;
  }
}

describe('expand', () => {
  it.each([
    ['params', 'params {\n id: string // Which pet\n filter?: {\n  since?: string // date\n }\n}'],
    ['params.+1', 'params {\n filter?: {\n  since?: string // date\n }\n}'],
    ['params.id', 'params.id: string\nWhich pet'],
    ['params.filter.since', 'params.filter.since: string // date'],
    ['body.name', 'body.name: string\nWhat it is called. It answers to this.'],
    ['body.owner', 'body.owner: {login: string}'],
    ['body.tags', 'body.tags: {key?: string}[]'],
    ['body.tags[]', 'body.tags[]: {key?: string}'],
    ['body.tags[].key', 'body.tags[].key: string'],
    ['body."a.b".c', 'body."a.b".c: integer'],
    ['body"a.b"', 'body"a.b": {c?: integer}'],
    ['body.byId{}', 'body.byId{}: {value?: string}'],
    ['body.byId{2}', 'body.byId{2}: boolean'],
    ['body.pair[1]', 'body.pair[1]: integer'],
    ['body.either|2', 'body.either|2: {right?: string}'],
    ['body.either.right', 'body.either.right: string'],
    ['body.either|+1', 'body.either: {right?: string}'],
    ['body(text/csv)', 'body(text/csv): string'],
    ['response[].owner', 'response[].owner: {login: string}'],
    ['response(application/xml)', 'response(application/xml): {xml?: string}'],
    ['404', '404: {message?: string}'],
    ['404.message', '404.message: string'],
    ['description', 'Replace a pet\nFirst paragraph.\n\nSecond paragraph.'],
    ['  body.owner  ', 'body.owner: {login: string}'],
  ])('%s', (path, text) => {
    expect(expanded(path)).toBe(text);
  });

  it.each([
    ['body.ownr', 'expand_unknown: There is no part "body.ownr". There is owner.'],
    [
      'body.zzz',
      'expand_unknown: There is no part "body.zzz". There are name, owner, tags, "a.b", byId, pair, either.',
    ],
    ['params.fliter', 'expand_unknown: There is no part "params.fliter". There is params.filter.'],
    [
      '500',
      'expand_unknown: There is no part "500". There are params, body, response, 200, 404, body(application/json), body(text/csv), schema, description.',
    ],
    [
      'body(text/plain)',
      'expand_unknown: There is no part "body(text/plain)". There are params, body, response, 200, 404, body(application/json), body(text/csv), schema, description.',
    ],
    ['schema.Onwer', 'expand_unknown: There is no part "schema.Onwer". There is schema.Owner.'],
    [
      'body[',
      'expand_unknown: "body[" is not a path. Paths look like body.items[].price, params.filter, response.owner or body."a.b"; schema gives the JSON Schema of the request.',
    ],
  ])('%s is refused with what is there', (path, message) => {
    expect(refusal(path)).toBe(message);
  });

  it.each([
    '',
    '.',
    'body..',
    'body.__proto__',
    'body.constructor',
    '\u202e',
    'x'.repeat(100_000),
    '"'.repeat(5000),
    `body${'[]'.repeat(900)}`,
  ])('refuses nonsense in few words', (path) => {
    const message = refusal(path);
    expect(message).toMatch(/^expand_unknown: /);
    expect(message.length).toBeLessThan(800);
    expect(message).not.toContain('\u202e');
  });
});

describe('expand "schema"', () => {
  it('is what execute_endpoint takes, references kept by name', () => {
    const { properties, required, $defs } = JSON.parse(expanded('schema')) as Record<string, Record<string, unknown>>;
    expect(Object.keys(properties ?? {})).toEqual(['params', 'body']);
    expect(required).toEqual(['params', 'body']);
    expect($defs).toEqual({ Owner: object({ login: STRING }, ['login']) });
  });

  it('is one named schema, of an answer too', () => {
    expect(expanded('schema.Owner')).toBe(
      '{"type":"object","properties":{"login":{"type":"string"}},"required":["login"]}',
    );
    expect(expanded('schema.Error')).toContain('"message"');
  });

  it('names the definitions that do not fit, all of them in the end', () => {
    const names = Array.from({ length: 60 }, (_, index) => `Definition${index}`);
    const schemas = Object.fromEntries(
      names.map((name) => [
        name,
        object(Object.fromEntries(names.slice(0, 20).map((other) => [`a_${other}`, STRING]))),
      ]),
    );
    const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]));
    const large = endpointOf({
      components: { schemas: { ...schemas, All: object(properties) } },
      paths: {
        '/': {
          post: {
            requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/All' } } } },
            responses: {},
          },
        },
      },
    });
    const seen = new Set<string>();
    for (let path: string | undefined = 'schema'; path !== undefined; ) {
      const text: string = describeEndpoint(large, { id: 'large', budget: 300, credentials: [], expand: path });
      for (const [, name = ''] of text.matchAll(/"schema\.(Definition\d+)"/g)) seen.add(name);
      path = /expand "(schema\.\+\d+)"/.exec(text)?.[1];
    }
    expect([...seen].sort()).toEqual([...names].sort());
  });

  it('is cut, and says so, where one schema alone is too long', () => {
    expect(expanded('schema', 60)).toMatch(/\/\* cut: .*\*\/$/);
  });
});
