import { describe, expect, it } from 'vitest';
import { apiOf, endpointOf, type Members, mediaOf, typesOf, wireOf } from './api-of.ts';

/** A 2.0 operation with some parameters. */
function operation(parameters: readonly Members[], rest: Members = {}, root: Members = {}) {
  return endpointOf({
    swagger: '2.0',
    paths: {
      '/a/{id}': {
        post: { parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }, ...parameters], ...rest },
      },
    },
    ...root,
  });
}

const body = (schema: Members, rest: Members = {}): Members => ({ name: 'payload', in: 'body', schema, ...rest });
const field = (name: string, rest: Members = {}): Members => ({ name, in: 'formData', type: 'string', ...rest });

describe('collectionFormat', () => {
  it.each([
    ['query', undefined, 'form'],
    ['query', 'csv', 'form'],
    ['query', 'ssv', 'spaceDelimited'],
    ['query', 'tsv', 'tabDelimited'],
    ['query', 'pipes', 'pipeDelimited'],
    ['query', 'multi', 'form*'],
    ['query', 'unheard-of', 'form'],
    ['query', 'constructor', 'form'],
    ['header', undefined, 'simple'],
    ['header', 'csv', 'simple'],
    ['header', 'ssv', 'spaceDelimited'],
    ['header', 'tsv', 'tabDelimited'],
    ['header', 'pipes', 'pipeDelimited'],
    ['header', 'multi', 'simple'],
  ])('in %s, %s is %s', (location, collectionFormat, style) => {
    const { parameters } = operation([
      { name: 'x', in: location, type: 'array', items: { type: 'integer' }, collectionFormat },
    ]);
    expect(parameters.map(wireOf)).toEqual(['path id! simple string', `${location} x ${style} array`]);
  });
});

describe('a plain parameter', () => {
  it('has its schema on itself', () => {
    const { parameters } = operation([
      {
        name: 'x',
        in: 'query',
        required: true,
        type: 'integer',
        format: 'int32',
        minimum: 1,
        maximum: 5,
        exclusiveMaximum: true,
        default: 2,
        enum: [1, 2, 3],
        description: 'How many.',
        'x-example': 3,
        allowEmptyValue: true,
      },
    ]);
    const { name, required, description, example, allowEmptyValue, schema } = parameters[1] ?? {};
    expect({ name, required, description, example, allowEmptyValue }).toEqual({
      name: 'x',
      required: true,
      description: 'How many.',
      example: 3,
      allowEmptyValue: true,
    });
    expect(schema).toMatchObject({
      types: ['integer'],
      format: 'int32',
      minimum: 1,
      maximum: undefined,
      exclusiveMaximum: 5,
      default: 2,
      enum: [1, 2, 3],
    });
    expect(schema?.required.size).toBe(0);
  });

  it('may have a schema all the same', () => {
    expect(operation([{ name: 'x', in: 'query', schema: { type: 'boolean' } }]).parameters.map(wireOf)).toContain(
      'query x form boolean',
    );
  });

  it('may be a reference', () => {
    const root = { parameters: { Page: { name: 'page', in: 'query', type: 'integer' } } };
    expect(operation([{ $ref: '#/parameters/Page' }], {}, root).parameters.map(wireOf)).toContain(
      'query page form integer',
    );
  });

  it('of an unknown place is left out and named', () => {
    const { parameters, problems } = operation([{ name: 'x', in: 'cookie', type: 'string' }]);
    expect([parameters.length, problems]).toEqual([1, ['parameter x is left out: its location "cookie" is unknown']]);
  });

  it('of the header Accept, Content-Type or Authorization is ignored', () => {
    const headers = ['Accept', 'content-type', 'AUTHORIZATION', 'X-Other'].map((name) => ({
      name,
      in: 'header',
      type: 'string',
    }));
    expect(operation(headers).parameters.map(({ name }) => name)).toEqual(['id', 'X-Other']);
  });
});

describe('a body parameter', () => {
  it('is the body, under the types that the operation consumes', () => {
    const { body: found, parameters } = operation(
      [body({ type: 'object' }, { required: true, description: 'All of it.' })],
      { consumes: ['application/json', 'application/xml'] },
    );
    expect([found?.required, found?.description, mediaOf(found?.media)]).toEqual([
      true,
      'All of it.',
      ['application/json: object', 'application/xml: object'],
    ]);
    expect(parameters.map(({ name }) => name)).toEqual(['id']);
  });

  it.each([
    ['the root consumes', {}, { consumes: ['text/plain'] }, ['text/plain: string']],
    ['nothing is said', {}, {}, ['application/json: string']],
    ['only forms are consumed', { consumes: ['multipart/form-data'] }, {}, ['application/json: string']],
    [
      'the operation consumes nothing of its own',
      { consumes: [] },
      { consumes: ['text/plain'] },
      ['text/plain: string'],
    ],
    [
      'the operation overrules the root',
      { consumes: ['text/csv'] },
      { consumes: ['text/plain'] },
      ['text/csv: string'],
    ],
  ])('where %s', (_, rest, root, media) => {
    expect(mediaOf(operation([body({ type: 'string' })], rest, root).body?.media)).toEqual(media);
  });

  it('need not have a name', () => {
    const { body: found, problems } = operation([{ in: 'body', schema: { type: 'object' } }]);
    expect([mediaOf(found?.media), problems]).toEqual([['application/json: object'], []]);
  });

  it('may be shared by the path', () => {
    const endpoint = endpointOf({
      swagger: '2.0',
      paths: { '/a': { parameters: [body({ type: 'array' })], put: {} } },
    });
    expect(mediaOf(endpoint.body?.media)).toEqual(['application/json: array']);
  });
});

describe('formData parameters', () => {
  it('are one body, an object with a property each', () => {
    const { body: found, parameters } = operation([
      field('name', { required: true, description: 'Who.' }),
      field('tags', { type: 'array', items: { type: 'string' }, collectionFormat: 'multi' }),
      field('ids', { type: 'array', items: { type: 'integer' } }),
    ]);
    const [media] = found?.media ?? [];
    expect([parameters.length, found?.required, mediaOf(found?.media)]).toEqual([
      1,
      true,
      ['application/x-www-form-urlencoded: object'],
    ]);
    expect(
      [...(media?.schema?.properties ?? [])].map(([name, schema]) => [name, typesOf(schema), schema.description]),
    ).toEqual([
      ['name', 'string', 'Who.'],
      ['tags', 'array', ''],
      ['ids', 'array', ''],
    ]);
    expect([...(media?.schema?.required ?? [])]).toEqual(['name']);
    expect([...(media?.encoding ?? [])].map(([name, { style, explode }]) => [name, style, explode])).toEqual([
      ['name', undefined, undefined],
      ['tags', 'form', true],
      ['ids', 'form', false],
    ]);
  });

  it.each([
    [undefined, ['application/x-www-form-urlencoded: object']],
    [['multipart/form-data'], ['multipart/form-data: object']],
    [['application/json'], ['application/x-www-form-urlencoded: object']],
    [
      ['application/x-www-form-urlencoded', 'multipart/form-data'],
      ['application/x-www-form-urlencoded: object', 'multipart/form-data: object'],
    ],
  ])('consumed as %j', (consumes, media) => {
    expect(mediaOf(operation([field('a')], { consumes }).body?.media)).toEqual(media);
  });

  it('with a file are multipart', () => {
    const { body: found } = operation([field('a'), field('file', { type: 'file' })], {
      consumes: ['application/x-www-form-urlencoded'],
    });
    const file = found?.media[0]?.schema?.properties.get('file');
    expect([mediaOf(found?.media), file?.types, file?.format]).toEqual([
      ['multipart/form-data: object'],
      ['string'],
      'binary',
    ]);
  });

  it('may be called anything', () => {
    const { body: found } = operation([field('__proto__'), field('constructor')]);
    expect([...(found?.media[0]?.schema?.properties.keys() ?? [])]).toEqual(['__proto__', 'constructor']);
  });
});

describe('a response', () => {
  const responses = {
    '200': {
      description: 'ok',
      schema: { type: 'array' },
      examples: { 'application/json': [1] },
      headers: { 'X-Total': { type: 'integer' } },
    },
    '204': { description: 'none' },
  };
  it.each([
    ['nothing is said', {}, {}, ['application/json: array']],
    ['the root produces', {}, { produces: ['application/xml'] }, ['application/xml: array']],
    [
      'the operation produces',
      { produces: ['application/json', 'text/csv'] },
      { produces: ['application/xml'] },
      ['application/json: array', 'text/csv: array'],
    ],
  ])('has its schema under every type, where %s', (_, rest, root, media) => {
    const [ok, none] = operation([], { responses, ...rest }, root).responses;
    expect([mediaOf(ok?.media), ok?.headers, none?.media]).toEqual([media, ['X-Total'], []]);
  });

  it('has its example by type', () => {
    expect(operation([], { responses }).responses[0]?.media[0]?.example).toEqual([1]);
  });
});

describe('host, basePath and schemes', () => {
  const servers = (root: Members, uri?: string) =>
    apiOf({ swagger: '2.0', ...root }, uri === undefined ? {} : { uri }).servers.map(({ url }) => url);
  it.each([
    [
      { host: 'api.example.com', basePath: '/v1', schemes: ['http', 'https', 'wss'] },
      ['https://api.example.com/v1', 'http://api.example.com/v1'],
    ],
    [{ host: 'api.example.com:8443', basePath: 'v1/', schemes: ['https'] }, ['https://api.example.com:8443/v1']],
    [{ host: 'api.example.com' }, ['https://api.example.com']],
    [{ basePath: '/v1' }, [undefined]],
    [{}, [undefined]],
  ])('%j of a file', (root, expected) => {
    expect(servers(root)).toEqual(expected);
  });

  it.each([
    [{ basePath: '/v1' }, ['https://docs.example.com/v1']],
    [{}, ['https://docs.example.com']],
    [{ host: 'api.example.com', basePath: '/v1' }, ['https://api.example.com/v1']],
  ])('%j of a URL', (root, expected) => {
    expect(servers(root, 'https://docs.example.com/a/swagger.json')).toEqual(expected);
  });
});

describe('securityDefinitions', () => {
  it('look like security schemes', () => {
    const { schemes } = apiOf({
      swagger: '2.0',
      securityDefinitions: {
        user: { type: 'basic' },
        key: { type: 'apiKey', in: 'query', name: 'api_key' },
        app: { type: 'oauth2', flow: 'application', tokenUrl: 'https://example.com/token', scopes: {} },
        web: { type: 'oauth2', flow: 'implicit', authorizationUrl: 'https://example.com/authorize', scopes: {} },
      },
    });
    expect([...schemes.values()]).toEqual([
      { name: 'user', type: 'http', scheme: 'basic' },
      { name: 'key', type: 'apiKey', in: 'query', key: 'api_key' },
      { name: 'app', type: 'oauth2', tokenUrl: 'https://example.com/token', flows: ['application'] },
      { name: 'web', type: 'oauth2', tokenUrl: undefined, flows: ['implicit'] },
    ]);
  });
});
