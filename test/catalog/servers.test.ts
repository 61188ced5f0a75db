import { describe, expect, it } from 'vitest';
import { apiOf, type Members } from './api-of.ts';

const URL_SPEC = 'https://docs.example.com/v1/openapi.json';
const server = (url: string, rest: Members = {}): Members => ({ url, ...rest });
const urls = (members: Members, uri?: string) =>
  apiOf(members, uri === undefined ? {} : { uri }).servers.map(({ url }) => url);

describe('the servers of an operation', () => {
  const members = {
    servers: [server('https://root.example.com')],
    paths: {
      '/root': { get: {} },
      '/path': {
        servers: [server('https://path.example.com')],
        get: {},
        post: { servers: [server('https://operation.example.com')] },
      },
      '/empty': { servers: [], get: { servers: [] } },
      '/broken': { get: { servers: [server('ftp://x')] } },
    },
  };

  it('are its own, else the path’s, else the root’s', () => {
    const { endpoints } = apiOf(members);
    expect(endpoints.map(({ id, servers }) => [id, servers.map(({ url, level }) => `${level} ${url}`)])).toEqual([
      ['GET /root', ['root https://root.example.com']],
      ['GET /path', ['path https://path.example.com']],
      ['POST /path', ['operation https://operation.example.com']],
      ['GET /empty', ['root https://root.example.com']],
      ['GET /broken', ['root https://root.example.com']],
    ]);
  });
});

describe('a server', () => {
  it.each([
    ['https://api.example.com/', undefined, 'https://api.example.com'],
    ['https://API.example.com:443/v1//', undefined, 'https://api.example.com/v1'],
    ['https://api.example.com/v1?key=1#x', undefined, 'https://api.example.com/v1'],
    ['/v2', undefined, undefined],
    ['v2', undefined, undefined],
    ['//api.example.com/v2', undefined, 'https://api.example.com/v2'],
    ['/v2', URL_SPEC, 'https://docs.example.com/v2'],
    ['v2', URL_SPEC, 'https://docs.example.com/v1/v2'],
    ['../v2', URL_SPEC, 'https://docs.example.com/v2'],
    ['./', URL_SPEC, 'https://docs.example.com/v1'],
    ['//api.example.com', 'http://docs.example.com/x', 'http://api.example.com'],
  ])('%s of a description at %s is %s', (url, uri, expected) => {
    expect(urls({ servers: [server(url)] }, uri)).toEqual([expected]);
  });

  it.each([
    [server('ftp://files.example.com'), 'ftp: is not http(s)'],
    [server('javascript:alert(1)'), 'javascript: is not http(s)'],
    [server('https://me:secret@api.example.com'), 'it holds a user name'],
    [server('https://'), '"https://" is not a URL'],
    [server('https://{region}.example.com'), '"https://{region}.example.com" has a variable without a default'],
    [{ description: 'no url' }, 'it has no url'],
    ['https://api.example.com', 'it is not an object'],
  ])('%j is ignored with a warning', (bad, why) => {
    const { servers, warnings } = apiOf({ servers: [bad, server('https://good.example.com')] });
    expect([servers.map(({ url }) => url), warnings]).toEqual([
      ['https://good.example.com'],
      [`server /servers/0 is ignored: ${why}`],
    ]);
  });

  it('that is not named is the place of the description', () => {
    expect([urls({}), urls({ servers: [] }, URL_SPEC)]).toEqual([[undefined], ['https://docs.example.com']]);
  });
});

describe('variables of a server', () => {
  it('are filled with their defaults and kept', () => {
    const variables = {
      region: { default: 'eu', enum: ['eu', 'us'] },
      port: { default: 8443 },
      version: { enum: ['v2', 'v3'] },
    };
    const [found] = apiOf({
      servers: [server('https://{region}.example.com:{port}/{version}/', { variables })],
    }).servers;
    expect(found).toEqual({
      url: 'https://eu.example.com:8443/v2',
      template: 'https://{region}.example.com:{port}/{version}/',
      level: 'root',
      variables: new Map([
        ['region', { default: 'eu', enum: ['eu', 'us'] }],
        ['port', { default: '8443', enum: [] }],
        ['version', { default: 'v2', enum: ['v2', 'v3'] }],
      ]),
    });
  });

  it('cannot smuggle in a user name or another scheme', () => {
    const evil = (value: string) => apiOf({ servers: [server('{x}', { variables: { x: { default: value } } })] });
    expect(evil('https://me@evil.example').warnings).toEqual(['server /servers/0 is ignored: it holds a user name']);
    expect(evil('file:///etc').warnings).toEqual(['server /servers/0 is ignored: file: is not http(s)']);
    expect(evil('{y}').warnings).toEqual(['server /servers/0 is ignored: "{y}" has a variable without a default']);
  });
});
