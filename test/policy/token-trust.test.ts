import { describe, expect, it } from 'vitest';
import type { SpecSource } from '../../src/config.ts';
import { toToolError } from '../../src/errors.ts';
import { vouchForToken } from '../../src/policy/token-trust.ts';
import { buildApi } from './build-api.ts';
import { CLIENT, world } from './oauth-world.ts';

const FILE: SpecSource = { kind: 'file', path: 'shop.yaml' };
const WEB: SpecSource = { kind: 'url', url: 'https://docs.example/shop.json' };
const PLAIN: SpecSource = { kind: 'url', url: 'http://docs.example/shop.json' };

interface Word {
  readonly source?: SpecSource;
  readonly allowHosts?: readonly string[];
  readonly isOwnAddress?: boolean;
  readonly foundAt?: string;
}

function judged(url: string, { source = FILE, allowHosts = [], isOwnAddress = false, foundAt }: Word): string {
  try {
    const isVouched = vouchForToken(url, { api: buildApi(), source, allowHosts, isOwnAddress }, foundAt);
    return isVouched ? 'may be private' : 'must be public';
  } catch (error) {
    const { code, message, hint } = toToolError(error);
    return `${code} ${/unencrypted|not where it was loaded from/.exec(message)?.[0]} ${/--allow-host \S+[a-z\d]/.exec(hint ?? '')?.[0]}`;
  }
}

const FOREIGN = 'target_refused not where it was loaded from --allow-host auth.example';
const OPEN = 'target_refused unencrypted --allow-host auth.example';

describe("a client's secret", () => {
  it.each<[string, Word, string]>([
    ['https://auth.example/token', {}, 'may be private'],
    ['http://auth.example/token', {}, OPEN],
    ['http://auth.example/token', { allowHosts: ['auth.example'] }, 'may be private'],
    ['http://auth.example/token', { isOwnAddress: true }, OPEN],
    ['http://localhost:3000/token', {}, 'may be private'],
    ['http://127.0.0.2/token', {}, 'may be private'],
    ['http://127.0.0.1.auth.example/token', {}, `${OPEN.replace(/auth\.example/, '127.0.0.1.auth.example')}`],
    ['https://auth.example/token', { source: WEB }, FOREIGN],
    ['https://auth.example/token', { source: WEB, allowHosts: ['auth.example:443'] }, 'may be private'],
    ['https://auth.example/token', { source: WEB, isOwnAddress: true }, 'may be private'],
    ['https://docs.example/token', { source: WEB }, 'may be private'],
    ['https://docs.example:8443/token', { source: WEB }, FOREIGN.replace('auth.example', 'docs.example:8443')],
    ['https://docs.example/token', { source: PLAIN }, 'may be private'],
    ['http://docs.example/token', { source: PLAIN }, OPEN.replace('auth.example', 'docs.example')],
    ['https://auth.example/token', { foundAt: 'https://login.example/x' }, 'must be public'],
    ['https://auth.example/token', { foundAt: 'https://auth.example/x' }, 'may be private'],
    ['https://auth.example/token', { source: WEB, foundAt: 'https://docs.example/x' }, FOREIGN],
  ])('%s with %j: %s', (url, word, expected) => {
    expect(judged(url, word)).toBe(expected);
  });

  it('of a description from a private URL goes to its own origin and no other', async () => {
    const own = await world({ ...CLIENT, fromUrl: 'http://127.0.0.1', servers: ['/'] });
    expect(await own.call()).toContain('"ok":true');
    const flow = { tokenUrl: 'http://localhost:1/token', scopes: {} };
    const scheme = { type: 'oauth2', flows: { clientCredentials: flow } };
    const other = await world({ ...CLIENT, fromUrl: 'http://127.0.0.1', servers: ['/'], scheme });
    expect(await other.call()).toMatch(
      /^\[target_refused\] The description of spec wants its client's secret sent to http:\/\/localhost:1, .*\n.*--allow-host localhost:1, or sets the token URL\.$/,
    );
    expect(other.calls).toEqual([]);
  });

  it('goes where the operator says the API is, if the description only says a path', async () => {
    const relative = await world({ ...CLIENT, servers: ['/'], baseUrl: 'http://origin' });
    expect(await relative.call()).toContain('"ok":true');
    const nowhere = await world({ ...CLIENT, servers: ['/'] });
    expect(await nowhere.call()).toBe(
      '[config_invalid] The token URL of oauth is no http(s) URL.\nThe operator sets TRIVIUM_OAUTH_TOKEN_URL to https://….',
    );
  });

  it('goes to the token URL that the operator sets instead', async () => {
    const scheme = { type: 'oauth2', flows: { implicit: { authorizationUrl: 'https://a.example', scopes: {} } } };
    const { call } = await world({ ...CLIENT, scheme });
    expect(await call()).toBe(
      '[config_invalid] The credential oauth lacks its token URL, which the description does not say.\nThe operator sets TRIVIUM_OAUTH_TOKEN_URL.',
    );
    const env = { ...CLIENT.env, TRIVIUM_OAUTH_TOKEN_URL: '/token' };
    const set = await world({ env, scheme });
    expect(await set.call()).toContain('"ok":true');
  });
});

describe('OpenID Connect', () => {
  const scheme = { type: 'openIdConnect', openIdConnectUrl: 'http://origin/me/.well-known/openid-configuration' };
  const metadata = { issuer: 'http://origin/me', token_endpoint: 'http://origin/token' };

  it('finds the token endpoint by discovery, once', async () => {
    const { call, tokens } = await world({ ...CLIENT, scheme, metadata, takes: (_, count) => count !== 1 });
    expect(await call()).toContain('"ok":true');
    expect(tokens).toHaveLength(2);
  });

  it.each([
    [{ ...metadata, issuer: 'http://origin/you' }, "is another issuer's"],
    [{ token_endpoint: 'http://origin/token' }, "is another issuer's"],
    [{ issuer: 'http://origin/me' }, 'names no token endpoint that can be used'],
    [{ ...metadata, token_endpoint: 'http://auth.example/token' }, 'names no token endpoint that can be used'],
  ])('takes no word from %j', async (said, why) => {
    const { call, calls } = await world({ ...CLIENT, scheme, metadata: said });
    expect(await call()).toMatch(
      new RegExp(`^\\[auth_failed\\] No access token for oauth: the discovery document at .* ${why}\\.`),
    );
    expect(calls).toEqual([]);
  });

  it('leads nowhere private, and from a description of a URL nowhere else', async () => {
    const elsewhere = { ...metadata, token_endpoint: 'https://10.1.2.3/token' };
    const file = await world({ ...CLIENT, scheme, metadata: elsewhere });
    expect(await file.call()).toMatch(/^\[target_refused\] 10\.1\.2\.3 is not a public address/);
    const url = await world({ ...CLIENT, scheme, metadata: elsewhere, fromUrl: 'http://127.0.0.1' });
    expect(await url.call()).toMatch(/^\[target_refused\] .* sent to https:\/\/10\.1\.2\.3, /);
  });

  it('works at an address of the provider’s own making', async () => {
    const own = { type: 'openIdConnect', openIdConnectUrl: 'http://origin/discovery' };
    expect(await (await world({ ...CLIENT, scheme: own })).call()).toContain('"ok":true');
  });
});
