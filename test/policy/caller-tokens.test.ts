import { describe, expect, it } from 'vitest';
import { LOCAL_CALLER } from '../../src/caller.ts';
import { createCallerTokens } from '../../src/policy/caller-tokens.ts';
import { exchangeGrant } from '../../src/policy/exchange.ts';
import { sign } from '../../src/policy/sign.ts';
import { toCurl } from '../../src/request/curl.ts';
import {
  type ActingSetup,
  actingWorld,
  BEARER,
  callerOf,
  expectNoToken,
  issued,
  jwt,
  withoutToken,
} from './acting-world.ts';
import { buildApi, endpointOf, requestTo } from './build-api.ts';

const [ANN, BOB] = [callerOf('ann'), callerOf('bob')];
const OK = '200 {"ok":true}';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const CLIENT = `Basic ${Buffer.from('trivium:cl1ent%2Fsecret').toString('base64')}`;

describe('a token is exchanged', () => {
  it('as RFC 8693 says', async () => {
    const { call, asked, authorizations, called } = await actingWorld({
      exchange: {
        ...{ audience: 'shop', resource: 'https://shop.example/', scope: 'read write' },
        ...{ requestedTokenType: 'urn:ietf:params:oauth:token-type:jwt', actorToken: 'I-act' },
      },
    });
    expect(await call(ANN)).toBe(OK);
    expect(asked.map(({ line, headers, form }) => [line, headers.authorization, form])).toEqual([
      [
        'POST /token',
        CLIENT,
        {
          grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
          subject_token: 'mcp-token-of-ann',
          subject_token_type: ACCESS_TOKEN,
          actor_token: 'I-act',
          actor_token_type: ACCESS_TOKEN,
          requested_token_type: 'urn:ietf:params:oauth:token-type:jwt',
          resource: 'https://shop.example/',
          scope: 'read write',
          audience: 'shop',
        },
      ],
    ]);
    expect(authorizations()).toEqual(['Bearer upstream-token-1']);
    expectNoToken(called, ANN);
  });

  it("as Microsoft's on-behalf-of flow wants it", async () => {
    const exchange = { style: 'jwt-bearer', scope: 'api://shop/.default' } as const;
    const { call, asked } = await actingWorld({
      exchange,
      issue: () => ({ body: { access_token: 'upstream-token', token_type: 'bearer', expires_in: 3600 } }),
    });
    expect(await call(ANN)).toBe(OK);
    expect(asked[0]?.form).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: 'mcp-token-of-ann',
      requested_token_use: 'on_behalf_of',
      scope: 'api://shop/.default',
    });
  });

  it('with the scopes of the endpoint where the operator says none', async () => {
    const oauth = { type: 'oauth2', flows: {} };
    const { call, asked } = await actingWorld({
      description: { schemes: { oauth }, security: [{ oauth: ['items:write', 'items:read'] }] },
    });
    expect([await call(ANN), asked[0]?.form.scope]).toEqual([OK, 'items:read items:write']);
  });

  it('for an API that says nothing of its security, and by a client that takes no Basic', async () => {
    const { call, asked, authorizations } = await actingWorld({
      description: { schemes: {}, security: undefined },
      issue: ({ form }, count) =>
        form.client_secret === undefined ? { status: 401, body: { error: 'invalid_client' } } : issued(`t-${count}`),
    });
    expect([await call(ANN), await call(BOB)]).toEqual([OK, OK]);
    expect(asked.map(({ form }) => form.client_id)).toEqual([undefined, 'trivium', 'trivium']);
    expect(authorizations()).toEqual(['Bearer t-2', 'Bearer t-3']);
  });

  it('before an operator lets a caller by with a key of its own', async () => {
    const schemes = { ...BEARER.schemes, key: { type: 'apiKey', in: 'query', name: 'key' } };
    const { call, called } = await actingWorld({
      description: { schemes, security: [{ key: [] }, { oauth: [] }] },
      auth: { key: 'operators' },
    });
    await call(ANN);
    expect(called.map(({ line, headers }) => [line, headers.authorization])).toEqual([
      ['GET /items', 'Bearer upstream-token-1'],
    ]);
    expect(await call(LOCAL_CALLER)).toMatch(/^\[auth_failed\]/);
    expect(called).toHaveLength(1);
  });

  it("in whose place no credential of the operator's is sent", async () => {
    const schemes = { ...BEARER.schemes, basic: { type: 'http', scheme: 'basic' } };
    for (const security of [undefined, [{ oauth: [], basic: [] }]]) {
      const { call, authorizations } = await actingWorld({
        description: { schemes, security },
        auth: { basic: 'user:password' },
      });
      await call(ANN);
      expect(authorizations()).toEqual(['Bearer upstream-token-1']);
    }
  });
});

describe('two callers', () => {
  it('never share a token, each has one for all of its calls', async () => {
    const { call, asked, called } = await actingWorld({
      issue: ({ form }) => issued(`for-${form.subject_token?.replace('mcp-token-of-', '')}`),
      serve: ({ headers }) => ({ body: headers.authorization }),
    });
    const callers = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? callerOf('ann') : callerOf('bob')));
    const answers = await Promise.all(callers.map((caller) => call(caller)));
    expect(answers).toEqual(callers.map(({ id }) => `200 "Bearer for-${id}"`));
    expect(asked.map(({ form }) => form.subject_token).sort()).toEqual(['mcp-token-of-ann', 'mcp-token-of-bob']);
    expectNoToken(called, ANN, BOB);
  });

  it('of one id with two tokens, or with one token and two ids, are two', async () => {
    const { call, asked } = await actingWorld();
    for (const caller of [ANN, callerOf('ann', { token: 'later' }), callerOf('other', { token: 'later' }), ANN])
      await call(caller);
    expect(asked.map(({ form }) => form.subject_token)).toEqual(['mcp-token-of-ann', 'later', 'later']);
  });

  it('do not share a refusal, which is left alone for a while', async () => {
    let time = 1_000_000;
    const { call, asked, called } = await actingWorld({
      now: () => time,
      issue: ({ form }, count) =>
        form.subject_token === ANN.token && count < 3
          ? {
              status: 400,
              body: { error: 'invalid_grant', error_description: `no ${form.subject_token} for ${CLIENT}` },
            }
          : issued('good'),
    });
    const refused =
      "[auth_failed] No access token for the caller: authorizer answered 400 invalid_grant no [redacted] for Basic [redacted].\nThe operator checks exchange.clientId, exchange.clientSecret. It may be the caller's own token: the client signs in again.";
    expect([await call(ANN), await call(ANN), await call(BOB)]).toEqual([refused, refused, OK]);
    expect([asked.length, called.length]).toEqual([2, 1]);
    time += 5001;
    expect(await call(ANN)).toBe(OK);
  });
});

describe('an exchanged token', () => {
  const exp = (seconds: number): string => jwt({ exp: seconds });
  it.each<[string, object, number, number]>([
    ['what the answer says, a little early', { expires_in: 300 }, 269_000, 271_000],
    ['what the token says, if that is less', { access_token: exp(1_000_100), expires_in: 300 }, 89_000, 91_000],
    ['what the answer says, if that is less', { access_token: exp(1_000_500), expires_in: 100 }, 89_000, 91_000],
    ['what the token says alone', { access_token: exp(1_000_100), expires_in: undefined }, 89_000, 91_000],
    ['five minutes where nobody says', { expires_in: undefined }, 269_000, 271_000],
  ])('is used for %s', async (_, more, before, after) => {
    let time = 1_000_000_000;
    const { call, asked } = await actingWorld({ now: () => time, issue: () => issued('t', more) });
    await call(ANN);
    time += before;
    await call(ANN);
    expect(asked).toHaveLength(1);
    time += after - before;
    await call(ANN);
    expect(asked).toHaveLength(2);
  });

  it('that the API refuses is renewed once', async () => {
    const { call, asked, authorizations } = await actingWorld({
      serve: ({ headers }) =>
        headers.authorization === 'Bearer upstream-token-1' ? { status: 401 } : { body: { ok: true } },
    });
    expect(await call(ANN)).toBe(OK);
    expect([asked.length, authorizations()]).toEqual([2, ['Bearer upstream-token-1', 'Bearer upstream-token-2']]);
    const never = await actingWorld({ serve: () => ({ status: 401, body: 'no' }) });
    expect([await never.call(ANN), never.called.length]).toEqual(['401 "no"', 2]);
  });

  const shop = { audience: 'shop', resource: 'https://shop.example' };
  it.each<[string, ActingSetup['exchange'], object, string]>([
    ['of another type', {}, { token_type: 'DPoP' }, 'with a token that is not of the type Bearer'],
    ['of no type', {}, { token_type: undefined }, 'with a token that is not of the type Bearer'],
    [
      'that is no access token',
      {},
      { issued_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
      'with something else than an access token',
    ],
    ["that is the caller's own", {}, { access_token: ANN.token }, "with the caller's own token"],
    ['whose answer names another audience', shop, { audience: 'bank' }, 'with a token for another audience'],
    [
      'that itself names another audience',
      shop,
      { access_token: jwt({ aud: ['bank', 'x'] }) },
      'with a token for another audience',
    ],
    ['that is none', {}, { access_token: 7 }, 'without an access token'],
  ])('%s is refused', async (_, exchange, more, why) => {
    const { call, called } = await actingWorld({ exchange: exchange || {}, issue: () => issued('t', more) });
    expect(await call(ANN)).toBe(
      `[auth_failed] No access token for the caller: authorizer answered ${why}.\nThe operator checks exchange.clientId, exchange.clientSecret.`,
    );
    expect(called).toEqual([]);
  });

  it.each([
    { access_token: jwt({ aud: 'shop' }) },
    { access_token: jwt({ aud: ['x', 'https://shop.example/'] }) },
    { access_token: 'a.b.c' },
    { token_type: 'bearer', issued_token_type: 'urn:ietf:params:oauth:token-type:jwt' },
  ])('is taken: %j', async (more) => {
    const { call } = await actingWorld({ exchange: shop, issue: () => issued('t', more) });
    expect(await call(ANN)).toBe(OK);
  });

  it('comes without a refresh token', async () => {
    const { call, credentials } = await actingWorld({ issue: () => issued('t', { refresh_token: 'refresh-me' }) });
    await call(ANN);
    expect(credentials.for(ANN).secrets).not.toContain('refresh-me');
  });

  it('and what was exchanged are secrets of its caller, and in no preview', async () => {
    const { call, credentials } = await actingWorld();
    await call(ANN);
    const { secrets, redacted } = credentials.for(ANN);
    for (const each of ['upstream-token-1', 'mcp-token-of-ann', 'cl1ent/secret']) expect(secrets).toContain(each);
    expect(credentials.for(BOB).secrets).not.toContain('upstream-token-1');
    const endpoint = endpointOf(buildApi(BEARER));
    for (const view of [redacted, credentials.for(callerOf('new')).redacted])
      expect(toCurl(sign(requestTo('https://shop.example/'), endpoint, view))).toBe(
        "curl https://shop.example/ -H 'authorization: Bearer [redacted]'",
      );
  });
});

describe('of very many callers', () => {
  it('the ones that came last are remembered, and a call in progress keeps what it has', async () => {
    const grant = exchangeGrant(buildApi(BEARER), { tokenUrl: 'http://127.0.0.1/t', clientId: 'i', clientSecret: 's' });
    let asked = 0;
    const ask = async () => ({ status: 200, text: JSON.stringify(issued(`t-${++asked}`).body) });
    const tokens = createCallerTokens(grant, { ask, vouch: () => true });
    const { signal } = new AbortController();
    const first = tokens.of(ANN);
    await first.ready([], signal);
    for (let n = 0; n < 999; n++) tokens.of(callerOf(`caller-${n}`));
    expect(tokens.of(callerOf('ann'))).toBe(first);
    for (let n = 0; n < 1000; n++) tokens.of(callerOf(`other-${n}`));
    expect(tokens.of(ANN)).not.toBe(first);
    expect([tokens.of(ANN).current([]), first.current([]), asked]).toEqual([undefined, 't-1', 1]);
  });
});

describe('a caller without a token', () => {
  it.each([LOCAL_CALLER, withoutToken('static')])('gets nobody else’s: $id', async (caller) => {
    const { call, called, credentials } = await actingWorld();
    await call(ANN);
    expect(await call(caller)).toBe(
      "[auth_failed] shop is called with a token exchanged for the caller's own, who brought none.\nThe client signs in with OAuth: static tokens, stdio and the command line have nothing to exchange.",
    );
    expect(called).toHaveLength(1);
    const endpoint = endpointOf(buildApi(BEARER));
    expect(credentials.for(caller).status(endpoint)).toEqual([
      'oauth: configured (token exchange; this caller brought no token)',
    ]);
    expect(() => sign(requestTo('https://shop.example/'), endpoint, credentials.for(caller))).toThrow(
      'no access token',
    );
  });

  it('reads in the start-up line and the status that tokens are exchanged', async () => {
    const { credentials } = await actingWorld();
    expect(credentials.summary()).toBe('credentials: oauth (token exchange)');
    expect(credentials.for(ANN).status(endpointOf(buildApi(BEARER)))).toEqual(['oauth: configured (token exchange)']);
  });
});
