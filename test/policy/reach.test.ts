import { describe, expect, it } from 'vitest';
import type { Api } from '../../src/catalog/api.ts';
import { toToolError } from '../../src/errors.ts';
import { chooseServer } from '../../src/policy/target.ts';
import { visibleTo } from '../../src/policy/visible.ts';
import { apiOf } from '../catalog/api-of.ts';

const PATHS = {
  '/root': { get: {} },
  '/other': { get: { servers: [{ url: 'https://other.example.com/x' }] } },
  '/same': { get: { servers: [{ url: 'https://api.example.com/v2' }] } },
  '/plain': { get: { servers: [{ url: 'http://api.example.com/v2' }] } },
};
const SERVERS = [{ url: 'https://api.example.com/v1' }];

interface Setup {
  readonly path: keyof typeof PATHS;
  readonly uri?: string;
  readonly servers?: readonly unknown[];
  readonly baseUrl?: string;
  readonly allowHosts?: readonly string[];
}

/** Where a request goes: the address, with what it may take along. */
function target({ path, uri = 'file:///spec.json', servers = SERVERS, baseUrl, allowHosts = [] }: Setup): string {
  const api = apiOf({ servers, paths: { [path]: PATHS[path] } }, { uri });
  const [endpoint] = api.endpoints;
  if (endpoint === undefined) throw new Error('there is an endpoint');
  try {
    const { baseUrl: url, signed, trusted, note } = chooseServer(endpoint, { api, baseUrl, allowHosts });
    return [
      url,
      signed ? 'signed' : 'unsigned',
      trusted ? 'trusted' : 'guarded',
      ...(note === undefined ? [] : ['noted']),
    ].join(' ');
  } catch (error) {
    return toToolError(error).code;
  }
}

const URI = 'https://api.example.com/openapi.json';

describe('where a request goes', () => {
  it.each<[Setup, string]>([
    [{ path: '/root' }, 'https://api.example.com/v1 signed trusted'],
    [{ path: '/root', servers: [{ url: 'http://127.0.0.1:8080' }] }, 'http://127.0.0.1:8080 signed trusted'],
    [{ path: '/root', servers: [{ url: '/v1' }] }, 'target_refused'],
    [{ path: '/root', baseUrl: 'http://localhost:1' }, 'http://localhost:1 signed trusted'],
    [{ path: '/other', baseUrl: 'http://localhost:1' }, 'http://localhost:1 signed trusted'],
    [{ path: '/other' }, 'https://other.example.com/x unsigned guarded noted'],
    [{ path: '/other', allowHosts: ['other.example.com'] }, 'https://other.example.com/x signed trusted'],
    [{ path: '/other', allowHosts: ['OTHER.example.com:443'] }, 'https://other.example.com/x signed trusted'],
    [
      { path: '/other', allowHosts: ['other.example.com:8443', 'example.com'] },
      'https://other.example.com/x unsigned guarded noted',
    ],
    [{ path: '/same' }, 'https://api.example.com/v2 signed trusted'],
    [{ path: '/plain' }, 'http://api.example.com/v2 unsigned guarded noted'],
  ])('for a description in a file: %j', (setup, expected) => {
    expect(target(setup)).toBe(expected);
  });

  it.each<[Setup, string]>([
    [{ path: '/root', uri: URI }, 'https://api.example.com/v1 signed trusted'],
    [{ path: '/root', uri: URI, servers: [{ url: '/v1' }] }, 'https://api.example.com/v1 signed trusted'],
    [{ path: '/root', uri: 'https://docs.example.com/x' }, 'target_refused'],
    [
      { path: '/root', uri: 'https://docs.example.com/x', allowHosts: ['api.example.com'] },
      'https://api.example.com/v1 signed trusted',
    ],
    [
      { path: '/root', uri: 'https://docs.example.com/x', baseUrl: 'https://api.example.com' },
      'https://api.example.com signed trusted',
    ],
    [{ path: '/root', uri: URI, servers: [{ url: 'http://169.254.169.254' }] }, 'target_refused'],
    [{ path: '/root', uri: URI, servers: [{ url: 'https://api.example.com:8443' }] }, 'target_refused'],
    [{ path: '/other', uri: URI }, 'target_refused'],
    [{ path: '/plain', uri: URI }, 'target_refused'],
  ])('for a description from a URL: %j', (setup, expected) => {
    expect(target(setup)).toBe(expected);
  });
});

const api: Api = apiOf({
  openapi: '3.2.0',
  paths: {
    '/pets': {
      get: { operationId: 'pets/list', tags: ['Pets'] },
      post: { operationId: 'pets/add', tags: ['Pets', 'admin'] },
      query: {},
      head: {},
    },
    '/pets/{id}': { get: { operationId: 'pets/get' }, delete: { operationId: 'pets/delete', tags: ['admin'] } },
    '/pets/{id}/photos': { get: { operationId: 'photos' } },
    '/users': { put: {} },
  },
});
const NOTHING = { readOnly: false, include: [], exclude: [] };

describe('what exists', () => {
  const all = ['pets/list', 'pets/add', 'HEAD /pets', 'QUERY /pets', 'pets/get', 'pets/delete', 'photos', 'PUT /users'];
  const seen = (rules: Partial<typeof NOTHING> & { include?: readonly string[]; exclude?: readonly string[] }) =>
    new Set(visibleTo(api, { ...NOTHING, ...rules }).endpoints.map(({ id }) => id));

  it.each<[object, readonly string[]]>([
    [{}, all],
    [{ readOnly: true }, ['pets/list', 'HEAD /pets', 'QUERY /pets', 'pets/get', 'photos']],
    [{ include: ['tag:admin'] }, ['pets/add', 'pets/delete']],
    [{ include: ['tag:pets'] }, ['pets/list', 'pets/add']],
    [{ include: ['pets/*'] }, ['pets/list', 'pets/add', 'pets/get', 'pets/delete']],
    [{ include: ['GET /pets'] }, ['pets/list']],
    [{ include: ['get /pets/**'] }, ['pets/list', 'pets/get', 'photos']],
    [{ include: ['GET /pets/*'] }, ['pets/get']],
    [{ include: ['GET /pets/{id}'] }, ['pets/get']],
    [{ include: ['* /pets/{id}'] }, ['pets/get', 'pets/delete']],
    [{ include: ['photos', 'PUT /users'] }, ['photos', 'PUT /users']],
    [{ exclude: ['DELETE /**', 'tag:admin'] }, all.filter((id) => id !== 'pets/delete' && id !== 'pets/add')],
    [{ include: ['pets/*'], exclude: ['pets/add'], readOnly: true }, ['pets/list', 'pets/get']],
    [{ include: ['nothing'] }, []],
  ])('under %j', (rules, expected) => {
    expect(seen(rules)).toEqual(new Set(expected));
  });

  it('is the whole Api where no rule is given', () => {
    expect(visibleTo(api, NOTHING)).toBe(api);
  });

  it.each(['', '   ', 'x'.repeat(1000)])('is not decided by the rule %j', (rule) => {
    expect(() => visibleTo(api, { ...NOTHING, include: [rule] })).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    );
  });
});
