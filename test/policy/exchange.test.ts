import { describe, expect, it } from 'vitest';
import { toErrorText, toToolError } from '../../src/errors.ts';
import { createCallerTokens } from '../../src/policy/caller-tokens.ts';
import { createCredentials } from '../../src/policy/credentials.ts';
import type { Exchange } from '../../src/policy/exchange.ts';
import { callerOf } from './acting-world.ts';
import { buildApi, type Configured, type Description, endpointOf } from './build-api.ts';

const EXCHANGE: Exchange = { tokenUrl: 'https://login.example/token', clientId: 'i', clientSecret: 's' };
const KEY = { type: 'apiKey', in: 'header', name: 'X-API-Key' };
const SCHEMES = {
  key: KEY,
  bearer: { type: 'http', scheme: 'bearer' },
  basic: { type: 'http', scheme: 'basic' },
  oauth: { type: 'oauth2', flows: {} },
  oidc: { type: 'openIdConnect', openIdConnectUrl: 'https://login.example/' },
  old: { type: 'apiKey', in: 'header', name: 'Authorization' },
};

function credentialsOf(
  description: Description,
  exchange: Partial<Exchange>,
  { auth = {}, headers = {}, ...rest }: Configured = {},
) {
  return createCredentials(buildApi(description), {
    ...{ env: {}, singleApi: true, ...rest },
    auth: new Map(Object.entries(auth)),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    exchange: { ...EXCHANGE, ...exchange },
    callerTokens: (grant) =>
      createCallerTokens(grant, { ask: async () => ({ status: 500, text: '' }), vouch: () => true }),
  });
}

describe('an exchange satisfies', () => {
  it.each<[string, Partial<Exchange>, Description, readonly string[]]>([
    ['every scheme that takes a bearer token', {}, { schemes: SCHEMES }, ['bearer', 'oauth', 'oidc']],
    ['the one that is named', { scheme: 'oauth' }, { schemes: SCHEMES }, ['oauth']],
    ['a key in Authorization that is named', { scheme: 'old' }, { schemes: SCHEMES }, ['old']],
    ['the bearer of an API that has no schemes', {}, {}, ['bearer']],
  ])('%s', (_, exchange, description, expected) => {
    const credentials = credentialsOf(description, exchange).for(callerOf('ann'));
    const satisfied = ['key', 'bearer', 'basic', 'oauth', 'oidc', 'old'].filter((name) =>
      credentials.satisfied({ schemes: [{ name, scopes: [] }] }),
    );
    expect(satisfied).toEqual(expected);
  });

  it('nothing that needs no credential', () => {
    const paths = {
      '/open': { get: { operationId: 'open', security: [] } },
      '/x': { get: { security: [{ bearer: [] }] } },
    };
    const description = { schemes: SCHEMES, paths };
    const credentials = credentialsOf(description, {});
    expect(
      credentials.prepare(endpointOf(buildApi(description), 'open'), new AbortController().signal),
    ).toBeUndefined();
  });
});

describe('an exchange that cannot work is refused', () => {
  it.each<[string, Partial<Exchange>, Description, Configured, string]>([
    ['no URL', { tokenUrl: '/token' }, {}, {}, 'has a tokenUrl that is no http(s) URL.'],
    ['another protocol', { tokenUrl: 'ftp://x/' }, {}, {}, 'has a tokenUrl that is no http(s) URL.'],
    ['a password in the URL', { tokenUrl: 'https://a:b@x/' }, {}, {}, 'has a tokenUrl that is no http(s) URL.'],
    ['no client', { clientId: '' }, {}, {}, 'lacks its clientId.'],
    ['no secret', { clientSecret: ' ' }, {}, {}, 'lacks its clientSecret.'],
    [
      'no scheme',
      {},
      { schemes: { key: KEY } },
      {},
      'fits no security scheme of the description, none takes a bearer token.',
    ],
    ['a stranger', { scheme: 'x' }, { schemes: SCHEMES }, {}, 'names the security scheme x, which is not there.'],
    [
      'a key',
      { scheme: 'key' },
      { schemes: SCHEMES },
      {},
      'names the security scheme key, which takes no bearer token.',
    ],
    [
      'parts of another style',
      { style: 'jwt-bearer', actorToken: 'x' },
      {},
      {},
      'is of the style jwt-bearer, which knows no actorToken and no requestedTokenType.',
    ],
    [
      "the operator's own",
      {},
      { schemes: SCHEMES },
      { auth: { oauth: 'operators' } },
      'and --auth are for the same credential.\nThe operator takes one away, or says with exchange.scheme which security scheme is meant.',
    ],
    [
      "the operator's header",
      {},
      {},
      { headers: { Authorization: 'Bearer operators' } },
      'and --header Authorization are for the same credential.\n',
    ],
    [
      'a forwarded header',
      {},
      {},
      { forward: ['authorization'], bearerAuth: false },
      'and forward: authorization are for the same credential.\n',
    ],
  ])('%s', (_, exchange, description, configured, expected) => {
    let text = 'nothing failed';
    try {
      credentialsOf(description, exchange, configured);
    } catch (error) {
      text = toErrorText(toToolError(error));
    }
    expect(text).toContain('[config_invalid] The exchange of shop');
    expect(text).toContain(expected);
    expect(text).not.toContain('operators');
  });

  it('leaves alone what the operator has for other schemes', () => {
    const credentials = credentialsOf({ schemes: SCHEMES }, { scheme: 'oauth' }, { auth: { bearer: 't', key: 'k' } });
    expect(credentials.summary()).toBe('credentials: key (--auth), bearer (--auth), oauth (token exchange)');
  });
});
