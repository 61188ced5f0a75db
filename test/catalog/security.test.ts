import { describe, expect, it } from 'vitest';
import { apiOf, type Members } from './api-of.ts';

const KEY = { type: 'apiKey', in: 'header', name: 'X-Key' };
const BEARER = { type: 'http', scheme: 'Bearer' };
const schemesOf = (securitySchemes: Members) => apiOf({ components: { securitySchemes } });

/** What an operation and its root say, as `a+b | c | (none)`. */
function waysIn(operation: unknown, root?: unknown, securitySchemes: Members = { a: KEY, b: BEARER, c: KEY }): string {
  const members = { components: { securitySchemes }, ...(root === undefined ? {} : { security: root }) };
  const get = operation === undefined ? {} : { security: operation };
  const [endpoint] = apiOf({ ...members, paths: { '/a': { get } } }).endpoints;
  return (endpoint?.security ?? [])
    .map(({ schemes }) => schemes.map(({ name }) => name).join('+') || '(none)')
    .join(' | ');
}

describe('security schemes', () => {
  it('are the same for every version', () => {
    const { schemes, warnings } = schemesOf({
      key: { type: 'apiKey', in: 'cookie', name: 'sid' },
      bearer: BEARER,
      basic: { type: 'http', scheme: 'basic' },
      unsaid: { type: 'http' },
      oauth: {
        type: 'oauth2',
        flows: {
          authorizationCode: { tokenUrl: 'https://a/code' },
          clientCredentials: { tokenUrl: 'https://a/client' },
        },
      },
      open: { type: 'openIdConnect', openIdConnectUrl: 'https://a/.well-known' },
      tls: { type: 'mutualTLS' },
      linked: { $ref: '#/components/securitySchemes/key' },
    });
    expect([...schemes.values()]).toEqual([
      { name: 'key', type: 'apiKey', in: 'cookie', key: 'sid' },
      { name: 'bearer', type: 'http', scheme: 'bearer' },
      { name: 'basic', type: 'http', scheme: 'basic' },
      { name: 'unsaid', type: 'http', scheme: 'bearer' },
      {
        name: 'oauth',
        type: 'oauth2',
        tokenUrl: 'https://a/client',
        refreshUrl: 'https://a/code',
        flows: ['authorizationCode', 'clientCredentials'],
      },
      { name: 'open', type: 'openIdConnect', url: 'https://a/.well-known' },
      { name: 'tls', type: 'mutualTLS' },
      { name: 'linked', type: 'apiKey', in: 'cookie', key: 'sid' },
    ]);
    expect(warnings).toEqual([]);
  });

  it.each([
    [{ clientCredentials: { tokenUrl: '/a' } }, '/a', undefined],
    [{ clientCredentials: { tokenUrl: '/a', refreshUrl: '/r' } }, '/a', '/r'],
    [{ authorizationCode: { tokenUrl: '/b', refreshUrl: '/r' }, clientCredentials: { tokenUrl: '/a' } }, '/a', '/r'],
    [{ password: { tokenUrl: '/b' } }, '/b', undefined],
    [{ implicit: { authorizationUrl: '/x' } }, undefined, undefined],
    [{ clientCredentials: { tokenUrl: 7 } }, undefined, undefined],
  ])('with the flows %j give tokens at %s and renew them at %s', (flows, tokenUrl, refreshUrl) => {
    const { schemes } = schemesOf({ oauth: { type: 'oauth2', flows } });
    expect(schemes.get('oauth')).toEqual({
      name: 'oauth',
      type: 'oauth2',
      tokenUrl,
      refreshUrl,
      flows: Object.keys(flows),
    });
  });

  it.each([
    [{ type: 'magic' }, 'its type "magic" is unknown'],
    [{ type: 'apiKey', name: 'x' }, 'it does not say where its key goes (in)'],
    [{ type: 'apiKey', in: 'header', name: 'Host' }, 'its key has no usable name'],
    [{ type: 'apiKey', in: 'header', name: 'Transfer-Encoding' }, 'its key has no usable name'],
    [{ type: 'apiKey', in: 'header', name: 'X\r\nEvil' }, 'its key has no usable name'],
    [{ type: 'apiKey', in: 'cookie', name: 'a;b' }, 'its key has no usable name'],
    [{ type: 'apiKey', in: 'query' }, 'its key has no usable name'],
    [{ $ref: '#/nowhere' }, 'the reference #/nowhere at openapi.json#/components/securitySchemes/bad does not resolve'],
    ['text', 'it is not an object'],
  ])('%j is ignored with a warning', (bad, why) => {
    const { schemes, warnings } = schemesOf({ bad, good: BEARER });
    expect([[...schemes.keys()], warnings]).toEqual([['good'], [`security scheme bad is ignored: ${why}`]]);
  });
});

describe('the ways into an operation', () => {
  it.each([
    [[{ a: [], b: [] }, { c: [] }], undefined, 'a+b | c'],
    [undefined, [{ b: [] }], 'b'],
    [[], [{ b: [] }], ''],
    [[{}], [{ b: [] }], '(none)'],
    [[{ a: [] }, {}], undefined, 'a | (none)'],
    [undefined, undefined, ''],
    ['nonsense', [{ b: [] }], 'b'],
    [[{ a: [], unknown: [] }], undefined, 'a'],
    [[{ unknown: [] }, { a: [] }], undefined, 'a'],
    [[{ unknown: [] }], [{ b: [] }], 'b'],
    [['text', null], [{ b: [] }], 'b'],
    [[{ constructor: [] }], [{ b: [] }], 'b'],
  ])('%j under %j are %s', (operation, root, expected) => {
    expect(waysIn(operation, root)).toBe(expected);
  });

  it('name the scopes', () => {
    const [endpoint] = apiOf({
      components: { securitySchemes: { a: KEY } },
      paths: { '/a': { get: { security: [{ a: ['read', 7] }] } } },
    }).endpoints;
    expect(endpoint?.security).toEqual([{ schemes: [{ name: 'a', scopes: ['read', '7'] }] }]);
  });
});

describe('a description without schemes', () => {
  it('gets an optional bearer', () => {
    expect([...apiOf({}).schemes.values()]).toEqual([{ name: 'bearer', type: 'http', scheme: 'bearer' }]);
    expect(waysIn(undefined, undefined, {})).toBe('bearer | (none)');
  });

  it('that names one all the same gets the bearer', () => {
    expect([waysIn([{ token: [] }], undefined, {}), waysIn(undefined, [{ token: [] }], {})]).toEqual([
      'bearer | (none)',
      'bearer | (none)',
    ]);
  });

  it('keeps an operation that needs nothing open', () => {
    expect(waysIn([], undefined, {})).toBe('');
  });
});
