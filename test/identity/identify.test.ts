import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdentify, type IdentifyOptions } from '../../src/identity/identify.ts';
import { type Refusal, refuseScopes } from '../../src/identity/refusal.ts';
import { authorizationServer, json, jwtOf, METADATA, RESOURCE, signingKey, testClock } from './authorization-server.ts';

const tokens = [
  { name: 'alice', token: 'alices-token', scopes: ['mcp', 'mcp:admin'] },
  { name: 'bob', token: 'bobs-token', scopes: [] },
];

const METADATA_PART = `resource_metadata="${METADATA}"`;

describe('a request', () => {
  const identify = createIdentify({ tokens, resource: RESOURCE, requiredScopes: ['mcp'] });

  it.each<[string, string | undefined, Refusal]>([
    [
      'without credentials',
      undefined,
      {
        status: 401,
        error: undefined,
        message: 'This server wants a bearer token in the Authorization header.',
        challenge: `Bearer realm="trivium-mcp", scope="mcp", ${METADATA_PART}`,
      },
    ],
    [
      'of another scheme',
      'Basic YTpi',
      {
        status: 401,
        error: undefined,
        message: 'This server wants a bearer token in the Authorization header.',
        challenge: `Bearer realm="trivium-mcp", scope="mcp", ${METADATA_PART}`,
      },
    ],
    [
      'with two tokens',
      'Bearer a, Bearer b',
      {
        status: 400,
        error: 'invalid_request',
        message: "The Authorization header is not 'Bearer' and one token.",
        challenge: `Bearer realm="trivium-mcp", error="invalid_request", error_description="The Authorization header is not 'Bearer' and one token.", scope="mcp", ${METADATA_PART}`,
      },
    ],
    [
      'with an endless token',
      `Bearer ${'a'.repeat(20_000)}`,
      {
        status: 400,
        error: 'invalid_request',
        message: 'The access token is too long.',
        challenge: `Bearer realm="trivium-mcp", error="invalid_request", error_description="The access token is too long.", scope="mcp", ${METADATA_PART}`,
      },
    ],
    [
      'with a wrong token',
      'Bearer somebodys-token',
      {
        status: 401,
        error: 'invalid_token',
        message: 'The access token is unknown here, or of an issuer that this server does not trust.',
        challenge: `Bearer realm="trivium-mcp", error="invalid_token", error_description="The access token is unknown here, or of an issuer that this server does not trust.", scope="mcp", ${METADATA_PART}`,
      },
    ],
    [
      'without a scope',
      'Bearer bobs-token',
      {
        status: 403,
        error: 'insufficient_scope',
        message: 'The access token lacks a scope: this takes mcp.',
        challenge: `Bearer realm="trivium-mcp", error="insufficient_scope", error_description="The access token lacks a scope: this takes mcp.", scope="mcp", ${METADATA_PART}`,
      },
    ],
  ])('%s is refused', async (_, authorization, refusal) => {
    expect(await identify({ authorization })).toEqual({ refusal });
  });

  it('with the right token is of its holder, and nobody keeps a static token', async () => {
    const keeping = createIdentify({ tokens, keepToken: true });
    expect(await identify({ authorization: 'Bearer alices-token' })).toMatchObject({ caller: { id: 'token:alice' } });
    expect(await keeping({ authorization: 'Bearer bobs-token' })).not.toHaveProperty('caller.token');
  });

  it('is challenged with a realm where there is nothing else to say', async () => {
    const plain = createIdentify({ tokens });
    expect(await plain({ authorization: undefined })).toMatchObject({
      refusal: { challenge: 'Bearer realm="trivium-mcp"' },
    });
  });
});

describe('several ways of recognising', () => {
  it('serve side by side', async () => {
    const key = await signingKey('k1');
    const server = await authorizationServer();
    const clock = testClock();
    const said = { sub: 'carol', aud: RESOURCE, exp: clock.seconds() + 60 };
    server.at.set('/keys', json({ keys: [key.publicJwk] }));
    server.at.set('/introspect', json({ active: true, ...said }));
    const identify = createIdentify({
      tokens,
      resource: RESOURCE,
      clock,
      jwt: [{ issuer: server.origin, jwksUrl: `${server.origin}/keys` }],
      introspection: { url: `${server.origin}/introspect`, clientId: 'a', clientSecret: 'b', issuer: server.origin },
    });
    const idOf = async (token: string): Promise<unknown> => {
      const found = await identify({ authorization: `Bearer ${token}` });
      return 'caller' in found ? found.caller.id : found.refusal.status;
    };
    expect(await idOf('alices-token')).toBe('token:alice');
    expect(server.seen).toEqual([]);
    expect(await idOf(await jwtOf({ iss: server.origin, ...said }, key))).toBe(`${server.origin}|carol`);
    expect(server.count('/introspect')).toBe(0);
    expect(await idOf('opaque')).toBe(`${server.origin}|carol`);
  });

  it('ask at first for what one issuer alone wants only where there is no other', async () => {
    const of = async (options: Partial<IdentifyOptions>): Promise<unknown> => {
      const found = await createIdentify({ resource: RESOURCE, requiredScopes: ['mcp'], ...options })({
        authorization: undefined,
      });
      return 'refusal' in found ? /scope="(.*?)"/.exec(found.refusal.challenge ?? '')?.[1] : undefined;
    };
    const one = { issuer: 'https://one.example', requiredScopes: ['one', 'mcp'] };
    const two = { issuer: 'https://two.example', requiredScopes: ['two'] };
    expect(await of({ jwt: [one] })).toBe('mcp one');
    expect(await of({ jwt: [one, two] })).toBe('mcp');
  });

  it.each<[string, IdentifyOptions, string]>([
    ['none', {}, 'There are no tokens, no issuer and no introspection to tell callers by.'],
    [
      'an empty one',
      { tokens: [], jwt: [] },
      'There are no tokens, no issuer and no introspection to tell callers by.',
    ],
    ['a resource that is none', { tokens, resource: '/mcp' }, "The service's own URI is no http(s) URL"],
    ['a scope that is none', { tokens, requiredScopes: ['a"b'] }, 'requiredScopes has a scope with characters'],
  ])('are refused at start: %s', (_, options, message) => {
    expect(() => createIdentify(options)).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(message) }),
    );
  });
});

describe('a step up', () => {
  it('names what the call takes and where to ask for it', () => {
    expect(refuseScopes(['mcp', 'orders:write'], { resource: RESOURCE })).toEqual({
      status: 403,
      error: 'insufficient_scope',
      message: 'The access token lacks a scope: this takes mcp orders:write.',
      challenge: `Bearer realm="trivium-mcp", error="insufficient_scope", error_description="The access token lacks a scope: this takes mcp orders:write.", scope="mcp orders:write", ${METADATA_PART}`,
    });
  });

  const hostile = fc.constantFrom('"', '\\', '\r', '\n', '\0', ' ', ',', '=', 'a', 'é', '\u2028', '\ud800');
  it('never breaks out of its header, whatever the scopes are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: hostile })), (scopes) => {
        expect(refuseScopes(scopes, { resource: RESOURCE }).challenge).toMatch(CHALLENGE);
      }),
    );
  });
});

/** `auth-param`s of visible ASCII, each a quoted-string. */
const CHALLENGE =
  /^Bearer [a-z_]+="(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"(?:, [a-z_]+="(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*")*$/;

describe('a refusal', () => {
  it('never holds anything of the token, whatever it is made of', async () => {
    const key = await signingKey('k1', 'ES256');
    const stranger = await signingKey('k1', 'ES256');
    const server = await authorizationServer();
    const clock = testClock();
    server.at.set('/keys', json({ keys: [key.publicJwk] }));
    server.at.set('/introspect', json({ active: false }));
    const jwt = [{ issuer: server.origin, jwksUrl: `${server.origin}/keys` }];
    const introspection = { url: `${server.origin}/introspect`, clientId: 'a', clientSecret: 'b' };
    const common = { resource: RESOURCE, clock, tokens, requiredScopes: ['never'] };
    const all = [
      createIdentify({ ...common, jwt }),
      createIdentify({ ...common, introspection }),
      createIdentify({ ...common, jwt, introspection, keepToken: true }),
    ];
    // long enough that it is no word of ours by chance
    const text = fc.string({ unit: 'binary', minLength: 12, maxLength: 60 });
    const bearer = fc.stringMatching(/^[A-Za-z0-9._~+/-]{12,60}={0,2}$/);
    const evil = text.map((each) => `x"\r\nSet-Cookie: a=${each}\\"`);
    const claims = fc.record(
      {
        iss: fc.constantFrom(server.origin, 'https://evil.example"\r\n'),
        aud: fc.oneof(fc.constant<unknown>(RESOURCE), evil, fc.array(evil)),
        sub: fc.oneof(evil, fc.constant<unknown>('')),
        exp: fc.oneof(fc.constant<unknown>(clock.seconds() + 60), evil, fc.constant(1)),
        nbf: fc.oneof(fc.constant<unknown>(1), evil),
        scope: evil,
        scp: fc.array(evil),
      },
      { requiredKeys: [] },
    );
    const signed = fc.tuple(claims, fc.boolean(), fc.oneof(evil, fc.constant('JWT')));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(text, bearer, evil, signed),
        fc.constantFrom('Bearer ', 'bearer', 'Basic ', ''),
        async (given, scheme) => {
          const isSigned = typeof given !== 'string';
          const token = isSigned ? await jwtOf(given[0] as never, given[1] ? key : stranger, { typ: given[2] }) : given;
          for (const identify of all) {
            const found = await identify({ authorization: `${isSigned ? 'Bearer ' : scheme}${token}` });
            if ('caller' in found) throw new Error('nobody has that token');
            const { message, challenge } = found.refusal;
            for (const shown of [message, challenge ?? '']) {
              expect(shown).not.toContain(token);
              expect(shown).not.toContain('Cookie');
              expect(shown).not.toContain('evil');
            }
            expect(challenge).toMatch(CHALLENGE);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
