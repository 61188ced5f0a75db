import { describe, expect, it } from 'vitest';
import { createIdentify, type Identified, type IdentifyOptions } from '../../src/identity/identify.ts';
import type { Introspection } from '../../src/identity/introspection.ts';
import {
  type AuthorizationServer,
  authorizationServer,
  down,
  json,
  jwtOf,
  logLines,
  METADATA,
  RESOURCE,
  signingKey,
  type TestClock,
  testClock,
} from './authorization-server.ts';

interface World {
  readonly server: AuthorizationServer;
  readonly clock: TestClock;
  readonly lines: readonly string[];
  /** What the server says of every token. */
  readonly says: (changes: Readonly<Record<string, unknown>>) => void;
  readonly present: (token?: string) => Promise<Identified>;
  readonly asked: () => number;
}

const TOKEN = 'opaque-token-0123456789';

async function world(
  introspection: Partial<Introspection> = {},
  options: Partial<IdentifyOptions> = {},
): Promise<World> {
  const server = await authorizationServer();
  const clock = testClock();
  const { log, lines } = logLines();
  const url = `${server.origin}/introspect`;
  const identify = createIdentify({
    resource: RESOURCE,
    introspection: { url, clientId: 'trivium:1', clientSecret: 'se/cret +%', ...introspection },
    clock,
    log,
    ...options,
  });
  const says = (changes: Readonly<Record<string, unknown>>): void => {
    const all = { active: true, sub: 'alice', aud: RESOURCE, exp: clock.seconds() + 300, scope: 'a b', ...changes };
    server.at.set('/introspect', json(all));
  };
  says({});
  const present = (token = TOKEN): Promise<Identified> => identify({ authorization: `Bearer ${token}` });
  return { server, clock, lines, says, present, asked: () => server.count('/introspect') };
}

const refused = (message: string) => ({
  refusal: {
    status: 401,
    error: 'invalid_token',
    message,
    challenge: `Bearer realm="trivium-mcp", error="invalid_token", error_description="${message}", resource_metadata="${METADATA}"`,
  },
});

const EXPIRED = refused('The access token has expired.');
const NOT_ACTIVE = refused('The access token is not active.');
const NOT_ACCESS = refused('The token is no access token.');
const WRONG_AUDIENCE = refused('The access token is for another service than this one.');
const DOWN = {
  refusal: {
    status: 503,
    error: 'temporarily_unavailable',
    message:
      'The access token cannot be verified: the authorization server does not say anything about it at the moment.',
    retryAfterSeconds: 5,
  },
};

describe('an introspected token', () => {
  it('says who calls, by what the authorization server says of it', async () => {
    const { present, server } = await world();
    expect(await present()).toMatchObject({
      caller: { id: `${server.origin}/introspect|alice`, name: 'alice', scopes: new Set(['a', 'b']) },
    });
    const basic = Buffer.from('trivium%3A1:se%2Fcret+%2B%25').toString('base64');
    expect(server.seen).toEqual([
      {
        method: 'POST',
        path: '/introspect',
        authorization: `Basic ${basic}`,
        form: { token: TOKEN, token_type_hint: 'access_token' },
      },
    ]);
  });

  it('is of the issuer that the operator named', async () => {
    const { present, says } = await world({ issuer: 'https://login.example.com' });
    expect(await present()).toMatchObject({ caller: { id: 'https://login.example.com|alice' } });
    says({ iss: 'https://evil.example' });
    expect(await present('another-token')).toEqual(
      refused('The access token is of another issuer than this server trusts.'),
    );
  });

  it.each<[string, Readonly<Record<string, unknown>>, unknown]>([
    ['that is not active', { active: false }, NOT_ACTIVE],
    ['that is active in words', { active: 'true' }, NOT_ACTIVE],
    ['for another service', { aud: 'https://other.example.com' }, WRONG_AUDIENCE],
    ['for others', { aud: ['https://other.example.com', 7] }, WRONG_AUDIENCE],
    ['for nobody', { aud: undefined }, WRONG_AUDIENCE],
    [
      'that names nobody',
      { sub: undefined },
      refused('The access token names nobody: it has no sub and no client_id.'),
    ],
    ['whose end is no number', { exp: 'tomorrow' }, EXPIRED],
    ['whose end is past', { exp: 1 }, EXPIRED],
    ['whose beginning is far', { nbf: 9e9 }, refused('The access token is not valid yet.')],
    ['that is a refresh token', { token_type: 'refresh_token' }, NOT_ACCESS],
    ['that is used as a refresh token', { token_use: 'refresh_token' }, NOT_ACCESS],
    ['that is bound to a key', { token_type: 'DPoP' }, NOT_ACCESS],
  ])('%s is refused', async (_, changes, answer) => {
    const { present, says } = await world();
    says(changes);
    expect(await present()).toEqual(answer);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['for several, us among them', { aud: ['x', RESOURCE] }],
    ['without an end', { exp: undefined }],
    ['that calls itself Bearer', { token_type: 'Bearer', token_use: 'access_token' }],
    ['of a client', { sub: undefined, client_id: 'robot' }],
  ])('%s is taken', async (_, changes) => {
    const { present, says } = await world();
    says(changes);
    expect(await present()).toHaveProperty('caller');
  });

  it('without a scope that the service asks for is told which', async () => {
    const { present } = await world({}, { requiredScopes: ['a', 'c'] });
    expect(await present()).toMatchObject({
      refusal: { status: 403, challenge: expect.stringContaining('scope="a c"') },
    });
  });

  it('is asked about once a minute', async () => {
    const { present, asked, clock } = await world();
    await Promise.all([present(), present(), present()]);
    await present();
    clock.pass(59_999);
    await present();
    expect(asked()).toBe(1);
    clock.pass(1);
    await present();
    expect(asked()).toBe(2);
    await present('another-token');
    expect(asked()).toBe(3);
  });

  it('is not believed beyond its end, nor for longer than the operator wants', async () => {
    const { present, asked, clock, says } = await world();
    says({ exp: clock.seconds() + 10 });
    await present();
    says({ active: false });
    clock.pass(9999);
    expect(await present()).toHaveProperty('caller');
    clock.pass(1);
    expect(await present()).toEqual(NOT_ACTIVE);
    expect(asked()).toBe(2);
    const never = await world({ cacheMs: 0 });
    await never.present();
    await never.present();
    expect(never.asked()).toBe(2);
  });

  it('that is refused is asked about again ten seconds later', async () => {
    const { present, asked, clock, says } = await world();
    says({ active: false });
    await present();
    says({});
    clock.pass(9999);
    expect(await present()).toEqual(NOT_ACTIVE);
    clock.pass(1);
    expect(await present()).toHaveProperty('caller');
    expect(asked()).toBe(2);
  });

  it('that invented ones follow is remembered nevertheless', async () => {
    const { present, says, server, asked } = await world();
    await present();
    says({ active: false });
    for (let count = 0; count < 1200; count += 50)
      await Promise.all(Array.from({ length: 50 }, (_, index) => present(`invented-${count + index}`)));
    const before = asked();
    expect(await present()).toHaveProperty('caller');
    expect(asked()).toBe(before);
    expect(server.seen.length).toBe(1201);
  });

  it.each<[string, Parameters<AuthorizationServer['at']['set']>[1], string]>([
    ['is down', down, 'answered 500'],
    ['does not know us', json({ error: 'invalid_client' }, 401), 'answered 401'],
    ['talks of other things', json(['active']), 'answered with something other than a JSON object'],
    ['breaks off', (_, response) => response.destroy(), 'cannot be reached'],
  ])('cannot be judged while the authorization server %s', async (_, answer, reason) => {
    const { present, server, says, lines, asked } = await world();
    server.at.set('/introspect', answer);
    expect(await present()).toEqual(DOWN);
    expect(await present()).toEqual(DOWN);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(reason);
    expect(lines[0]).not.toContain('cret');
    says({});
    expect(await present()).toHaveProperty('caller');
    expect(asked()).toBe(3);
  });

  it('waits for at most a hundred others', async () => {
    const { server, present } = await world();
    const waiting: (() => void)[] = [];
    const full = new Promise<void>((resolve) => {
      server.at.set('/introspect', (seen, response) => {
        waiting.push(() => json({ active: false })(seen, response));
        if (waiting.length === 100) resolve();
      });
    });
    const first = Array.from({ length: 100 }, (_, index) => present(`invented-${index}`));
    await full;
    expect(await present('one-more')).toEqual(DOWN);
    for (const answer of waiting) answer();
    expect(await Promise.all(first)).toEqual(first.map(() => NOT_ACTIVE));
  });

  it('may be a JWT of an issuer that only introspection knows; one of a known issuer is never asked about', async () => {
    const key = await signingKey('k1');
    const known = await authorizationServer();
    known.at.set('/keys', json({ keys: [key.publicJwk] }));
    const jwt = [{ issuer: known.origin, jwksUrl: `${known.origin}/keys` }];
    const { present, asked } = await world({}, { jwt });
    expect(await present(await jwtOf({ iss: 'https://other.example.com' }, key))).toHaveProperty('caller');
    expect(asked()).toBe(1);
    expect(await present(await jwtOf({ iss: known.origin, sub: 'a' }, key))).toEqual(WRONG_AUDIENCE);
    expect(asked()).toBe(1);
  });
});

describe('introspection', () => {
  it.each<[string, Partial<Introspection>, string]>([
    ['at no URL', { url: 'introspect' }, 'The introspection URL is no URL.'],
    ['without encryption', { url: 'http://login.example.com/introspect' }, 'The introspection URL is not https'],
    ['without a secret', { clientSecret: '' }, 'has no client id or no client secret'],
    ['for nobody', { audience: [] }, 'has no audience'],
    ['kept for ever', { cacheMs: Number.POSITIVE_INFINITY }, 'is not between 0 and an hour'],
    ['of an issuer that ends in ids', { issuer: 'a|b' }, 'has a | in it'],
  ])('%s is refused at start', (_, changes, message) => {
    const introspection = { url: 'https://login.example.com/introspect', clientId: 'a', clientSecret: 'b', ...changes };
    expect(() => createIdentify({ resource: RESOURCE, introspection })).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(message) }),
    );
  });
});
