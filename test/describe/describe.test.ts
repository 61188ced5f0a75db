import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { type DescribeOptions, describeEndpoint } from '../../src/describe/describe.ts';
import { toPlainText } from '../../src/plain-text.ts';
import { apiOf, type Members } from '../catalog/api-of.ts';

const STRING = { type: 'string' } as const;
const object = (properties: Record<string, unknown>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
});
const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });

function described(
  operation: Members,
  options: Partial<DescribeOptions> = {},
  { path = '/items', method = 'post' } = {},
): string {
  const [endpoint] = apiOf({
    servers: [{ url: 'https://api.example' }],
    paths: { [path]: { [method]: operation } },
  }).endpoints;
  if (endpoint === undefined) throw new Error('there is no endpoint');
  return describeEndpoint(endpoint, { id: endpoint.id, budget: 2000, credentials: [], ...options });
}

const CREATE_ISSUE = {
  operationId: 'issues/create',
  summary: 'Create an issue',
  description: '<p>Any user with pull access can create an issue.</p>\n\nMore in the [guide](https://example.com).',
  parameters: [
    { name: 'owner', in: 'path', required: true, schema: STRING, description: 'The account. Case does not matter.' },
    { name: 'X-Trace', in: 'header', schema: { type: 'string', format: 'uuid' } },
  ],
  requestBody: {
    required: true,
    ...json(
      object({ id: { ...STRING, readOnly: true }, labels: { type: 'array', items: STRING }, title: STRING }, ['title']),
    ),
  },
  responses: {
    '201': {
      description: 'Created',
      ...json(object({ id: { type: 'integer' }, secret: { ...STRING, writeOnly: true } })),
    },
    '403': { description: 'Forbidden' },
    '422': { description: 'Validation failed, or the endpoint has been spammed.' },
    '429': { description: 'Slow down for a minute' },
  },
};

describe('describeEndpoint', () => {
  it('says what a caller needs, once, requests before answers', () => {
    const options = { credentials: ['bearer: not configured, set TRIVIUM_BEARER'] };
    expect(described(CREATE_ISSUE, options, { path: '/repos/{owner}/issues' })).toBe(
      [
        'issues/create  POST /repos/{owner}/issues',
        'Create an issue',
        'Any user with pull access can create an issue.',
        'auth: bearer: not configured, set TRIVIUM_BEARER',
        'params {',
        ' owner: string // The account',
        ' X-Trace?: string // header, uuid',
        '}',
        'body {title: string, labels?: string[]}',
        'response 201 {id?: integer}',
        'errors: 403, 422, 429 Slow down for a minute',
        'example: {"endpoint":"issues/create","params":{"owner":"string"},"body":{"title":"string"}}',
      ].join('\n'),
    );
  });

  it('says where ids come from between what is sent and what comes back', () => {
    const text = described(CREATE_ISSUE, { sources: () => ['owner: from users/list ([].login)'] });
    expect(text).toMatch(/\nbody \{.*\}\nowner: from users\/list \(\[\]\.login\)\nresponse 201/);
  });

  it('says the innermost three where ids come from many endpoints, and none where they do not fit', () => {
    const sources = () => ['a', 'b', 'c', 'd', 'e'].map((id) => `${id}: from list-${id} (items[].id)`);
    const lines = (budget: number): readonly string[] =>
      described(CREATE_ISSUE, { sources, budget }).match(/^. *: from .*$/gm) ?? [];
    expect(lines(2000).map((line) => line[0])).toEqual(['c', 'd', 'e']);
    expect(lines(250).map((line) => line[0])).toEqual(['e']);
    expect(lines(100)).toEqual([]);
  });

  it('is within any budget with sources, and shows no fewer parameters for them than a twelfth of it costs', () => {
    const parameters = Array.from({ length: 60 }, (_, at) => ({ name: `parameter${at}`, in: 'query', schema: STRING }));
    const sources = () => ['x', 'y', 'z'].map((id) => `${id}: from list-of-things-${id} (items[].id)`);
    const shown = (text: string): number => text.match(/^ parameter\d+\?: /gm)?.length ?? 0;
    for (const budget of [60, 150, 300, 600, 1000]) {
      const text = described({ parameters }, { sources, budget }, { method: 'get' });
      const without = described({ parameters }, { budget }, { method: 'get' });
      expect(countTokens(text)).toBeLessThanOrEqual(budget);
      expect(shown(text)).toBeGreaterThanOrEqual(Math.floor(shown(without) * 0.8));
    }
  });

  it('asks for sources only where they are shown', () => {
    const sources = (): readonly string[] => {
      throw new Error('nobody reads them');
    };
    expect(described(CREATE_ISSUE, { sources, expand: 'body' })).toContain('title: string');
  });

  it('says nothing where there is nothing to say', () => {
    expect(described({ responses: { '204': { description: 'Gone' } } }, {}, { path: '/', method: 'get' })).toBe(
      'GET /\nresponse 204, no body\nexample: {"endpoint":"GET /"}',
    );
  });

  it.each<[string, Members, string]>([
    ['that it is deprecated', { deprecated: true }, 'POST /items  (deprecated)'],
    ['a server of its own', { servers: [{ url: 'https://uploads.example' }] }, 'server: https://uploads.example'],
    [
      'no description that repeats the summary',
      { summary: 'List all', description: 'List all.' },
      'POST /items\nList all\nresponse',
    ],
    [
      'a summary that the description begins with once',
      { summary: 'List', description: 'List them all.' },
      'POST /items\nList them all.\nresponse',
    ],
    [
      'how to read a description that is cut',
      { description: `Long ${'words '.repeat(200)}` },
      '… /* expand "description" */\n',
    ],
    [
      'how pages follow each other',
      { parameters: [{ name: 'page', in: 'query', schema: STRING }] },
      'pages: page = 1, 2, …',
    ],
    [
      'other media types, with their shape where it differs',
      {
        requestBody: {
          content: {
            'application/json': { schema: STRING },
            'text/csv': {},
            'text/x': { schema: { type: 'integer' } },
          },
        },
      },
      'body? string // or params["Content-Type"]: text/csv, text/x /* expand "body(text/x)" */',
    ],
    [
      'other successes, with their shape where it differs',
      { responses: { '200': json(STRING), '202': json({ type: 'integer' }), '304': { description: 'same' } } },
      'response 200 string // or 202 /* expand "202" */, 304',
    ],
    [
      'that an answer is a list',
      { responses: { '200': json({ type: 'array', items: object({ a: STRING }) }) } },
      'response 200 (list) {a?: string}[]',
    ],
    [
      'what a body without a schema holds',
      { requestBody: { required: true, content: { 'image/*': {} } } },
      'body image/* file',
    ],
    [
      'no form that has no fields',
      { requestBody: { content: { 'multipart/form-data': { schema: object({}) } } } },
      'POST /items\nresponse',
    ],
    [
      'a sequence by its items',
      { responses: { '200': { content: { 'application/jsonl': { itemSchema: object({ a: STRING }) } } } } },
      'response 200 application/jsonl, one after the other: {a?: string}',
    ],
    ['what is wrong with it', { parameters: [{ $ref: '#/nowhere' }] }, 'note: '],
  ])('says %s', (_, operation, text) => {
    expect(described({ responses: { '204': { description: '' } }, ...operation })).toContain(text);
  });

  it('offers expressions that pick from the answer, where the budget has room for them', () => {
    const item = object({ id: STRING, name: STRING, 'a"b': STRING, state: { enum: ['open', 'closed'] } });
    const operation = { responses: { '200': { description: '', ...json({ type: 'array', items: item }) } } };
    const all = 'select: "[].{id: id, name: name, state: state}" or "[?state==\'open\'].id"';
    expect(described(operation).split('\n')).toContain(all);
    expect(described(operation, { budget: 500 })).toContain('select: "[].{id: id, name: name, state: state}"\n');
    expect(described(operation, { budget: 200 })).not.toContain('select:');
  });

  it('repeats no id that ends in the route', () => {
    expect(described(CREATE_ISSUE, { id: 'shop:POST /items' })).toMatch(/^shop:POST \/items\n/);
  });

  it('lets parameters and body take what the other leaves', () => {
    const parameters = Array.from({ length: 60 }, (_, index) => ({
      name: `parameter_${index}`,
      in: 'query',
      schema: STRING,
    }));
    const requestBody = { required: true, ...json(object({ a: STRING })) };
    const text = described({ parameters, requestBody, responses: {} }, { budget: 700 });
    expect(text).toContain('parameter_59');
    expect(text).toContain('body {a?: string}');
  });

  it('shows no text from a description that hides something', () => {
    const hidden = 'safe\u202e\u200b\u{e0041}\u0007text';
    const operation = {
      operationId: `op${hidden}`,
      summary: hidden,
      description: hidden,
      parameters: [
        {
          name: hidden,
          in: 'query',
          required: true,
          description: hidden,
          schema: { enum: [hidden], default: hidden, pattern: hidden },
        },
      ],
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: object({ [hidden]: object({ a: STRING }) }), example: { [hidden]: {} } },
        },
      },
      responses: { '200': json(object({ [hidden]: STRING })), '400': { description: hidden } },
    };
    for (const budget of [200, 600, 2000]) {
      const text = described(operation, { budget });
      expect(text).toBe(toPlainText(text));
    }
  });

  it.each([50, 100, 200, 500, 2000])('costs at most %i tokens and still names the endpoint', (budget) => {
    const text = described(CREATE_ISSUE, { budget }, { path: '/repos/{owner}/issues' });
    expect(countTokens(text)).toBeLessThanOrEqual(budget);
    expect(text).toMatch(/^issues\/create {2}POST/);
  });
});
