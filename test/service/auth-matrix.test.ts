import { beforeAll, describe, expect, it } from 'vitest';
import { authorizationServer, json, jwtOf, type SigningKey, signingKey } from '../identity/authorization-server.ts';
import {
  callAt,
  GUARDED_NOTES,
  type RecordingUpstream,
  recordingUpstream,
  type ServiceWorld,
  serveConfigFile,
  type ToolAnswer,
} from '../support/service-world.ts';

const RESOURCE = 'https://mcp.example.com/mcp';
const METADATA = 'https://mcp.example.com/.well-known/oauth-protected-resource/mcp';
const TOKEN = 'static-token-of-the-team-0123456789';
const FILE_TOKEN = 'token-from-a-file-0123456789-abcdef';
const OPAQUE = 'opaque-token-0123456789-abcdefghij';

let key: SigningKey;
let stranger: SigningKey;
beforeAll(async () => {
  [key, stranger] = await Promise.all([signingKey('k1'), signingKey('k1')]);
});

interface AuthWorld extends ServiceWorld {
  readonly upstream: RecordingUpstream;
  readonly issuer: string;
  /** A token that is right but for `changes`. */
  readonly jwt: (changes?: Readonly<Record<string, unknown>>, by?: SigningKey) => Promise<string>;
  readonly call: (token: string | undefined, path?: string) => Promise<ToolAnswer>;
}

async function authWorld(): Promise<AuthWorld> {
  const issuer = await authorizationServer();
  issuer.at.set('/keys', json({ keys: [key.publicJwk] }));
  issuer.at.set('/introspect', ({ form }, response) => {
    const { token = '' } = form;
    const known = { active: true, sub: 'carol', aud: RESOURCE, scope: 'notes', exp: inSeconds(300) };
    const answers: Readonly<Record<string, object>> = {
      [OPAQUE]: known,
      [`${OPAQUE}-elsewhere`]: { ...known, aud: 'https://other.example.com' },
      [`${OPAQUE}-scopeless`]: { ...known, scope: 'other' },
    };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(answers[token] ?? { active: false }));
  });
  const upstream = await recordingUpstream();
  const world = await serveConfigFile(
    {
      apis: { notes: { spec: 'notes.json', baseUrl: upstream.url, auth: { oauth: 'the-apis-own-token' } } },
      profiles: { team: { readOnly: true }, admin: {}, nobody: {} },
      server: {
        publicUrl: RESOURCE,
        auth: {
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a variable, as in a config file
          tokens: ['file:${FILE_TOKEN} notes'],
          issuers: [{ issuer: issuer.origin, jwksUrl: `${issuer.origin}/keys` }],
          introspection: {
            url: `${issuer.origin}/introspect`,
            clientId: 'trivium',
            clientSecret: 'introspection-secret',
          },
          requiredScopes: ['notes'],
          profiles: [
            { profile: '*', scopes: ['notes'] },
            { profile: 'team', scopes: ['notes'] },
            { profile: 'admin', scopes: ['notes:admin'], claims: { 'realm.groups': ['admins'] } },
          ],
        },
      },
      allowHosts: [new URL(issuer.origin).host],
    },
    {
      specs: { notes: GUARDED_NOTES },
      env: { FILE_TOKEN, TRIVIUM_HTTP_TOKENS: `team:${TOKEN} notes;poor:${TOKEN}-poor` },
    },
  );
  const claims = { iss: issuer.origin, aud: RESOURCE, sub: 'alice', scope: 'notes' };
  return {
    ...world,
    upstream,
    issuer: issuer.origin,
    jwt: (changes = {}, by = key) => jwtOf({ ...claims, exp: inSeconds(300), ...changes }, by),
    call: (token, path = '') =>
      callAt(
        `${world.url}${path}`,
        'execute_endpoint',
        { endpoint: 'getNote', params: { id: 7 } },
        token === undefined ? {} : { token },
      ),
  };
}

function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

const challenge = (...parts: readonly string[]): string => `Bearer ${['realm="trivium-mcp"', ...parts].join(', ')}`;
const WHERE = [`scope="notes"`, `resource_metadata="${METADATA}"`];
const invalid = (why: string): string => challenge('error="invalid_token"', `error_description="${why}"`, ...WHERE);
const lacking = (scopes: string, path = ''): string =>
  challenge(
    'error="insufficient_scope"',
    `error_description="The access token lacks a scope: this takes ${scopes}."`,
    `scope="${scopes}"`,
    `resource_metadata="${METADATA}${path}"`,
  );

type Present = (world: AuthWorld) => Promise<string | undefined> | string | undefined;

/** Who comes with what, where to; what they get: status and challenge. */
const MATRIX: readonly (readonly [string, Present, string, number, string | null])[] = [
  ['no token', () => undefined, '', 401, challenge(...WHERE)],
  [
    'an unknown token',
    () => 'who-knows-what-this-token-is-012345',
    '',
    401,
    invalid('The access token is not active.'),
  ],
  ['a bad signature', ({ jwt }) => jwt({}, stranger), '', 401, invalid('The signature of the access token is wrong.')],
  [
    'a wrong audience',
    ({ jwt }) => jwt({ aud: 'https://other.example.com' }),
    '',
    401,
    invalid('The access token is for another service than this one.'),
  ],
  [
    'no audience',
    ({ jwt }) => jwt({ aud: undefined }),
    '',
    401,
    invalid('The access token is for another service than this one.'),
  ],
  [
    'a wrong issuer',
    ({ jwt }) => jwt({ iss: 'https://elsewhere.example.com' }),
    '',
    401,
    invalid('The access token is not active.'),
  ],
  ['an expired token', ({ jwt }) => jwt({ exp: inSeconds(-300) }), '', 401, invalid('The access token has expired.')],
  [
    'a token that is not valid yet',
    ({ jwt }) => jwt({ nbf: inSeconds(300) }),
    '',
    401,
    invalid('The access token is not valid yet.'),
  ],
  ['a missing scope', ({ jwt }) => jwt({ scope: 'other' }), '', 403, lacking('notes')],
  ['a static token without the scope', () => `${TOKEN}-poor`, '', 403, lacking('notes')],
  [
    'an opaque token that is not active',
    () => 'withdrawn-token-0123456789-abcdefghij',
    '',
    401,
    invalid('The access token is not active.'),
  ],
  [
    'an opaque token for somebody else',
    () => `${OPAQUE}-elsewhere`,
    '',
    401,
    invalid('The access token is for another service than this one.'),
  ],
  ['an opaque token without the scope', () => `${OPAQUE}-scopeless`, '', 403, lacking('notes')],
  [
    'a profile that takes more scopes',
    ({ jwt }) => jwt({ realm: { groups: 'admins' } }),
    '/admin',
    403,
    lacking('notes notes:admin', '/admin'),
  ],
  ['a profile that no more scopes would open', ({ jwt }) => jwt(), '/admin', 403, null],
  [
    'a profile that takes another claim',
    ({ jwt }) => jwt({ scope: 'notes notes:admin', realm: { groups: 'staff' } }),
    '/admin',
    403,
    null,
  ],
  ['a profile that is nobody’s', ({ jwt }) => jwt(), '/nobody', 403, null],
  ['a right JWT', ({ jwt }) => jwt(), '', 200, null],
  ['a right JWT for the profile’s address', ({ jwt }) => jwt({ aud: `${RESOURCE}/team` }), '/team', 200, null],
  [
    'a right JWT with the claim',
    ({ jwt }) => jwt({ scope: 'notes notes:admin', realm: { groups: ['x', 'admins'] } }),
    '/admin',
    200,
    null,
  ],
  ['a static token of the environment', () => TOKEN, '', 200, null],
  ['a static token of the config file', () => FILE_TOKEN, '', 200, null],
  ['a right opaque token', () => OPAQUE, '', 200, null],
];

describe('the auth matrix', () => {
  it.each(MATRIX)('%s', async (_, present, path, status, expected) => {
    const world = await authWorld();
    const token = await present(world);
    const answer = await world.call(token, path);
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([status, expected]);
    expect(world.upstream.arrived).toHaveLength(status === 200 ? 1 : 0);
    if (token === undefined) return;
    expect(JSON.stringify(world.upstream.arrived)).not.toContain(token);
    expect(world.lines.join('\n')).not.toContain(token);
    expect(answer.text).not.toContain(token);
  });
});

describe('what a client without a token finds', () => {
  it.each(['', '/mcp', '/mcp/team'])(
    'is the metadata of the service at /.well-known/oauth-protected-resource%s',
    async (path) => {
      const { origin, issuer } = await authWorld();
      const response = await fetch(`${origin}/.well-known/oauth-protected-resource${path}`);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(await response.json()).toEqual({
        resource: `https://mcp.example.com${path === '' ? '/mcp' : path}`,
        authorization_servers: [issuer],
        scopes_supported: ['notes'],
        bearer_methods_supported: ['header'],
        resource_name: 'Trivium',
      });
    },
  );

  it('is challenged with the metadata of the address it asked', async () => {
    const world = await authWorld();
    const answer = await world.call(undefined, '/team');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(
      challenge(
        'scope="notes"',
        'resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp/team"',
      ),
    );
  });

  it('is a 400 where the header is no bearer token, and nothing at all for a token in the URL', async () => {
    const world = await authWorld();
    const setup = { headers: { authorization: 'Basic dXNlcjpwYXNzd29yZA==' } };
    const list = { query: 'notes' };
    expect((await callAt(world.url, 'list_endpoints', list, setup)).status).toBe(401);
    expect((await callAt(`${world.url}?access_token=${TOKEN}`, 'list_endpoints', list)).status).toBe(401);
    expect(
      (await callAt(world.url, 'list_endpoints', list, { headers: { authorization: `Bearer ${TOKEN} x` } })).status,
    ).toBe(400);
  });
});
