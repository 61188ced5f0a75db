import { describe, expect, it } from 'vitest';
import { toErrorText, toToolError } from '../../src/errors.ts';
import { sign } from '../../src/policy/sign.ts';
import { buildApi, type Configured, configure, type Description, endpointOf, requestTo } from './build-api.ts';

const KEY = { type: 'apiKey', in: 'header', name: 'X-API-Key' };
const BEARER = { type: 'http', scheme: 'bearer' };
const BASIC = { type: 'http', scheme: 'basic' };
const OAUTH = { type: 'oauth2', flows: {} };

function status(description: Description, configured: Configured = {}): readonly string[] {
  const api = buildApi(description);
  return configure(api, configured).status(endpointOf(api));
}

function failure(description: Description, configured: Configured = {}): string {
  try {
    configure(buildApi(description), configured);
  } catch (error) {
    return toErrorText(toToolError(error));
  }
  return 'nothing failed';
}

describe('the status of an endpoint', () => {
  const one = { schemes: { api_key: KEY }, security: [{ api_key: [] }] };
  it.each<[string, Description, Configured, readonly string[]]>([
    ['from --auth', one, { auth: { api_key: 'k' } }, ['api_key: configured (--auth)']],
    ['from the short variable', one, { env: { TRIVIUM_API_KEY: 'k' } }, ['api_key: configured (TRIVIUM_API_KEY)']],
    [
      'from the long variable',
      one,
      { env: { TRIVIUM_SHOP_API_KEY: 'k' } },
      ['api_key: configured (TRIVIUM_SHOP_API_KEY)'],
    ],
    ['from a header', one, { headers: { 'x-api-key': 'k' } }, ['api_key: configured (--header x-api-key)']],
    [
      '--auth before the environment',
      one,
      { auth: { api_key: 'a' }, env: { TRIVIUM_API_KEY: 'e' } },
      ['api_key: configured (--auth)'],
    ],
    ['from nowhere', one, {}, ['api_key: not configured; the operator sets TRIVIUM_API_KEY or --auth api_key=…']],
    [
      'an empty variable is none',
      one,
      { env: { TRIVIUM_API_KEY: ' ' } },
      ['api_key: not configured; the operator sets TRIVIUM_API_KEY or --auth api_key=…'],
    ],
    [
      'with several APIs only the long variable',
      one,
      { singleApi: false, env: { TRIVIUM_API_KEY: 'k' } },
      ['api_key: not configured; the operator sets TRIVIUM_SHOP_API_KEY or --auth shop:api_key=…'],
    ],
    [
      'what kind of value is wanted',
      { schemes: { b: BASIC, o: OAUTH }, security: [{ b: [] }, { o: [] }] },
      {},
      [
        'b: not configured; the operator sets TRIVIUM_B (user:password) or --auth b=…',
        'o: not configured; the operator sets TRIVIUM_O (an access token), TRIVIUM_O_CLIENT_ID with TRIVIUM_O_CLIENT_SECRET or TRIVIUM_O_REFRESH_TOKEN, or --auth o=…',
      ],
    ],
    [
      'only the way in that is taken',
      { schemes: { b: BASIC, t: BEARER }, security: [{ b: [] }, { t: [] }] },
      { auth: { t: 'x' } },
      ['t: configured (--auth)'],
    ],
    [
      'optional where none is needed',
      { schemes: { t: BEARER }, security: [{}, { t: [] }] },
      {},
      ['t: not configured; the operator sets TRIVIUM_T or --auth t=… (optional)'],
    ],
    [
      'a cookie among others',
      { schemes: { s: { type: 'apiKey', in: 'cookie', name: 'sid' } }, security: [{ s: [] }] },
      { headers: { Cookie: 'a=b; sid=1' } },
      ['s: configured (--header Cookie)'],
    ],
    [
      'a client certificate',
      { schemes: { m: { type: 'mutualTLS' } }, security: [{ m: [] }] },
      {},
      ['m: not configured; the operator sets TRIVIUM_M_CERT and TRIVIUM_M_KEY (PEM files)'],
    ],
    [
      'the scopes a token needs',
      { schemes: { o: OAUTH }, security: [{ o: ['items:read', 'items:write'] }] },
      { auth: { o: 'x' } },
      ['o: configured (--auth), for items:read items:write'],
    ],
    [
      'a synthetic bearer',
      {},
      {},
      ['bearer: not configured; the operator sets TRIVIUM_BEARER or --auth bearer=… (optional)'],
    ],
    [
      'odd names',
      { name: 'my-shop', schemes: { 'X-Api.Key 2': KEY }, security: [{ 'X-Api.Key 2': [] }] },
      { singleApi: false },
      ['X-Api.Key 2: not configured; the operator sets TRIVIUM_MY_SHOP_X_API_KEY_2 or --auth my-shop:X-Api.Key 2=…'],
    ],
    [
      'names that would draw on the terminal',
      { schemes: { 'a\u001b[31m\n': KEY }, security: [{ 'a\u001b[31m\n': [] }] },
      {},
      ['a\\u{1b}[31m: not configured; the operator sets TRIVIUM_A__31M_ or --auth a\\u{1b}[31m=…'],
    ],
  ])('says: %s', (_, description, configured, expected) => {
    expect(status(description, configured)).toEqual(expected);
  });
});

describe('the start-up line', () => {
  it.each<[Description, Configured, string]>([
    [{ schemes: { k: KEY, t: BEARER } }, { auth: { t: 'x' } }, 'credentials: t (--auth)'],
    [{ schemes: { k: KEY, t: BEARER } }, {}, 'no credentials (set TRIVIUM_K or TRIVIUM_T)'],
    [
      { schemes: Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`k${n}`, { ...KEY, name: `k${n}` }])) },
      { singleApi: false },
      'no credentials (set TRIVIUM_SHOP_K1 or TRIVIUM_SHOP_K2 or TRIVIUM_SHOP_K3 or TRIVIUM_SHOP_K4 or TRIVIUM_SHOP_K5 or TRIVIUM_SHOP_K6 and 2 more)',
    ],
    [{}, {}, 'no credentials (set TRIVIUM_BEARER)'],
    [
      { schemes: { o: OAUTH, m: { type: 'mutualTLS' } } },
      {},
      'no credentials (set TRIVIUM_O or TRIVIUM_O_CLIENT_ID with TRIVIUM_O_CLIENT_SECRET or TRIVIUM_M_CERT with TRIVIUM_M_KEY)',
    ],
    [
      { schemes: { o: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://a.example/t' } } } } },
      { env: { TRIVIUM_O: 't', TRIVIUM_O_CLIENT_ID: 'i', TRIVIUM_O_CLIENT_SECRET: 's' } },
      'credentials: o (TRIVIUM_O, TRIVIUM_O_CLIENT_ID, TRIVIUM_O_CLIENT_SECRET)',
    ],
  ])('%j with %j', (description, configured, expected) => {
    expect(configure(buildApi(description), configured).summary()).toBe(expected);
  });
});

describe('a configuration that cannot be used is refused', () => {
  const two = { 'api-key': KEY, api_key: { ...KEY, name: 'X-Other' } };
  it.each<[string, Description, Configured, string]>([
    [
      'two schemes of one name',
      { schemes: two },
      {},
      '[config_invalid] The variable TRIVIUM_API_KEY could mean the credential of api-key of shop or of api_key of shop.\nGive their values with --auth, or name the APIs apart (name=<spec>).',
    ],
    [
      'the short name of one scheme and the long one of another',
      { schemes: { key: KEY, shop_key: BEARER } },
      {},
      '[config_invalid] The variable TRIVIUM_SHOP_KEY could mean the credential of key of shop or of shop_key of shop.\nGive their values with --auth, or name the APIs apart (name=<spec>).',
    ],
    [
      'schemes of two APIs',
      { name: 'shop-eu', schemes: { key: KEY } },
      {
        singleApi: false,
        others: [buildApi({ name: 'shop', schemes: { eu_key: KEY } })],
        env: { TRIVIUM_SHOP_EU_KEY: 'x' },
      },
      '[config_invalid] The variable TRIVIUM_SHOP_EU_KEY could mean the credential of eu_key of shop or of key of shop-eu.\nGive their values with --auth, or name the APIs apart (name=<spec>).',
    ],
    [
      'a scheme that is not there',
      { schemes: { key: KEY } },
      { auth: { kye: 'x' } },
      '[config_invalid] --auth kye=…: shop has no security scheme of that name.\nIt has key.',
    ],
    [
      'basic without a colon',
      { schemes: { b: BASIC } },
      { env: { TRIVIUM_B: 'user' } },
      '[config_invalid] The credential b (TRIVIUM_B) must look like user:password.',
    ],
    [
      'a line break in a value',
      { schemes: { key: KEY } },
      { auth: { key: 'a\r\nb: c' } },
      '[config_invalid] The credential key (--auth) holds line breaks, control characters or others that a header cannot.',
    ],
    [
      'a character beyond Latin-1',
      { schemes: { key: KEY } },
      { auth: { key: 'a→b' } },
      '[config_invalid] The credential key (--auth) holds line breaks, control characters or others that a header cannot.',
    ],
    [
      'a framing header',
      {},
      { headers: { 'Transfer-Encoding': 'chunked' } },
      '[config_invalid] --header "Transfer-Encoding: …" is set by Trivium itself.',
    ],
    [
      'a line break in a header',
      {},
      { headers: { 'X-A': 'a\nb' } },
      '[config_invalid] --header "X-A: …" holds line breaks, control characters or others that a header cannot.',
    ],
  ])('%s', (_, description, configured, expected) => {
    expect(failure(description, configured)).toBe(expected);
  });

  it.each<[string, Description, Configured]>([
    [
      'schemes that send the same value the same way may share a variable',
      { schemes: { BearerAuth: BEARER, bearerAuth: BEARER } },
      {},
    ],
    ['values from --auth need no variable', { schemes: two }, { auth: { 'api-key': 'a', api_key: 'b' } }],
    [
      'with several APIs an --auth may be meant for another',
      { schemes: { key: KEY } },
      { singleApi: false, auth: { other: 'x' } },
    ],
  ])('but %s', (_, description, configured) => {
    expect(failure(description, configured)).toBe('nothing failed');
  });
});

describe('the secrets', () => {
  it('are every form in which a value may come back, the longest first', () => {
    const api = buildApi({ schemes: { b: BASIC, k: KEY } });
    const { secrets } = configure(api, {
      auth: { b: 'me:p@ss"w', k: 'key/1' },
      headers: { Authorization: 'Bearer abcdef', 'X-Tiny': 'on', Accept: 'application/json' },
    });
    expect(secrets).toEqual([...secrets].sort((x, y) => y.length - x.length));
    const expected = [
      'me:p@ss"w',
      'p@ss"w',
      'me%3Ap%40ss%22w',
      'me:p@ss\\"w',
      'bWU6cEBzcyJ3',
      'key/1',
      'key%2F1',
      'a2V5LzE=',
      'a2V5LzE',
      'Bearer abcdef',
      'abcdef',
    ];
    expect(expected.filter((form) => !secrets.includes(form))).toEqual([]);
    expect(secrets.filter((form) => form === 'on' || form.includes('json'))).toEqual([]);
  });

  it('are nowhere in a preview or a status', () => {
    const cookie = { type: 'apiKey', in: 'cookie', name: 'sid' };
    const query = { type: 'apiKey', in: 'query', name: 'key' };
    const schemes = { k: KEY, q: query, c: cookie, b: BASIC };
    const api = buildApi({ schemes, security: [{ k: [], q: [], c: [], b: [] }] });
    const credentials = configure(api, {
      auth: { k: 'S3CRET-a', q: 'S3CRET-b', c: 'S3CRET-c', b: 'me:S3CRET-d' },
      headers: { 'X-Own': 'S3CRET-e' },
    });
    const endpoint = endpointOf(api);
    const { redacted } = credentials;
    const preview = sign(requestTo('https://a.example/items'), endpoint, redacted);
    const shown = JSON.stringify([preview, credentials.status(endpoint), credentials.summary(), redacted.secrets]);
    expect(shown).not.toContain('S3CRET');
    expect(shown).not.toContain(Buffer.from('me:S3CRET-d').toString('base64'));
  });

  it('of a ready-made Basic header include what it decodes to', () => {
    const { secrets } = configure(buildApi(), { headers: { Authorization: 'Basic dXNlcjpodW50ZXIy' } });
    expect(secrets).toEqual(expect.arrayContaining(['dXNlcjpodW50ZXIy', 'user:hunter2', 'hunter2']));
  });
});

it('a requirement is satisfied when all its schemes are', () => {
  const api = buildApi({ schemes: { k: KEY, t: BEARER } });
  const { satisfied } = configure(api, { auth: { k: 'x' } });
  const of = (...names: string[]) => ({ schemes: names.map((name) => ({ name, scopes: [] })) });
  expect([satisfied(of('k')), satisfied(of('k', 't')), satisfied(of())]).toEqual([true, false, true]);
});
