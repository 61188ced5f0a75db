import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createIdentify, type Identified, type Identify, type IdentifyOptions } from '../../src/identity/identify.ts';
import type { JwtIssuer } from '../../src/identity/jwt-issuer.ts';
import {
  type AuthorizationServer,
  authorizationServer,
  json,
  jwtOf,
  logLines,
  METADATA,
  RESOURCE,
  type SigningKey,
  signingKey,
  type TestClock,
  testClock,
} from './authorization-server.ts';

interface World {
  readonly server: AuthorizationServer;
  readonly clock: TestClock;
  readonly identify: Identify;
  /** Of a token that is right but for `changes`. */
  readonly claims: (changes?: Readonly<Record<string, unknown>>) => JWTPayload;
  readonly present: (token: string | Promise<string>) => Promise<Identified>;
}

let key: SigningKey;
let stranger: SigningKey;
beforeAll(async () => {
  [key, stranger] = await Promise.all([signingKey('k1'), signingKey('k1')]);
});

async function world(issuer: Partial<JwtIssuer> = {}, options: Partial<IdentifyOptions> = {}): Promise<World> {
  const server = await authorizationServer();
  server.at.set('/keys', json({ keys: [key.publicJwk] }));
  const clock = testClock();
  const jwt = [{ issuer: server.origin, jwksUrl: `${server.origin}/keys`, ...issuer }];
  const identify = createIdentify({ resource: RESOURCE, jwt, clock, ...options });
  return {
    server,
    clock,
    identify,
    claims: (changes = {}) => ({
      iss: server.origin,
      aud: RESOURCE,
      sub: 'alice',
      exp: clock.seconds() + 300,
      scope: 'mcp:read mcp:write',
      ...changes,
    }),
    present: async (token) => identify({ authorization: `Bearer ${await token}` }),
  };
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
const WRONG_AUDIENCE = refused('The access token is for another service than this one.');
const WRONG_SIGNATURE = refused('The signature of the access token is wrong.');
const WRONG_ALGORITHM = refused('The access token is signed in a way that this server does not accept.');
const UNKNOWN = refused('The access token is unknown here, or of an issuer that this server does not trust.');
const BOUND = refused('The access token is bound to a key, which this server cannot check.');
const MALFORMED = refused('The access token is malformed.');

describe('a JWT', () => {
  it('that is right says who calls', async () => {
    const { present, claims, server } = await world();
    const said = claims({ azp: 'claude' });
    expect(await present(jwtOf(said, key))).toEqual({
      caller: {
        id: `${server.origin}|alice`,
        name: 'alice',
        scopes: new Set(['mcp:read', 'mcp:write']),
        claims: said,
        forwarded: new Map(),
      },
    });
  });

  it('of a client that acts for itself says which', async () => {
    const { present, claims, server } = await world();
    expect(await present(jwtOf(claims({ sub: undefined, client_id: 'robot' }), key))).toMatchObject({
      caller: { id: `${server.origin}|robot`, name: 'robot' },
    });
  });

  it.each([
    ['scope as text', { scope: 'a b' }, ['a', 'b']],
    ['scp as text', { scope: undefined, scp: 'a b' }, ['a', 'b']],
    ['scp as a list', { scope: undefined, scp: ['a', 'b'] }, ['a', 'b']],
    ['both', { scope: 'a', scp: ['b'] }, ['a', 'b']],
    ['roles, which are none', { scope: undefined, roles: ['a'], permissions: ['b'] }, []],
  ])('has its scopes from %s', async (_, changes, scopes) => {
    const { present, claims } = await world();
    expect(await present(jwtOf(claims(changes), key))).toMatchObject({ caller: { scopes: new Set(scopes) } });
  });

  it.each<[string, Readonly<Record<string, unknown>>, unknown]>([
    ['for another service', { aud: 'https://other.example.com/mcp' }, WRONG_AUDIENCE],
    ['for nobody', { aud: undefined }, refused('The access token is for another service than this one.')],
    ['for several others', { aud: ['https://a.example.com', 'https://b.example.com'] }, WRONG_AUDIENCE],
    ['for a longer URI that begins with ours', { aud: `${RESOURCE}.evil.example` }, WRONG_AUDIENCE],
    ['of another issuer', { iss: 'https://other.example.com' }, UNKNOWN],
    ['of no issuer', { iss: undefined }, UNKNOWN],
    ['of an issuer that is a list', { iss: ['a'] }, UNKNOWN],
    ['without an end', { exp: undefined }, refused('The access token does not say when it expires.')],
    ['with an end that is no number', { exp: 'tomorrow' }, refused('The access token does not say when it expires.')],
    [
      'that names nobody',
      { sub: undefined },
      refused('The access token names nobody: it has no sub and no client_id.'),
    ],
    ['bound to a key', { cnf: { jkt: 'x' } }, BOUND],
    ['with an empty subject', { sub: '' }, refused('The access token names nobody: it has no sub and no client_id.')],
  ])('%s is refused', async (_, changes, answer) => {
    const { present, claims } = await world();
    expect(await present(jwtOf(claims(changes), key))).toEqual(answer);
  });

  it.each<[string, string | readonly string[]]>([
    ['alone', RESOURCE],
    ['among others', ['https://other.example.com', RESOURCE]],
    ['with a slash at its end', `${RESOURCE}/`],
  ])('for us %s is taken', async (_, aud) => {
    const { present, claims } = await world();
    expect(await present(jwtOf(claims({ aud }), key))).toHaveProperty('caller');
  });

  it('is for us by the audiences that the operator set, and by no other', async () => {
    const { present, claims } = await world({ audience: ['api://trivium'] });
    expect(await present(jwtOf(claims({ aud: 'api://trivium' }), key))).toHaveProperty('caller');
    expect(await present(jwtOf(claims(), key))).toEqual(WRONG_AUDIENCE);
  });

  it('is good a minute beyond its end and before its beginning, and no longer', async () => {
    const { present, claims, clock } = await world();
    const now = clock.seconds();
    expect(await present(jwtOf(claims({ exp: now - 59, nbf: now + 60 }), key))).toHaveProperty('caller');
    expect(await present(jwtOf(claims({ exp: now - 60 }), key))).toEqual(EXPIRED);
    expect(await present(jwtOf(claims({ nbf: now + 61 }), key))).toEqual(refused('The access token is not valid yet.'));
  });

  it('that is good is verified once a minute, and never remembered beyond its end', async () => {
    const { present, claims, clock } = await world();
    const callerOf = async (token: string): Promise<unknown> => {
      const found = await present(token);
      return 'caller' in found ? found.caller : found;
    };
    const lasting = await jwtOf(claims(), key);
    const ending = await jwtOf(claims({ exp: clock.seconds() - 50 }), key);
    const [caller, other] = [await callerOf(lasting), await callerOf(ending)];
    clock.pass(9999);
    expect(await callerOf(ending)).toBe(other);
    clock.pass(1);
    expect(await callerOf(ending)).toEqual(EXPIRED);
    clock.pass(49_999);
    expect(await callerOf(lasting)).toBe(caller);
    clock.pass(1);
    const again = await callerOf(lasting);
    expect(again).not.toBe(caller);
    expect(again).toEqual(caller);
  });

  it('is good for as long as the operator tolerates', async () => {
    const { present, claims, clock } = await world({ clockToleranceSeconds: 0 });
    const now = clock.seconds();
    expect(await present(jwtOf(claims({ exp: now }), key))).toEqual(EXPIRED);
    expect(await present(jwtOf(claims({ exp: now + 1, nbf: now }), key))).toHaveProperty('caller');
  });

  it('signed by somebody else under the same key id is refused', async () => {
    const { present, claims } = await world();
    expect(await present(jwtOf(claims(), stranger))).toEqual(WRONG_SIGNATURE);
  });

  it('whose claims were changed after signing is refused', async () => {
    const { present, claims } = await world();
    const [head, , signature] = (await jwtOf(claims(), key)).split('.');
    const body = Buffer.from(JSON.stringify(claims({ sub: 'root' }))).toString('base64url');
    expect(await present(`${head}.${body}.${signature}`)).toEqual(WRONG_SIGNATURE);
  });

  it.each(['none', 'None', 'NONE'])('with the algorithm %s is refused, signed or not', async (alg) => {
    const { present, claims } = await world();
    const head = Buffer.from(JSON.stringify({ alg, kid: 'k1', typ: 'JWT' })).toString('base64url');
    const body = Buffer.from(JSON.stringify(claims())).toString('base64url');
    expect(await present(`${head}.${body}.`)).toEqual(WRONG_ALGORITHM);
    expect(await present(`${head}.${body}.AAAA`)).toEqual(WRONG_ALGORITHM);
  });

  it("signed with our issuer's public key as a secret is refused", async () => {
    const { present, claims } = await world();
    const pem = createPublicKey({ key: key.publicJwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const forged = new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(Buffer.from(pem));
    expect(await present(forged)).toEqual(WRONG_ALGORITHM);
  });

  it('brings no key of its own', async () => {
    const { present, claims, server } = await world();
    const header = { jwk: stranger.publicJwk, jku: `${server.origin}/mine`, x5u: `${server.origin}/mine` };
    expect(await present(jwtOf(claims(), stranger, header))).toEqual(WRONG_SIGNATURE);
    expect(server.count('/mine')).toBe(0);
  });

  it('signed with an algorithm that the operator left out is refused', async () => {
    const { present, claims } = await world({ algorithms: ['ES256'] });
    expect(await present(jwtOf(claims(), key))).toEqual(WRONG_ALGORITHM);
  });

  it.each(['PS256', 'ES256', 'ES384', 'EdDSA'])('may be signed with %s', async (alg) => {
    const { present, claims, server } = await world();
    const other = await signingKey('k2', alg);
    server.at.set('/keys', json({ keys: [key.publicJwk, other.publicJwk] }));
    expect(await present(jwtOf(claims(), other))).toHaveProperty('caller');
  });

  it('without a key id is tried with each key that may be meant', async () => {
    const { present, claims, server } = await world();
    server.at.set('/keys', json({ keys: [{ ...stranger.publicJwk, kid: 'k0' }, key.publicJwk] }));
    const other = await signingKey('k3');
    expect(await present(jwtOf(claims(), key, { kid: undefined }))).toHaveProperty('caller');
    expect(await present(jwtOf(claims({ aud: 'x' }), key, { kid: undefined }))).toEqual(WRONG_AUDIENCE);
    expect(await present(jwtOf(claims(), other, { kid: undefined }))).toEqual(WRONG_SIGNATURE);
  });

  it.each(['at+jwt', 'AT+JWT', 'application/at+jwt', 'JWT', undefined])('may call itself %s', async (typ) => {
    const { present, claims } = await world();
    expect(await present(jwtOf(claims(), key, { typ }))).toHaveProperty('caller');
  });

  it.each(['logout+jwt', 'dpop+jwt', 'secevent+jwt'])('that is a %s is refused', async (typ) => {
    const { present, claims } = await world();
    expect(await present(jwtOf(claims(), key, { typ }))).toEqual(refused('The token is no access token.'));
  });

  it('with an extension that nobody here knows is refused', async () => {
    const { present, claims } = await world();
    const [head = '', body, signature] = (await jwtOf(claims(), key)).split('.');
    const extended = { ...JSON.parse(Buffer.from(head, 'base64url').toString()), crit: ['x'], x: 1 };
    const changed = Buffer.from(JSON.stringify(extended)).toString('base64url');
    expect(await present(`${changed}.${body}.${signature}`)).toEqual(MALFORMED);
  });

  it.each(['a.b.c', 'a.b.c.d.e', '...', 'e30.e30.', 'opaque'])('that is none (%s) is refused', async (token) => {
    const { present } = await world();
    expect(await present(token)).toEqual(UNKNOWN);
  });

  it('without a scope that its issuer or the service asks for is told which', async () => {
    const { present, claims } = await world({ requiredScopes: ['mcp:read', 'mcp:admin'] }, { requiredScopes: ['mcp'] });
    expect(await present(jwtOf(claims(), key))).toEqual({
      refusal: {
        status: 403,
        error: 'insufficient_scope',
        message: 'The access token lacks a scope: this takes mcp mcp:read mcp:admin.',
        challenge: `Bearer realm="trivium-mcp", error="insufficient_scope", error_description="The access token lacks a scope: this takes mcp mcp:read mcp:admin.", scope="mcp mcp:read mcp:admin", resource_metadata="${METADATA}"`,
      },
    });
    const enough = claims({ scope: 'mcp mcp:read mcp:admin' });
    expect(await present(jwtOf(enough, key))).toHaveProperty('caller');
  });

  it('whose issuer has a key that is too short is refused, and the operator told', async () => {
    const { log, lines } = logLines();
    const { present, claims, server } = await world({}, { log });
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
    server.at.set('/keys', json({ keys: [{ ...weak.publicKey.export({ format: 'jwk' }), kid: 'weak' }] }));
    const signed = [{ alg: 'RS256', kid: 'weak' }, claims()]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = sign('sha256', Buffer.from(signed), weak.privateKey).toString('base64url');
    const token = `${signed}.${signature}`;
    expect(await present(token)).toEqual(refused('The access token cannot be verified with the key of its issuer.'));
    await present(token);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/tokens of http:.* cannot be verified: .*2048 bits/);
  });

  it("of each of several issuers is verified with that one's keys", async () => {
    const one = await authorizationServer();
    const two = await authorizationServer();
    const clock = testClock();
    one.at.set('/keys', json({ keys: [key.publicJwk] }));
    two.at.set('/keys', json({ keys: [stranger.publicJwk] }));
    const jwt = [one, two].map(({ origin }) => ({ issuer: origin, jwksUrl: `${origin}/keys` }));
    const identify = createIdentify({ resource: RESOURCE, jwt, clock });
    const present = async (iss: string, signer: SigningKey) =>
      identify({
        authorization: `Bearer ${await jwtOf({ iss, sub: 'alice', aud: RESOURCE, exp: clock.seconds() + 60 }, signer)}`,
      });
    expect(await present(one.origin, key)).toMatchObject({ caller: { id: `${one.origin}|alice` } });
    expect(await present(two.origin, stranger)).toMatchObject({ caller: { id: `${two.origin}|alice` } });
    expect(await present(one.origin, stranger)).toEqual(WRONG_SIGNATURE);
    expect(await present(two.origin, key)).toEqual(WRONG_SIGNATURE);
  });

  it('of an issuer that is not trusted makes no request', async () => {
    const { present, claims, server } = await world();
    await present(jwtOf(claims({ iss: `${server.origin}/evil` }), key));
    expect(server.seen).toEqual([]);
  });

  it('is kept in the caller only where the operator wants to exchange it', async () => {
    const { present, claims } = await world({}, { keepToken: true });
    const token = await jwtOf(claims(), key);
    expect(await present(token)).toMatchObject({ caller: { token } });
    const other = await world();
    expect(await other.present(jwtOf(other.claims(), key))).not.toHaveProperty('caller.token');
  });
});

describe('an issuer', () => {
  const of = (issuer: Partial<JwtIssuer>) => () =>
    createIdentify({ resource: RESOURCE, jwt: [{ issuer: 'https://login.example.com', ...issuer }] });

  it.each<[string, Partial<JwtIssuer>, string]>([
    ['that is no URL', { issuer: 'login' }, 'The issuer is no URL.'],
    ['without encryption', { issuer: 'http://login.example.com' }, 'The issuer is not https'],
    ['with keys without encryption', { jwksUrl: 'http://login.example.com/keys' }, 'The jwksUrl of'],
    ['with a user in it', { issuer: 'https://a:b@login.example.com' }, 'The issuer has a user in it.'],
    [
      'with what ends it in ids',
      { issuer: 'https://login.example.com/|a' },
      'The issuer has a character of ? # | in it.',
    ],
    ['with a secret-key algorithm', { algorithms: ['RS256', 'HS256'] }, 'The algorithms of'],
    ['with the algorithm none', { algorithms: ['none'] }, 'The algorithms of'],
    ['without algorithms', { algorithms: [] }, 'The algorithms of'],
    ['for nobody', { audience: [] }, 'has no audience'],
    ['with endless tolerance', { clockToleranceSeconds: Number.POSITIVE_INFINITY }, 'The clock tolerance of'],
    ['with a scope that is two', { requiredScopes: ['a b'] }, 'has a scope with characters that no scope has'],
  ])('%s is refused at start', (_, issuer, message) => {
    expect(of(issuer)).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(message) }),
    );
  });

  it('without encryption is taken where the operator says so', () => {
    const jwt = [{ issuer: 'http://keycloak:8080/realms/x' }];
    expect(() => createIdentify({ resource: RESOURCE, jwt, allowHosts: ['keycloak:8080'] })).not.toThrow();
  });

  it('given twice is refused at start', () => {
    const jwt = [{ issuer: 'https://login.example.com' }, { issuer: 'https://login.example.com' }];
    expect(() => createIdentify({ resource: RESOURCE, jwt })).toThrow('An issuer is given twice.');
  });
});
