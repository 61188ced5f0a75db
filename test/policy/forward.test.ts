import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/caller.ts';
import { LOCAL_CALLER } from '../../src/caller.ts';
import { checkForward } from '../../src/policy/forward.ts';
import { sign } from '../../src/policy/sign.ts';
import { toCurl } from '../../src/request/curl.ts';
import { sender, upstream } from '../http/upstream.ts';
import { type ActingSetup, actingWorld, callerOf, expectNoToken, withoutToken } from './acting-world.ts';
import { buildApi, configure, endpointOf, requestTo } from './build-api.ts';

const KEY = { type: 'apiKey', in: 'header', name: 'X-API-Key' };
const KEYED = { schemes: { key: KEY }, security: [{ key: [] }] };
const FORWARD: ActingSetup = { exchange: false, description: KEYED, forward: ['X-Tenant', 'X-Api-Key'] };
const ANN = callerOf('ann', {
  forwarded: new Map([
    ['x-api-key', 'anns-key'],
    ['x-tenant', 'north'],
    ['x-more', 'x'],
  ]),
});

describe('headers of a caller that the operator names', () => {
  it('reach the API, and no others do', async () => {
    const { call, called } = await actingWorld(FORWARD);
    await call(ANN);
    await call(withoutToken('bob', { 'x-tenant': 'south', 'x-api-key': ' ' }));
    await call(LOCAL_CALLER);
    expect(called.map(({ headers }) => [headers['x-api-key'], headers['x-tenant'], headers['x-more']])).toEqual([
      ['anns-key', 'north', undefined],
      [undefined, 'south', undefined],
      [undefined, undefined, undefined],
    ]);
    expectNoToken(called, ANN);
  });

  it('stay behind where a redirect leads elsewhere', async () => {
    let seen: NodeJS.Dict<string | string[]> = {};
    const elsewhere = await upstream((request, response) => {
      seen = request.headers;
      response.end('{}');
    });
    const api = await upstream((_, response) => {
      response.writeHead(302, { location: `${elsewhere.url}/there` }).end();
    });
    const described = buildApi({ ...KEYED, servers: [api.url] });
    const signer = configure(described, { forward: ['X-Tenant', 'X-Api-Key'] }).for(ANN);
    await sender({ allow: [elsewhere.host] }).send(requestTo(`${api.url}/items`), {
      sign: (request) => sign(request, endpointOf(described), signer),
      timeoutMs: 5000,
      trusted: true,
    });
    expect(api.headers()['x-api-key']).toBe('anns-key');
    expect(elsewhere.seen).toEqual(['GET /there']);
    expect([seen['x-api-key'], seen['x-tenant']]).toEqual([undefined, undefined]);
  });

  it("win over the operator's, of which no trace is sent", async () => {
    const { call, called } = await actingWorld({
      ...FORWARD,
      auth: { key: 'operators-key' },
      headers: { 'X-Tenant': 'operators' },
    });
    await call(ANN);
    await call(LOCAL_CALLER);
    expect(called.map(({ headers }) => [headers['x-api-key'], headers['x-tenant']])).toEqual([
      ['anns-key', 'north'],
      ['operators-key', 'operators'],
    ]);
  });

  it('choose the way in', async () => {
    const schemes = { key: KEY, query: { type: 'apiKey', in: 'query', name: 'k' } };
    const description = { schemes, security: [{ query: [] }, { key: [] }] };
    const { call, called } = await actingWorld({ ...FORWARD, description, auth: { query: 'operators' } });
    await call(ANN);
    await call(LOCAL_CALLER);
    expect(called.map(({ line, headers }) => [line, headers['x-api-key']])).toEqual([
      ['GET /items', 'anns-key'],
      ['GET /items?k=operators', undefined],
    ]);
  });

  it('spare the operator a token', async () => {
    const oauth = { type: 'oauth2', flows: {} };
    const { call, asked, authorizations } = await actingWorld({
      exchange: false,
      ...{ forward: ['Authorization'], bearerAuth: false },
      env: { TRIVIUM_OAUTH_CLIENT_ID: 'i', TRIVIUM_OAUTH_CLIENT_SECRET: 's', TRIVIUM_OAUTH_TOKEN_URL: 'AUTHORIZER/t' },
      description: { schemes: { oauth }, security: [{ oauth: [] }] },
    });
    await call(withoutToken('ann', { authorization: 'Bearer mine' }));
    expect([asked.length, authorizations()]).toEqual([0, ['Bearer mine']]);
  });

  it('are hidden in previews and secrets of their caller, unless they are plain', () => {
    const api = buildApi(KEYED);
    const credentials = configure(api, { forward: ['X-Api-Key', 'Accept-Language'] });
    const caller = withoutToken('ann', { 'x-api-key': 'anns-key', 'accept-language': 'de-DE' });
    const preview = sign(requestTo('https://shop.example/'), endpointOf(api), credentials.for(caller).redacted);
    expect(toCurl(preview)).toBe("curl https://shop.example/ -H 'x-api-key: [redacted]' -H 'accept-language: de-DE'");
    const { secrets } = credentials.for(caller);
    expect(secrets).toContain('anns-key');
    expect(secrets).toContain(Buffer.from('anns-key').toString('base64'));
    expect(secrets).not.toContain('de-DE');
    expect(credentials.for(LOCAL_CALLER).secrets).toEqual([]);
  });

  it.each<[string, Caller, string]>([
    [
      'the MCP token',
      callerOf('ann', { forwarded: new Map([['x-api-key', 'Bearer mcp-token-of-ann']]) }),
      "[auth_failed] The client's header x-api-key holds its MCP token, which is never passed on.",
    ],
    [
      'a line break',
      withoutToken('ann', { 'x-api-key': 'a\r\nx-b: c' }),
      "[auth_failed] The client's header x-api-key holds line breaks, control characters or others that a header cannot.",
    ],
  ])('that hold %s are refused', async (_, caller, expected) => {
    const { call, called } = await actingWorld(FORWARD);
    expect(await call(caller)).toContain(expected);
    expect(called).toEqual([]);
  });
});

describe('the status of a scheme that a caller can satisfy', () => {
  const own = { auth: { key: 'operators' } };
  it.each<[string, Caller, object, string]>([
    ['sent', ANN, {}, "key: configured (the client's header X-Api-Key)"],
    ['not sent', LOCAL_CALLER, {}, 'key: not configured; the client must send the header X-Api-Key'],
    ['sent, beside one of the operator’s', ANN, own, "key: configured (the client's header X-Api-Key, not --auth)"],
    [
      'not sent, but the operator’s is there',
      LOCAL_CALLER,
      own,
      "key: configured (--auth; the client's header X-Api-Key would replace it)",
    ],
  ])('says that it is %s', (_, caller, more, expected) => {
    const api = buildApi(KEYED);
    const credentials = configure(api, { forward: ['X-Api-Key'], ...more });
    expect(credentials.for(caller).status(endpointOf(api))).toEqual([expected]);
  });

  it('is in the start-up line', () => {
    const credentials = configure(buildApi(KEYED), { forward: ['X-Api-Key'] });
    expect(credentials.summary()).toBe("credentials: key (the client's header X-Api-Key)");
  });
});

describe('credentials that have nothing of a caller', () => {
  it('are the same for all', () => {
    const credentials = configure(buildApi(KEYED), { auth: { key: 'k' } });
    expect([credentials.for(ANN), credentials.for(LOCAL_CALLER)]).toEqual([credentials, credentials]);
    expect(credentials.for(ANN)).toBe(credentials);
  });
});

describe('names of headers to forward', () => {
  it.each([
    ['X-Tenant', undefined],
    ['Accept-Language', undefined],
    ['x y', 'forward: "x y" is no name of a header'],
    ['', 'forward: "" is no name of a header'],
    ['Connection', 'forward: "Connection" is about one connection, not about a caller'],
    ['Content-Length', 'forward: "Content-Length" is about one connection, not about a caller'],
    ['Proxy-Authorization', 'forward: "Proxy-Authorization" is about one connection, not about a caller'],
    ['HOST', 'forward: "HOST" is never passed on'],
    ['Cookie', 'forward: "Cookie" is never passed on'],
    ['X-Forwarded-For', 'forward: "X-Forwarded-For" is never passed on'],
    ['Content-Type', 'forward: "Content-Type" describes the MCP message itself'],
    ['Mcp-Session-Id', 'forward: "Mcp-Session-Id" describes the MCP message itself'],
    [
      'Authorization',
      'forward: "Authorization" carries the MCP token, which is never passed on; `exchange` gets a token for the caller',
    ],
  ])('%j: %s', (name, problem) => {
    expect(checkForward([name], { bearerAuth: true })).toEqual(problem === undefined ? [] : [problem]);
    expect(checkForward([name], { bearerAuth: false })).toEqual(
      problem === undefined || name === 'Authorization' ? [] : [problem],
    );
  });

  it('are looked at before anything is served', () => {
    expect(() => configure(buildApi(KEYED), { forward: ['Authorization'] })).toThrow('carries the MCP token');
  });
});
