import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiOf, type Members } from './api-of.ts';

const ids = (members: Members): readonly string[] => apiOf(members).endpoints.map(({ id }) => id);
const warnings = (members: Members): readonly string[] => apiOf(members).warnings;

describe('an id', () => {
  it('is the operationId where that is unique, else the route', () => {
    const paths = {
      '/a': { get: { operationId: 'listAs' }, post: {} },
      '/b': { get: { operationId: 'twice' }, delete: { operationId: 'twice' } },
      '/c': { get: { operationId: '' }, put: { operationId: 7 }, patch: { operationId: 'with space' } },
      '/d': { get: { operationId: 'GET /a' }, post: { operationId: 'größe/über:1' } },
      '/e': {
        get: { operationId: 'constructor' },
        post: { operationId: '__proto__' },
        put: { operationId: `x${'y'.repeat(200)}` },
      },
      '/f': { get: { operationId: 'zero\u200bwidth' }, put: { operationId: 'POST /a' } },
    };
    expect(ids({ paths })).toEqual([
      ...['listAs', 'POST /a', 'GET /b', 'DELETE /b', 'GET /c', 'PUT /c', 'PATCH /c', 'GET /d', 'größe/über:1'],
      ...['constructor', '__proto__', 'PUT /e', 'GET /f', 'PUT /f'],
    ]);
  });

  it('is never another endpoint’s', () => {
    const key = fc.constantFrom('get', 'post', 'query', 'x-y');
    const operation = fc.record({ operationId: fc.constantFrom('a', 'b', 'GET /x', 'POST /y', 'QUERY /x', '') });
    const paths = fc.dictionary(fc.constantFrom('/x', '/y', '/z'), fc.dictionary(key, operation));
    fc.assert(
      fc.property(
        paths,
        fc.dictionary(fc.constantFrom('GET', 'COPY', 'QUERY'), operation),
        (given, additionalOperations) => {
          const all = ids({
            openapi: '3.2.0',
            paths: { ...given, '/w': { get: {}, query: {}, additionalOperations } },
          });
          expect(new Set(all).size).toBe(all.length);
        },
      ),
    );
  });
});

describe('which operations there are', () => {
  const item = {
    get: {},
    put: {},
    post: {},
    delete: {},
    options: {},
    head: {},
    patch: {},
    trace: {},
    query: {},
    summary: 'x',
    'x-get': {},
    additionalOperations: { COPY: {}, 'M-SEARCH': {} },
  };

  it('before 3.2: the seven methods', () => {
    expect(ids({ paths: { '/a': item } })).toEqual(
      ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'].map((method) => `${method} /a`),
    );
  });

  it('from 3.2: QUERY and additional ones too', () => {
    expect(ids({ openapi: '3.2.0', paths: { '/a': item } }).slice(7)).toEqual(['QUERY /a', 'COPY /a', 'M-SEARCH /a']);
  });

  it('an additional one may be a dangerous, impossible or repeated method: skipped by name', () => {
    const additionalOperations = { CONNECT: {}, Trace: {}, 'BAD METHOD': {}, 'G\r\nET': {}, '': {}, GET: {}, LINK: {} };
    const api = apiOf({ openapi: '3.2.0', paths: { '/a': { get: {}, additionalOperations } } });
    expect(api.endpoints.map(({ id }) => id)).toEqual(['GET /a', 'LINK /a']);
    expect(api.warnings).toEqual([
      '"CONNECT" /a is skipped: it is not a method that can be called',
      '"Trace" /a is skipped: it is not a method that can be called',
      '"BAD METHOD" /a is skipped: it is not a method that can be called',
      '"G\\r\\nET" /a is skipped: it is not a method that can be called',
      '"" /a is skipped: it is not a method that can be called',
      'GET /a is skipped: the path has that method already',
    ]);
  });

  it('webhooks and callbacks are none', () => {
    expect(
      ids({
        webhooks: { new: { post: {} } },
        paths: { '/a': { post: { callbacks: { x: { '{$request.body#/url}': { post: {} } } } } } },
      }),
    ).toEqual(['POST /a']);
  });

  it('a path item may be a reference, also the whole of paths', () => {
    const components = { pathItems: { Shared: { get: { operationId: 'shared' } } } };
    expect(ids({ components, paths: { '/a': { $ref: '#/components/pathItems/Shared' } } })).toEqual(['shared']);
    expect(ids({ paths: { $ref: '#/x-paths' }, 'x-paths': { '/a': { get: {} } } })).toEqual(['GET /a']);
  });

  it('an empty description has none', () => {
    expect([ids({}), ids({ paths: {} }), ids({ paths: { 'x-note': {} } })]).toEqual([[], [], []]);
  });
});

describe('an operation as the rooms behind see it', () => {
  it('is frozen and whole', () => {
    const paths = {
      '/a': { get: { operationId: 'getA', summary: 'S', description: 'D', tags: ['x', 7, 'y'], deprecated: true } },
    };
    const [endpoint] = apiOf({ paths }, { name: 'mine' }).endpoints;
    expect(endpoint).toMatchObject({
      api: 'mine',
      id: 'getA',
      operationId: 'getA',
      method: 'GET',
      path: '/a',
      summary: 'S',
      description: 'D',
      tags: ['x', 'y'],
      deprecated: true,
      pointer: '#/paths/~1a/get',
      parameters: [],
      body: undefined,
      responses: [],
      problems: [],
    });
    expect(Object.isFrozen(endpoint)).toBe(true);
  });
});

describe('what is broken is skipped by name, the rest is served', () => {
  it.each([
    [{ get: null }, 'GET /bad is skipped: /paths/~1bad/get is not an object'],
    [{ get: 'text' }, 'GET /bad is skipped: /paths/~1bad/get is not an object'],
    [{ get: [] }, 'GET /bad is skipped: /paths/~1bad/get is not an object'],
    [
      { get: { $ref: '#/nowhere' } },
      'GET /bad is skipped: the reference #/nowhere at openapi.json#/paths/~1bad/get does not resolve',
    ],
    [{ get: { parameters: {} } }, 'GET /bad is skipped: /paths/~1bad/get/parameters is not a list'],
    [{ parameters: 'x', get: {} }, 'GET /bad is skipped: /paths/~1bad/parameters is not a list'],
    [{ get: { responses: [] } }, 'GET /bad is skipped: /paths/~1bad/get/responses is not an object'],
    [{ get: { requestBody: 'x' } }, 'GET /bad is skipped: /paths/~1bad/get/requestBody is not an object'],
    [null, 'path "/bad" is skipped: /paths/~1bad is not an object'],
    [
      { $ref: '#/nowhere' },
      'path "/bad" is skipped: the reference #/nowhere at openapi.json#/paths/~1bad does not resolve',
    ],
  ])('%j', (item, warning) => {
    const paths = { '/good': { get: {} }, '/bad': item, '/fine': { get: {} } };
    expect([ids({ paths }), warnings({ paths })]).toEqual([['GET /good', 'GET /fine'], [warning]]);
  });

  it.each([[null], ['x'], [[]], [7]])('paths that are %j', (paths) => {
    expect([ids({ paths }), warnings({ paths })]).toEqual([[], ['no path is served: /paths is not an object']]);
  });

  it.each([
    ['', 'it does not begin with /'],
    ['pets', 'it does not begin with /'],
    ['http://evil.example/x', 'it does not begin with /'],
    ['//evil.example/x', 'it begins with //, which names a host'],
    ['/\\evil.example', 'it holds a control character or a backslash'],
    ['/a\r\nHost: x', 'it holds a control character or a backslash'],
    ['/a/../b', 'it holds a dot segment'],
    ['/a/%2E%2e/b', 'it holds a dot segment'],
    ['/a/.%2e', 'it holds a dot segment'],
    ['/./a', 'it holds a dot segment'],
    [`/${'a'.repeat(5000)}`, 'it is longer than 4000 characters'],
  ])('the hostile path %j', (path, why) => {
    const api = apiOf({ paths: { [path]: { get: {} }, '/good': { get: {} } } });
    expect(api.endpoints.map(({ id }) => id)).toEqual(['GET /good']);
    expect(api.warnings).toEqual([expect.stringMatching(/^path ".*" is skipped: /)]);
    expect(api.warnings[0]?.endsWith(why)).toBe(true);
    expect(api.warnings[0]?.length).toBeLessThan(400);
  });

  it('whatever JSON stands there, nothing throws', () => {
    const tree = fc.jsonValue({ maxDepth: 4 });
    const odd = fc.dictionary(
      fc.constantFrom('get', 'post', 'parameters', '$ref', 'servers', 'additionalOperations'),
      tree,
    );
    const operation = fc.dictionary(
      fc.constantFrom(
        'parameters',
        'requestBody',
        'responses',
        'security',
        'servers',
        'tags',
        'operationId',
        'consumes',
        'produces',
      ),
      tree,
    );
    const version = fc.constantFrom(
      { openapi: '3.0.0' },
      { openapi: '3.1.0' },
      { openapi: '3.2.0' },
      { swagger: '2.0' },
    );
    fc.assert(
      fc.property(
        version,
        odd,
        operation,
        fc.dictionary(
          fc.constantFrom(
            'components',
            'securityDefinitions',
            'security',
            'servers',
            'tags',
            'info',
            'host',
            'basePath',
            'schemes',
          ),
          tree,
        ),
        (said, item, get, root) => {
          const api = apiOf({ ...root, ...said, paths: { '/odd/{id}': item, '/get': { get } } });
          for (const endpoint of api.endpoints)
            expect([endpoint.parameters, endpoint.body, endpoint.responses, endpoint.problems]).toHaveLength(4);
          expect(Array.isArray(api.tags)).toBe(true);
        },
      ),
    );
  });
});
