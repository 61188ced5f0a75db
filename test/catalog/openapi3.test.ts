import { describe, expect, it } from 'vitest';
import { endpointOf, type Members, mediaOf, typesOf, wireOf } from './api-of.ts';

const operation = (
  post: Members,
  { path = '/a', item = {}, ...root }: { path?: string; item?: Members; [key: string]: unknown } = {},
) => endpointOf({ ...root, paths: { [path]: { ...item, post } } });

describe('parameters', () => {
  it('have the defaults of their place', () => {
    const places = ['path', 'query', 'header', 'cookie'].map((location) => ({
      name: 'id',
      in: location,
      schema: { type: 'array' },
    }));
    expect(operation({ parameters: places }, { path: '/a/{id}' }).parameters.map(wireOf)).toEqual([
      'path id! simple array',
      'query id form* array',
      'header id simple array',
      'cookie id form* array',
    ]);
  });

  it.each([
    ['path', 'label', 'label'],
    ['path', 'matrix', 'matrix'],
    ['path', 'form', 'simple'],
    ['query', 'spaceDelimited', 'spaceDelimited'],
    ['query', 'pipeDelimited', 'pipeDelimited'],
    ['query', 'deepObject', 'deepObject'],
    ['query', 'simple', 'form*'],
    ['query', 'constructor', 'form*'],
    ['header', 'form', 'simple'],
    ['cookie', 'cookie', 'cookie*'],
  ])('in %s with style %s are sent as %s', (location, style, expected) => {
    const { parameters } = operation(
      { parameters: [{ name: 'id', in: location, style, schema: {} }] },
      { path: location === 'path' ? '/{id}' : '/a' },
    );
    expect(parameters.map(wireOf)).toEqual([`${location} id${location === 'path' ? '!' : ''} ${expected} any`]);
  });

  it('of the operation win over those of the path, by name and place', () => {
    const item = {
      parameters: [
        { name: 'a', in: 'query', schema: { type: 'string' } },
        { name: 'b', in: 'query', schema: { type: 'string' } },
      ],
    };
    const own = [
      { name: 'b', in: 'query', schema: { type: 'integer' } },
      { name: 'a', in: 'header', schema: { type: 'integer' } },
    ];
    expect(operation({ parameters: own }, { item }).parameters.map(wireOf)).toEqual([
      'query a form* string',
      'query b form* integer',
      'header a simple integer',
    ]);
  });

  it('fit the path: missing ones are added, strange ones dropped, both are named', () => {
    const { parameters, problems } = operation(
      { parameters: [{ name: 'other', in: 'path', schema: {} }] },
      { path: '/a/{id}/{größe}.json' },
    );
    expect(parameters.map(wireOf)).toEqual(['path id! simple string', 'path größe! simple string']);
    expect(problems).toEqual([
      'path parameter other is left out: /a/{id}/{größe}.json has no {other}',
      'path parameter id is not declared; it is taken as a string',
      'path parameter größe is not declared; it is taken as a string',
    ]);
  });

  it('described by content are sent as that type', () => {
    const content = { 'application/json': { schema: { type: 'object' }, example: { a: 1 } } };
    const [parameter] = operation({ parameters: [{ name: 'filter', in: 'query', content }] }).parameters;
    expect([parameter?.contentType, typesOf(parameter?.schema)]).toEqual(['application/json', 'object']);
  });

  it('that are the whole query string exist from 3.2', () => {
    const content = { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } };
    const { parameters } = operation(
      { parameters: [{ name: 'all', in: 'querystring', content }] },
      { openapi: '3.2.0' },
    );
    expect(parameters.map((each) => [wireOf(each), each.contentType])).toEqual([
      ['querystring all form* object', 'application/x-www-form-urlencoded'],
    ]);
  });

  it('that cannot be read are left out and named', () => {
    const broken = [
      { $ref: '#/nowhere' },
      { in: 'query' },
      'text',
      null,
      { name: 'x', in: 'body' },
      { name: '', in: 'query' },
    ];
    const { parameters, problems } = operation({ parameters: [...broken, { name: 'good', in: 'query', schema: {} }] });
    expect(parameters.map(({ name }) => name)).toEqual(['good']);
    expect(problems).toEqual([
      'a parameter is left out: the reference #/nowhere at openapi.json#/paths/~1a/post/parameters/0 does not resolve',
      ...[1, 2, 3, 5].map(
        (index) => `the parameter at #/paths/~1a/post/parameters/${index} has no name and is left out`,
      ),
      'parameter x is left out: its location "body" is unknown',
    ]);
  });

  it.each([
    [{ example: 1, examples: { a: { value: 2 } } }, 1],
    [{ examples: { a: { value: 2 }, b: { value: 3 } } }, 2],
    [{ examples: { a: { $ref: '#/components/examples/A' } } }, 4],
    [{ examples: { a: { dataValue: 5 } } }, 5],
    [{ examples: { a: { $ref: '#/nowhere' } } }, undefined],
    [{ examples: [1] }, undefined],
    [{ schema: { example: 6 } }, undefined],
  ])('with %j have the example %j', (rest, expected) => {
    const components = { examples: { A: { value: 4 } } };
    expect(
      operation({ parameters: [{ name: 'x', in: 'query', ...rest }] }, { components }).parameters[0]?.example,
    ).toBe(expected);
  });
});

describe('a body', () => {
  it('has its media types in order, unusable ones left out', () => {
    const schema = { type: 'string' };
    const content = {
      'text/plain; charset=utf-8': { schema },
      nonsense: { schema },
      'application/json': { schema },
      '*/*': {},
      'image/*': { schema },
    };
    const { body } = operation({ requestBody: { required: true, description: 'D', content } });
    expect([body?.required, body?.description, mediaOf(body?.media)]).toEqual([
      true,
      'D',
      ['text/plain; charset=utf-8: string', 'application/json: string', '*/*: none', 'image/*: string'],
    ]);
  });

  it('may be a reference', () => {
    const components = { requestBodies: { B: { content: { 'application/json': { schema: { type: 'array' } } } } } };
    expect(
      mediaOf(operation({ requestBody: { $ref: '#/components/requestBodies/B' } }, { components }).body?.media),
    ).toEqual(['application/json: array']);
  });

  it.each([
    [
      { $ref: '#/nowhere' },
      'the body is left out: the reference #/nowhere at openapi.json#/paths/~1a/post/requestBody does not resolve',
    ],
    [{ content: {} }, 'the body at #/paths/~1a/post/requestBody names no media type and is left out'],
    [{}, 'the body at #/paths/~1a/post/requestBody names no media type and is left out'],
  ])('%j is left out and named', (requestBody, problem) => {
    const { body, problems } = operation({ requestBody });
    expect([body, problems]).toEqual([undefined, [problem]]);
  });

  it('has encodings', () => {
    const encoding = {
      file: {
        contentType: 'image/png',
        headers: {
          'X-Size': { schema: { type: 'integer' }, required: true },
          'X-Ref': { $ref: '#/components/headers/H' },
        },
      },
      list: { style: 'pipeDelimited', explode: false, allowReserved: true },
      odd: { style: 'matrix' },
      none: null,
    };
    const components = { headers: { H: { schema: { type: 'boolean' } } } };
    const { body } = operation({ requestBody: { content: { 'multipart/form-data': { encoding } } } }, { components });
    const found = [...(body?.media[0]?.encoding ?? [])].map(([name, { headers, ...rest }]) => [
      name,
      { ...rest, headers: headers.map(wireOf) },
    ]);
    const plain = { contentType: undefined, style: undefined, explode: undefined, allowReserved: false, headers: [] };
    expect(found).toEqual([
      [
        'file',
        {
          ...plain,
          contentType: 'image/png',
          headers: ['header X-Size! simple integer', 'header X-Ref simple boolean'],
        },
      ],
      ['list', { ...plain, style: 'pipeDelimited', explode: false, allowReserved: true }],
      ['odd', plain],
      ['none', plain],
    ]);
  });

  it('may be a sequence, with encodings by position, from 3.2', () => {
    const content = {
      'application/jsonl': { itemSchema: { type: 'object' } },
      'multipart/mixed': {
        prefixEncoding: [{ contentType: 'application/json' }],
        itemEncoding: { contentType: 'image/*' },
      },
    };
    const { body } = operation({ requestBody: { content } }, { openapi: '3.2.0' });
    const [lines, mixed] = body?.media ?? [];
    expect([typesOf(lines?.schema), typesOf(lines?.itemSchema)]).toEqual(['none', 'object']);
    expect([mixed?.prefixEncoding.map(({ contentType }) => contentType), mixed?.itemEncoding?.contentType]).toEqual([
      ['application/json'],
      'image/*',
    ]);
  });
});

describe('responses', () => {
  it('come lowest first, default last, in capitals', () => {
    const statuses = ['default', '4xx', '404', '200', '2XX', '999', 'x-note', '20'];
    const responses = Object.fromEntries(statuses.map((status) => [status, { description: status }]));
    expect(operation({ responses }).responses.map(({ status }) => status)).toEqual([
      '200',
      '2XX',
      '404',
      '4XX',
      'default',
    ]);
  });

  it('may be references; what does not resolve is named', () => {
    const components = {
      responses: {
        Good: {
          description: 'good',
          headers: { 'X-A': {} },
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      },
    };
    const { responses, problems } = operation(
      { responses: { '200': { $ref: '#/components/responses/Good' }, '404': { $ref: '#/nowhere' } } },
      { components },
    );
    expect(
      responses.map(({ status, description, headers, media }) => [status, description, headers, mediaOf(media)]),
    ).toEqual([['200', 'good', ['X-A'], ['application/json: object']]]);
    expect(problems).toEqual([
      'response 404 is left out: the reference #/nowhere at openapi.json#/paths/~1a/post/responses/404 does not resolve',
    ]);
  });

  it('have the schema of one item of a stream from 3.2', () => {
    const content = { 'text/event-stream': { itemSchema: { type: 'object' } } };
    const [response] = operation({ responses: { '200': { content } } }, { openapi: '3.2.0' }).responses;
    expect(typesOf(response?.media[0]?.itemSchema)).toBe('object');
  });
});
