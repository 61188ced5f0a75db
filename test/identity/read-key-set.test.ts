import { beforeAll, describe, expect, it } from 'vitest';
import { ToolError } from '../../src/errors.ts';
import { SYSTEM_CLOCK } from '../../src/identity/clock.ts';
import type { Fetch } from '../../src/identity/read-json.ts';
import { createKeySetReader, metadataUrls } from '../../src/identity/read-key-set.ts';
import {
  type AuthorizationServer,
  authorizationServer,
  down,
  json,
  logLines,
  type SigningKey,
  signingKey,
} from './authorization-server.ts';

let key: SigningKey;
beforeAll(async () => {
  key = await signingKey('k1');
});

function readerOf(issuer: string, fetch: Fetch = globalThis.fetch) {
  const { log, lines } = logLines();
  return {
    lines,
    read: createKeySetReader({ issuer, jwksUrl: undefined }, { fetch, log, clock: SYSTEM_CLOCK, allowHosts: [] }),
  };
}

async function serverWith(metadata: Readonly<Record<string, (server: AuthorizationServer) => unknown>>) {
  const server = await authorizationServer();
  server.at.set('/keys', json({ keys: [key.publicJwk] }));
  for (const [path, body] of Object.entries(metadata)) server.at.set(path, json(body(server)));
  return server;
}

describe('the metadata of an issuer', () => {
  it('is looked for where each standard puts it', () => {
    expect(metadataUrls('https://a.example/tenant/1/')).toEqual([
      'https://a.example/.well-known/oauth-authorization-server/tenant/1',
      'https://a.example/.well-known/openid-configuration/tenant/1',
      'https://a.example/tenant/1/.well-known/openid-configuration',
    ]);
    expect(metadataUrls('https://a.example/')).toEqual([
      'https://a.example/.well-known/oauth-authorization-server',
      'https://a.example/.well-known/openid-configuration',
    ]);
  });

  it.each([
    '/.well-known/oauth-authorization-server/t',
    '/.well-known/openid-configuration/t',
    '/t/.well-known/openid-configuration',
  ])('says at %s where its keys are, and is then known', async (path) => {
    const server = await serverWith({
      [path]: ({ origin }) => ({ issuer: `${origin}/t`, jwks_uri: `${origin}/keys` }),
    });
    const { read } = readerOf(`${server.origin}/t`);
    expect(await read()).toEqual({ keys: [key.publicJwk] });
    await read();
    expect(server.count(path)).toBe(1);
    expect(server.count('/keys')).toBe(2);
  });

  it('is looked for again once the keys are not where they were', async () => {
    const path = '/.well-known/oauth-authorization-server';
    const server = await serverWith({ [path]: ({ origin }) => ({ issuer: origin, jwks_uri: `${origin}/keys` }) });
    const { read } = readerOf(server.origin);
    await read();
    server.at.set('/keys', down);
    await expect(read()).rejects.toThrow();
    server.at.set('/new', json({ keys: [] }));
    server.at.set(path, json({ issuer: server.origin, jwks_uri: `${server.origin}/new` }));
    expect(await read()).toEqual({ keys: [] });
  });

  it.each<[string, (server: AuthorizationServer) => unknown, string]>([
    [
      'of another issuer',
      () => ({ issuer: 'https://evil.example', jwks_uri: 'x' }),
      'is the metadata of another issuer',
    ],
    [
      'of an issuer with a slash more',
      ({ origin }) => ({ issuer: `${origin}/`, jwks_uri: `${origin}/keys` }),
      'is the metadata of another issuer',
    ],
    ['without keys', ({ origin }) => ({ issuer: origin }), 'names no jwks_uri'],
    [
      'with keys without encryption',
      ({ origin }) => ({ issuer: origin, jwks_uri: 'http://keys.example/' }),
      'is not https',
    ],
    ['with keys that are no URL', ({ origin }) => ({ issuer: origin, jwks_uri: 'keys' }), 'is no URL'],
  ])('%s is not used, and the log says why', async (_, body, reason) => {
    const server = await serverWith({ '/.well-known/oauth-authorization-server': body });
    const { read, lines } = readerOf(server.origin);
    await expect(read()).rejects.toThrow(reason);
    expect(lines.join('')).toContain(reason);
    expect(server.count('/keys')).toBe(0);
  });

  it('is read with the fetch that was handed in, whose refusal the log repeats', async () => {
    const asked: string[] = [];
    const { read, lines } = readerOf('https://login.example.com', async (url) => {
      asked.push(url);
      throw new ToolError('target_refused', 'login.example.com is not a public address.');
    });
    await expect(read()).rejects.toThrow();
    expect(asked).toEqual(metadataUrls('https://login.example.com'));
    expect(lines.join('')).toContain('login.example.com is not a public address');
  });

  it('makes an address of another origin nobody vouches for; what the operator wrote may be private', async () => {
    const asked: [string, boolean][] = [];
    const answers: Readonly<Record<string, unknown>> = {
      'https://a.example/.well-known/oauth-authorization-server': {
        issuer: 'https://a.example',
        jwks_uri: 'https://b.example/keys',
      },
      'https://b.example/keys': { keys: [] },
    };
    const { read } = readerOf('https://a.example', async (url, { trusted }) => {
      asked.push([url, trusted]);
      return { status: 200, body: [Buffer.from(JSON.stringify(answers[url]))] };
    });
    expect(await read()).toEqual({ keys: [] });
    expect(asked).toEqual([
      ['https://a.example/.well-known/oauth-authorization-server', true],
      ['https://b.example/keys', false],
    ]);
  });
});
