import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { type Credentials, createCredentials } from '../../src/policy/credentials.ts';
import { sign } from '../../src/policy/sign.ts';
import type { HttpRequest } from '../../src/request/http-request.ts';
import { apiOf, type Members } from '../catalog/api-of.ts';

const SCHEMES = {
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  query: { type: 'apiKey', in: 'query', name: 'api key' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
  user: { type: 'http', scheme: 'basic' },
  token: { type: 'http', scheme: 'bearer' },
  oauth: { type: 'oauth2', flows: {} },
};

/** One more operation, so that the description says where its schemes apply. */
const ELSEWHERE = { '/b': { get: { security: [{ token: [] }] } } };

interface Setup {
  readonly security?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly auth?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly schemes?: Members;
  readonly singleApi?: boolean;
}

function open({ security, env = {}, auth = {}, headers = {}, schemes = SCHEMES, singleApi = true }: Setup): {
  endpoint: Endpoint;
  credentials: Credentials;
} {
  const api = apiOf(
    {
      components: { securitySchemes: schemes },
      paths: { '/a': { get: security === undefined ? {} : { security } }, ...ELSEWHERE },
    },
    { name: 'shop' },
  );
  const [endpoint] = api.endpoints;
  if (endpoint === undefined) throw new Error('there is an endpoint');
  const named = Object.entries(headers).map(([name, value]) => ({ name, value }));
  return {
    endpoint,
    credentials: createCredentials(api, { auth: new Map(Object.entries(auth)), headers: named, env, singleApi }),
  };
}

const REQUEST: HttpRequest = {
  method: 'GET',
  url: 'https://api.example.com/a?x=1',
  headers: [['accept', '*/*']],
  body: undefined,
};

/** The signed URL and headers, and the preview's. */
function signed(setup: Setup, request: HttpRequest = REQUEST) {
  const { endpoint, credentials } = open(setup);
  const { url, headers } = sign(request, endpoint, credentials);
  const preview = sign(request, endpoint, credentials.redacted);
  return {
    url,
    headers: Object.fromEntries(headers),
    preview: { url: preview.url, headers: Object.fromEntries(preview.headers) },
  };
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

describe('a signed request and its preview', () => {
  it.each<[string, string, Members, Members]>([
    ['key', 's3cret', { 'x-key': 's3cret' }, { 'x-key': '[redacted]' }],
    ['cookie', 's3cret', { cookie: 'sid=s3cret' }, { cookie: 'sid=[redacted]' }],
    [
      'user',
      'me:päss:word',
      { authorization: `Basic ${base64('me:päss:word')}` },
      { authorization: 'Basic [redacted]' },
    ],
    [
      'user',
      `Basic ${base64('me:pass')}`,
      { authorization: `Basic ${base64('me:pass')}` },
      { authorization: 'Basic [redacted]' },
    ],
    ['token', 's3cret', { authorization: 'Bearer s3cret' }, { authorization: 'Bearer [redacted]' }],
    ['token', 'Bearer s3cret', { authorization: 'Bearer s3cret' }, { authorization: 'Bearer [redacted]' }],
    ['token', ' s3cret\n', { authorization: 'Bearer s3cret' }, { authorization: 'Bearer [redacted]' }],
    ['oauth', 's3cret', { authorization: 'Bearer s3cret' }, { authorization: 'Bearer [redacted]' }],
  ])('with %s = %j', (name, secret, headers, shown) => {
    expect(signed({ security: [{ [name]: [] }], auth: { [name]: secret } })).toEqual({
      url: REQUEST.url,
      headers: { accept: '*/*', ...headers },
      preview: { url: REQUEST.url, headers: { accept: '*/*', ...shown } },
    });
  });

  it('with a key in the query', () => {
    const { url, headers, preview } = signed({ security: [{ query: [] }], auth: { query: 'a b&c=ü' } });
    expect([url, headers, preview.url]).toEqual([
      'https://api.example.com/a?x=1&api%20key=a%20b%26c%3D%C3%BC',
      { accept: '*/*' },
      'https://api.example.com/a?x=1&api%20key=[redacted]',
    ]);
  });

  it('replaces what the caller put in the place of a credential', () => {
    const request = {
      ...REQUEST,
      url: 'https://api.example.com/a?api+key=mine&x=1&api%20key=other',
      headers: [
        ['x-key', 'mine'],
        ['cookie', 'a=1; sid=mine; b=2'],
      ] as const,
    };
    const security = [{ query: [], key: [], cookie: [] }];
    const { url, headers } = signed({ security, auth: { query: 'q', key: 'k', cookie: 'c' } }, request);
    expect([url, headers]).toEqual([
      'https://api.example.com/a?x=1&api%20key=q',
      { 'x-key': 'k', cookie: 'a=1; b=2; sid=c' },
    ]);
  });

  it('is the same object where there is nothing to sign with', () => {
    const { endpoint, credentials } = open({ security: [{ key: [] }] });
    expect(sign(REQUEST, endpoint, credentials)).toBe(REQUEST);
  });
});

describe('which credentials are used', () => {
  it.each<[string, unknown, Readonly<Record<string, string>>, readonly string[]]>([
    ['all of one requirement', [{ key: [], token: [] }], { key: 'kkkk', token: 'tttt' }, ['authorization', 'x-key']],
    ['none of a requirement that is not whole', [{ key: [], token: [] }], { key: 'kkkk' }, []],
    [
      'the first requirement that is whole',
      [{ key: [], token: [] }, { cookie: [] }, { key: [] }],
      { key: 'kkkk', cookie: 'cccc' },
      ['cookie'],
    ],
    ['one that carries something before none', [{}, { key: [] }], { key: 'kkkk' }, ['x-key']],
    ['none where nothing is needed', [], { key: 'kkkk' }, []],
    ['none where only others are asked for', [{ token: [] }], { key: 'kkkk' }, []],
  ])('%s', (_, security, auth, expected) => {
    const { headers } = signed({ security, auth });
    expect(
      Object.keys(headers)
        .filter((name) => name !== 'accept')
        .sort(),
    ).toEqual(expected);
  });

  it('the operator’s headers come with every request, and win', () => {
    const { headers } = signed({
      security: [{ token: [] }],
      auth: { token: 'tttt' },
      headers: { Authorization: 'Custom abcd', 'X-Tenant': '7' },
    });
    expect(headers).toEqual({ accept: '*/*', authorization: 'Custom abcd', 'x-tenant': '7' });
  });

  it('an operator’s header satisfies the scheme it carries', () => {
    const { endpoint, credentials } = open({ security: [{ token: [] }, { key: [] }], headers: { 'x-KEY': 'kkkk' } });
    expect(endpoint.security.map(credentials.satisfied)).toEqual([false, true]);
  });
});

describe('where a credential comes from', () => {
  const security = [{ 'my.token': [] }];
  const schemes = { 'my.token': { type: 'http', scheme: 'bearer' } };
  it.each<[string, Setup, string | undefined]>([
    ['the long name', { env: { TRIVIUM_SHOP_MY_TOKEN: 'long' } }, 'Bearer long'],
    ['the short name of a single API', { env: { TRIVIUM_MY_TOKEN: 'short' } }, 'Bearer short'],
    ['not the short name of several', { env: { TRIVIUM_MY_TOKEN: 'short' }, singleApi: false }, undefined],
    [
      '--auth before the environment',
      { env: { TRIVIUM_MY_TOKEN: 'short' }, auth: { 'my.token': 'given' } },
      'Bearer given',
    ],
    ['not an empty variable', { env: { TRIVIUM_MY_TOKEN: '  ' } }, undefined],
  ])('%s', (_, setup, expected) => {
    expect(signed({ security, schemes, ...setup }).headers.authorization).toBe(expected);
  });

  it('names that mean two credentials are refused', () => {
    const two = { 'a.b': { type: 'http', scheme: 'bearer' }, 'a-b': { type: 'apiKey', in: 'header', name: 'X' } };
    expect(() => open({ schemes: two })).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });

  it('--auth for a scheme that does not exist is refused, naming those that do', () => {
    expect(() => open({ auth: { tokn: 'x' } })).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        message: '--auth tokn=…: shop has no security scheme of that name.',
        hint: 'It has key, query, cookie, user, token, oauth.',
      }),
    );
  });

  it.each(['s3cret\r\nX-Evil: 1', 'größe 🙂'])(
    'a value that no header can hold is refused without showing it: %j',
    (secret) => {
      const act = (): unknown => signed({ security: [{ key: [] }], auth: { key: secret } });
      expect(act).toThrow(
        expect.objectContaining({ code: 'config_invalid', message: expect.not.stringContaining(secret) }),
      );
    },
  );
});

describe('what must never be shown', () => {
  it('holds every form a secret travels in', () => {
    const { credentials } = open({
      auth: { token: 'Bearer t/o"k=n', user: 'me:p@ssword' },
      headers: { 'X-Tenant-Key': 'abcd1234' },
    });
    const { secrets } = credentials;
    for (const form of [
      't/o"k=n',
      't%2Fo%22k%3Dn',
      't/o\\"k=n',
      'me:p@ssword',
      'p@ssword',
      'p%40ssword',
      base64('me:p@ssword'),
      'abcd1234',
    ])
      expect(secrets).toContain(form);
  });

  it('holds nothing that would redact ordinary words', () => {
    const { credentials } = open({ auth: { token: 'Bearer a', key: 'xyz', user: 'a:b' } });
    expect(credentials.secrets.filter((form) => form.length < 4)).toEqual([]);
  });

  it('is nowhere in the preview or the status', () => {
    const setup = {
      security: [{ key: [], query: [], cookie: [], user: [] }],
      auth: { key: 'S3CRET-a', query: 'S3CRET-b', cookie: 'S3CRET-c', user: 'me:S3CRET-d' },
      headers: { 'X-Own': 'S3CRET-e' },
    };
    const { endpoint, credentials } = open(setup);
    const shown = JSON.stringify([
      sign(REQUEST, endpoint, credentials.redacted),
      credentials.status(endpoint),
      credentials.summary(),
      credentials.redacted.secrets,
    ]);
    expect(shown).not.toContain('S3CRET');
    expect(shown).not.toContain(base64('me:S3CRET-d'));
  });
});
