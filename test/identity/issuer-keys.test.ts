import type { JWTPayload } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createIdentify } from '../../src/identity/identify.ts';
import {
  type AuthorizationServer,
  authorizationServer,
  down,
  json,
  jwtOf,
  logLines,
  RESOURCE,
  type SigningKey,
  signingKey,
  type TestClock,
  testClock,
} from './authorization-server.ts';

let first: SigningKey;
let second: SigningKey;
let unpublished: SigningKey;
beforeAll(async () => {
  [first, second, unpublished] = await Promise.all([signingKey('k1'), signingKey('k2'), signingKey('k3')]);
});

interface World {
  readonly server: AuthorizationServer;
  readonly clock: TestClock;
  readonly lines: readonly string[];
  /** Of each request that was made. */
  readonly signals: readonly AbortSignal[];
  /** `ok`, or the status and what else a client sees. */
  readonly outcome: (key: SigningKey) => Promise<unknown>;
  readonly publish: (...keys: readonly SigningKey[]) => void;
  readonly fetches: () => number;
}

async function world(): Promise<World> {
  const server = await authorizationServer();
  const clock = testClock();
  const { log, lines } = logLines();
  const jwt = [{ issuer: server.origin, jwksUrl: `${server.origin}/keys` }];
  const signals: AbortSignal[] = [];
  const identify = createIdentify({
    resource: RESOURCE,
    jwt,
    clock,
    log,
    fetch: (url, init) => {
      signals.push(init.signal);
      return fetch(url, init);
    },
  });
  let issued = 0;
  // each token is another one: those that were seen already need no key
  const claims = (): JWTPayload => ({
    iss: server.origin,
    aud: RESOURCE,
    sub: 'a',
    exp: clock.seconds() + 300,
    jti: `${++issued}`,
  });
  const publish = (...keys: readonly SigningKey[]): void => {
    server.at.set('/keys', json({ keys: keys.map(({ publicJwk }) => publicJwk) }));
  };
  publish(first);
  return {
    server,
    clock,
    lines,
    signals,
    publish,
    fetches: () => server.count('/keys'),
    outcome: async (key) => {
      const found = await identify({ authorization: `Bearer ${await jwtOf(claims(), key)}` });
      return 'caller' in found ? 'ok' : found.refusal;
    },
  };
}

const NOT_PUBLISHED = {
  status: 401,
  error: 'invalid_token',
  message: 'The access token is signed with a key that its issuer does not publish.',
};

const unavailable = (retryAfterSeconds: number) => ({
  status: 503,
  error: 'temporarily_unavailable',
  message: 'The access token cannot be verified: the keys of its issuer cannot be read at the moment.',
  retryAfterSeconds,
});

describe('the keys of an issuer', () => {
  it('are read once for all who wait and all who come', async () => {
    const { outcome, fetches } = await world();
    expect(await Promise.all([first, first, first].map(outcome))).toEqual(['ok', 'ok', 'ok']);
    expect(await outcome(first)).toBe('ok');
    expect(fetches()).toBe(1);
  });

  it('are read once more for an unknown one, and then not for half a minute', async () => {
    const { outcome, fetches, clock } = await world();
    await outcome(first);
    clock.pass(30_000);
    for (let asked = 0; asked < 5; asked++) expect(await outcome(unpublished)).toMatchObject(NOT_PUBLISHED);
    expect(fetches()).toBe(2);
    clock.pass(29_999);
    expect(await outcome(unpublished)).toMatchObject(NOT_PUBLISHED);
    expect(fetches()).toBe(2);
    clock.pass(1);
    await Promise.all([unpublished, unpublished].map(outcome));
    expect(fetches()).toBe(3);
  });

  it('may be changed: the new one is found, the old one lives on while it is published', async () => {
    const { outcome, publish, clock } = await world();
    await outcome(first);
    publish(first, second);
    clock.pass(30_000);
    expect(await outcome(second)).toBe('ok');
    expect(await outcome(first)).toBe('ok');
    publish(second);
    clock.pass(600_000);
    expect(await outcome(first)).toMatchObject(NOT_PUBLISHED);
    expect(await outcome(second)).toBe('ok');
  });

  it('serve on while their issuer is down, which is asked now and then', async () => {
    const { outcome, server, fetches, clock, lines } = await world();
    await outcome(first);
    server.at.set('/keys', down);
    clock.pass(3_600_000);
    for (let asked = 0; asked < 5; asked++) expect(await outcome(first)).toBe('ok');
    expect(fetches()).toBe(2);
    clock.pass(30_000);
    expect(await outcome(first)).toBe('ok');
    expect(fetches()).toBe(3);
    const { host } = new URL(server.origin);
    expect(lines[0]).toBe(`trivium: warn: the keys of ${server.origin} cannot be read: ${host} answered 500\n`);
  });

  it('serve on while their issuer is silent, before it is given up', async () => {
    const { outcome, server, clock, signals } = await world();
    await outcome(first);
    server.at.set('/keys', () => undefined);
    clock.pass(3_600_000);
    expect(await Promise.all([first, first].map(outcome))).toEqual(['ok', 'ok']);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
  });

  it('do not serve a day later, when nobody knows whether they were withdrawn', async () => {
    const { outcome, server, clock, publish } = await world();
    await outcome(first);
    server.at.set('/keys', down);
    clock.pass(24 * 3_600_000);
    expect(await outcome(first)).toEqual(unavailable(5));
    publish(first);
    clock.pass(5000);
    expect(await outcome(first)).toBe('ok');
  });

  it('that cannot be had make a 503 that says when to come again, and few requests', async () => {
    const { outcome, server, fetches, clock, publish } = await world();
    server.at.set('/keys', down);
    expect(await outcome(first)).toEqual(unavailable(5));
    clock.pass(2000);
    expect(await outcome(first)).toEqual(unavailable(3));
    expect(fetches()).toBe(1);
    publish(first);
    clock.pass(3000);
    expect(await outcome(first)).toBe('ok');
  });

  it('that may be newer than those we have make a 503 too: the token may be good', async () => {
    const { outcome, server, clock, fetches } = await world();
    await outcome(first);
    server.at.set('/keys', down);
    clock.pass(30_000);
    expect(await outcome(second)).toEqual(unavailable(30));
    clock.pass(10_000);
    expect(await outcome(second)).toEqual(unavailable(20));
    expect(await outcome(first)).toBe('ok');
    expect(fetches()).toBe(2);
  });

  it.each<[string, unknown]>([
    ['no list', { keys: 'k' }],
    ['no keys at all', {}],
    ['no object', ['k']],
    ['no keys but text', { keys: ['k'] }],
  ])('that are %s are none', async (_, body) => {
    const { outcome, server } = await world();
    server.at.set('/keys', json(body));
    expect(await outcome(first)).toEqual(unavailable(5));
  });

  it('are not followed elsewhere, nor read without end', async () => {
    const { outcome, server, clock, lines } = await world();
    server.at.set('/elsewhere', json({ keys: [first.publicJwk] }));
    server.at.set('/keys', (_, response) => response.writeHead(302, { location: `${server.origin}/elsewhere` }).end());
    expect(await outcome(first)).toEqual(unavailable(5));
    expect(server.count('/elsewhere')).toBe(0);
    server.at.set('/keys', (_, response) => response.writeHead(200).end(' '.repeat(2 * 1024 * 1024)));
    clock.pass(5000);
    expect(await outcome(first)).toEqual(unavailable(5));
    expect(lines.at(-1)).toContain('answered with more than 1 MB');
  });

  it('that are secret are not used', async () => {
    const { outcome, server } = await world();
    server.at.set('/keys', json({ keys: [{ kty: 'oct', kid: 'k1', k: Buffer.alloc(32, 1).toString('base64url') }] }));
    expect(await outcome(first)).toMatchObject(NOT_PUBLISHED);
  });
});
