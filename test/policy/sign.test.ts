import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sign } from '../../src/policy/sign.ts';
import { buildApi, type Configured, configure, type Description, endpointOf, requestTo } from './build-api.ts';

const SCHEMES = {
  header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  query: { type: 'apiKey', in: 'query', name: 'api key' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
  basic: { type: 'http', scheme: 'basic' },
  bearer: { type: 'http', scheme: 'bearer' },
  digest: { type: 'http', scheme: 'HOBA' },
  oauth: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://auth.example/token', scopes: {} } } },
  oidc: { type: 'openIdConnect', openIdConnectUrl: 'https://auth.example/' },
  mtls: { type: 'mutualTLS' },
};

/** What is sent to `url` for an API with all schemes and the requirements of `security`. */
function signed(
  security: unknown,
  configured: Configured,
  url = 'https://a.example/items',
  headers: readonly (readonly [string, string])[] = [],
) {
  const api = buildApi({ schemes: SCHEMES, security });
  const result = sign(requestTo(url, headers), endpointOf(api), configure(api, configured));
  return { url: result.url, headers: result.headers };
}

const URL_ = 'https://a.example/items';

describe('a scheme puts its credential where it belongs', () => {
  it.each([
    ['header', 'k1', { url: URL_, headers: [['x-api-key', 'k1']] }],
    ['query', 'a&b=c #', { url: `${URL_}?api%20key=a%26b%3Dc%20%23`, headers: [] }],
    ['cookie', 'a/b+c==', { url: URL_, headers: [['cookie', 'sid=a/b+c==']] }],
    ['cookie', 'a;b, "c"', { url: URL_, headers: [['cookie', 'sid=a%3Bb%2C%20%22c%22']] }],
    ['basic', 'Aladdin:open sesame', { url: URL_, headers: [['authorization', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==']] }],
    ['basic', 'test:123\u00a3', { url: URL_, headers: [['authorization', 'Basic dGVzdDoxMjPCow==']] }],
    ['basic', 'Basic QWxhZGRpbg==', { url: URL_, headers: [['authorization', 'Basic QWxhZGRpbg==']] }],
    ['bearer', 't1', { url: URL_, headers: [['authorization', 'Bearer t1']] }],
    ['bearer', 'bearer  t1\n', { url: URL_, headers: [['authorization', 'Bearer t1']] }],
    ['digest', 'abc', { url: URL_, headers: [['authorization', 'hoba abc']] }],
    ['digest', 'HOBA abc', { url: URL_, headers: [['authorization', 'HOBA abc']] }],
    ['oauth', 't2', { url: URL_, headers: [['authorization', 'Bearer t2']] }],
    ['oidc', 't3', { url: URL_, headers: [['authorization', 'Bearer t3']] }],
    ['mtls', 'x', { url: URL_, headers: [] }],
  ])('%s: %j', (scheme, value, expected) => {
    expect(signed([{ [scheme]: [] }], { auth: { [scheme]: value } })).toEqual(expected);
  });
});

describe('of several ways in', () => {
  it.each([
    [
      'the first that is configured is taken',
      [{ bearer: [] }, { header: [] }],
      { auth: { header: 'k', bearer: 't' } },
      [['authorization', 'Bearer t']],
    ],
    [
      'one that is not configured is passed over',
      [{ bearer: [] }, { header: [] }],
      { auth: { header: 'k' } },
      [['x-api-key', 'k']],
    ],
    [
      'all schemes of one are needed',
      [{ bearer: [], header: [] }, { cookie: [] }],
      { auth: { header: 'k', cookie: 'c' } },
      [['cookie', 'sid=c']],
    ],
    [
      'all schemes of one are sent',
      [{ bearer: [], header: [] }],
      { auth: { header: 'k', bearer: 't' } },
      [
        ['authorization', 'Bearer t'],
        ['x-api-key', 'k'],
      ],
    ],
    ['none is sent where only others are asked for', [{ bearer: [] }], { auth: { header: 'k' } }, []],
    ['none is sent by halves', [{ bearer: [], header: [] }], { auth: { header: 'k' } }, []],
    [
      'an optional credential is sent where it is configured',
      [{}, { header: [] }],
      { auth: { header: 'k' } },
      [['x-api-key', 'k']],
    ],
    ['an optional one is left out where it is not', [{}, { header: [] }], {}, []],
    [
      "the operator's header counts as its scheme",
      [{ bearer: [], header: [] }],
      { auth: { bearer: 't' }, headers: { 'X-Api-Key': 'k' } },
      [
        ['authorization', 'Bearer t'],
        ['x-api-key', 'k'],
      ],
    ],
    [
      "the operator's headers come with every request, and win",
      [{ bearer: [] }],
      { auth: { bearer: 't' }, headers: { Authorization: 'Token x', 'X-Tenant': '7' } },
      [
        ['authorization', 'Token x'],
        ['x-tenant', '7'],
      ],
    ],
  ])('%s', (_, security, configured, headers) => {
    expect(signed(security, configured as Configured)).toEqual({ url: URL_, headers });
  });

  it('an operation that needs none gets none', () => {
    const paths = { '/login': { post: { operationId: 'login', security: [] } }, '/me': { get: { operationId: 'me' } } };
    const api = buildApi({ schemes: SCHEMES, security: [{ header: [] }], paths });
    const credentials = configure(api, { auth: { header: 'k' } });
    const request = requestTo(URL_);
    expect(sign(request, endpointOf(api, 'login'), credentials)).toBe(request);
    expect(sign(request, endpointOf(api, 'me'), credentials).headers).toEqual([['x-api-key', 'k']]);
  });

  it('a description that never says where its schemes apply gets what is configured', () => {
    const described: Description = { schemes: { header: SCHEMES.header, bearer: SCHEMES.bearer } };
    const api = buildApi(described);
    const send = (configured: Configured) => sign(requestTo(URL_), endpointOf(api), configure(api, configured)).headers;
    expect([send({ auth: { bearer: 't' } }), send({})]).toEqual([[['authorization', 'Bearer t']], []]);
  });

  it('a description without schemes takes a bearer token', () => {
    const api = buildApi();
    const { headers } = sign(requestTo(URL_), endpointOf(api), configure(api, { env: { TRIVIUM_BEARER: 't' } }));
    expect(headers).toEqual([['authorization', 'Bearer t']]);
  });
});

describe("what a caller put in a credential's place", () => {
  it('is replaced in a header', () => {
    const given = [
      ['x-api-key', 'mine'],
      ['x-b', '1'],
    ] as const;
    expect(signed([{ header: [] }], { auth: { header: 'k' } }, URL_, given).headers).toEqual([
      ['x-b', '1'],
      ['x-api-key', 'k'],
    ]);
  });

  it.each([`${URL_}?api%20key=mine&a=1`, `${URL_}?a=1&api+key=mine`, `${URL_}?api%20ke%79=x&a=1&api%20key=y`])(
    'is replaced in %s',
    (url) => {
      expect(signed([{ query: [] }], { auth: { query: 'k' } }, url).url).toBe(`${URL_}?a=1&api%20key=k`);
    },
  );

  it('is replaced in a cookie, and other cookies stay', () => {
    const given = [['cookie', 'lang=de; sid=mine; sidx=2']] as const;
    expect(
      signed([{ cookie: [] }], { auth: { cookie: 'c' }, headers: { Cookie: 'lang=en; a=b=c' } }, URL_, given).headers,
    ).toEqual([['cookie', 'sidx=2; sid=c; lang=en; a=b=c']]);
  });
});

describe('a preview', () => {
  it('shows every credential as redacted and plain headers as they are', () => {
    const api = buildApi({ schemes: SCHEMES, security: [{ basic: [], query: [], cookie: [] }] });
    const auth = { basic: 'user:password', query: 'secret', cookie: 'secret' };
    const headers = { 'X-Secret': 'secret', Accept: 'application/json', 'X-Api-Version': '2022-11-28' };
    const { redacted } = configure(api, { auth, headers });
    const { url, headers: shown } = sign(requestTo(`${URL_}?a=1`), endpointOf(api), redacted);
    expect([url, shown]).toEqual([
      `${URL_}?a=1&api%20key=[redacted]`,
      [
        ['authorization', 'Basic [redacted]'],
        ['cookie', 'sid=[redacted]'],
        ['x-secret', '[redacted]'],
        ['accept', 'application/json'],
        ['x-api-version', '2022-11-28'],
      ],
    ]);
    expect([redacted.secrets, redacted.redacted === redacted]).toEqual([[], true]);
  });
});

it.each([
  ['header', 'x-api-key', '[redacted]'],
  ['bearer', 'authorization', 'Bearer [redacted]'],
  ['oauth', 'authorization', 'Bearer [redacted]'],
  ['digest', 'authorization', 'hoba [redacted]'],
])('a preview of %s shows its kind and not its value', (scheme, name, shown) => {
  const api = buildApi({ schemes: SCHEMES, security: [{ [scheme]: [] }] });
  const { redacted } = configure(api, { auth: { [scheme]: 's3cret' } });
  expect(sign(requestTo(URL_), endpointOf(api), redacted).headers).toEqual([[name, shown]]);
});

describe('signing', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
  const url = fc.webUrl({ withQueryParameters: true }).map((given) => new URL(given).href);

  it('never changes origin, path or other parameters, whatever the key and the secret', () => {
    fc.assert(
      fc.property(url, text, text, (given, key, secret) => {
        const api = buildApi({ schemes: { k: { type: 'apiKey', in: 'query', name: key } }, security: [{ k: [] }] });
        const before = new URL(given);
        const after = new URL(sign(requestTo(given), endpointOf(api), configure(api, { auth: { k: secret } })).url);
        const wellFormed = (value: string): string => Buffer.from(value, 'utf8').toString('utf8');
        expect([after.origin, after.pathname, after.hash]).toEqual([before.origin, before.pathname, before.hash]);
        if (secret.trim() === '') return;
        const name = wellFormed(key);
        expect(after.searchParams.getAll(name)).toEqual([wellFormed(secret.trim())]);
        const others = [...before.searchParams].filter(([other]) => other !== name);
        expect([...after.searchParams].filter(([other]) => other !== name)).toEqual(others);
      }),
      { numRuns: 500 },
    );
  });

  it('gives a URL that parsing does not change', () => {
    fc.assert(
      fc.property(url, text, (given, secret) => {
        const api = buildApi({ schemes: { k: { type: 'apiKey', in: 'query', name: "it's" } }, security: [{ k: [] }] });
        const after = sign(requestTo(given), endpointOf(api), configure(api, { auth: { k: secret } })).url;
        expect(new URL(after).href).toBe(after);
      }),
      { numRuns: 500 },
    );
  });

  it('never lets a secret add a header or a cookie', () => {
    fc.assert(
      fc.property(fc.constantFrom('header', 'cookie', 'bearer', 'basic'), text, (scheme, secret) => {
        let headers: readonly (readonly [string, string])[];
        try {
          headers = signed([{ [scheme]: [] }], { auth: { [scheme]: secret } }).headers;
        } catch (error) {
          expect(error).toMatchObject({ code: 'config_invalid' });
          return;
        }
        expect(headers.length).toBeLessThanOrEqual(1);
        for (const [name, value] of headers) {
          expect(value).toMatch(/^[\t\x20-\x7e\x80-\xff]*$/);
          if (name === 'cookie') expect(value).not.toContain(';');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('leaves the request it was given as it was', () => {
    const request = requestTo(URL_, Object.freeze([['a', 'b'] as const]));
    const api = buildApi({ schemes: SCHEMES, security: [{ header: [] }] });
    const result = sign(request, endpointOf(api), configure(api, { auth: { header: 'k' } }));
    expect([request.headers, Object.isFrozen(result), result.body]).toEqual([[['a', 'b']], true, undefined]);
    expect(sign(request, endpointOf(api), configure(api))).toBe(request);
  });
});
