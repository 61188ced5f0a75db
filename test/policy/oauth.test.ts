import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ServeOptions, serveInMemory } from '../support/serve-in-memory.ts';

interface Seen {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

interface World {
  readonly origin: string;
  /** Requests to the token endpoint and to the API, in order. */
  readonly tokens: Seen[];
  readonly calls: Seen[];
  readonly call: (args?: Record<string, unknown>) => Promise<string>;
}

interface Setup extends ServeOptions {
  readonly scheme?: Record<string, unknown>;
  readonly scopes?: readonly string[];
  /** What the token endpoint answers to its nth request. */
  readonly issue?: (seen: Seen, count: number) => Answer | Promise<Answer>;
  /** Which access tokens the API takes. */
  readonly takes?: (authorization: string | undefined, count: number) => boolean;
}

const token = (count: number, more: object = {}): Answer => ({
  body: { access_token: `token-${count}`, token_type: 'Bearer', expires_in: 3600, ...more },
});

/** A real authorization server and API on loopback, and Trivium before them. */
async function world({
  scheme,
  scopes = [],
  issue = (_, count) => token(count),
  takes = () => true,
  ...options
}: Setup): Promise<World> {
  const tokens: Seen[] = [];
  const calls: Seen[] = [];
  const server = createServer(async (request, response) => {
    const seen = await see(request);
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (seen.path === '/discovery') return answer(200, { issuer: origin, token_endpoint: `${origin}/token` });
    if (seen.path === '/token') {
      const { status = 200, body } = await issue(seen, tokens.push(seen));
      return answer(status, body);
    }
    const isTaken = takes(seen.authorization, calls.push(seen));
    return answer(isTaken ? 200 : 401, isTaken ? { ok: true } : { error: 'who are you' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const flows = { clientCredentials: { tokenUrl: '/token', scopes: {} } };
  const spec = {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    servers: [{ url: origin }],
    components: { securitySchemes: { oauth: scheme ?? { type: 'oauth2', flows } } },
    security: [{ oauth: scopes }],
    paths: { '/things': { get: { operationId: 'list', responses: { '200': { description: 'ok' } } } } },
  };
  const filled = JSON.stringify(spec).replaceAll('http://origin', origin);
  const served = await serveInMemory(filled, options);
  onTestFinished(async () => {
    await served.close();
    server.closeAllConnections();
    server.close();
  });
  return {
    origin,
    tokens,
    calls,
    call: async (args = {}) => {
      const { content } = await served.client.callTool({
        name: 'execute_endpoint',
        arguments: { endpoint: 'list', ...args },
      });
      return (content as { text: string }[]).map((block) => block.text).join('\n');
    },
  };
}

async function see(request: IncomingMessage): Promise<Seen> {
  const form = Object.fromEntries(new URLSearchParams(await text(request)));
  return { path: request.url ?? '', authorization: request.headers.authorization, form };
}

const CLIENT = { env: { TRIVIUM_OAUTH_CLIENT_ID: 'me:too', TRIVIUM_OAUTH_CLIENT_SECRET: 's3cret/+ü' } };
const BASIC = `Basic ${Buffer.from('me%3Atoo:s3cret%2F%2B%C3%BC').toString('base64')}`;

describe('client credentials', () => {
  it('get a token once for many callers, with the scopes of the endpoint', async () => {
    const { call, tokens, calls } = await world({ ...CLIENT, scopes: ['read', 'all'] });
    const answers = await Promise.all(Array.from({ length: 8 }, () => call()));
    expect(answers.every((answer) => answer.includes('{"ok":true}'))).toBe(true);
    expect(tokens).toEqual([
      { path: '/token', authorization: BASIC, form: { grant_type: 'client_credentials', scope: 'all read' } },
    ]);
    expect(calls.map(({ authorization }) => authorization)).toEqual(Array.from({ length: 8 }, () => 'Bearer token-1'));
  });

  it('are renewed before they expire', async () => {
    const { call, calls } = await world({ ...CLIENT, issue: (_, count) => token(count, { expires_in: 0.02 }) });
    await call();
    await new Promise((resolve) => setTimeout(resolve, 30));
    await call();
    expect(calls.map(({ authorization }) => authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('are renewed once after a 401, for all who got one', async () => {
    const { call, tokens } = await world({ ...CLIENT, takes: (authorization) => authorization === 'Bearer token-2' });
    const answers = await Promise.all([call(), call(), call()]);
    expect(answers.every((answer) => answer.includes('{"ok":true}'))).toBe(true);
    expect(tokens).toHaveLength(2);
  });

  it('are not renewed again and again', async () => {
    const { call, tokens, calls } = await world({ ...CLIENT, takes: () => false });
    expect(await call()).toMatch(
      /^401 Unauthorized.*\nnote: oauth: configured \(TRIVIUM_OAUTH_CLIENT_ID, TRIVIUM_OAUTH_CLIENT_SECRET\)/s,
    );
    expect([tokens.length, calls.length]).toEqual([2, 2]);
  });

  it('go in the body where the server wants them there, and without scopes where it knows none', async () => {
    const { call, tokens } = await world({
      ...CLIENT,
      scopes: ['read'],
      issue: ({ form }, count) => {
        if (form.client_secret === undefined) return { status: 401, body: { error: 'invalid_client' } };
        return form.scope === undefined ? token(count) : { status: 400, body: { error: 'invalid_scope' } };
      },
    });
    expect(await call()).toContain('{"ok":true}');
    expect(tokens.at(-1)).toEqual({
      path: '/token',
      authorization: undefined,
      form: { grant_type: 'client_credentials', client_id: 'me:too', client_secret: 's3cret/+ü' },
    });
  });

  it('that are refused say so without the secret, and are not tried again at once', async () => {
    const { call, tokens, calls } = await world({
      ...CLIENT,
      issue: () => ({
        status: 400,
        body: { error: 'unauthorized_client', error_description: `not s3cret/+ü ${BASIC}\nhere` },
      }),
    });
    const expected =
      /^\[auth_failed\] No access token for oauth: 127\.0\.0\.1:\d+ answered 400 unauthorized_client not \[redacted\] Basic \[redacted\] here\.\nThe operator checks TRIVIUM_OAUTH_CLIENT_ID, TRIVIUM_OAUTH_CLIENT_SECRET\.$/;
    expect(await call()).toMatch(expected);
    expect(await call()).toMatch(expected);
    expect([tokens.length, calls.length]).toEqual([1, 0]);
  });

  it('are never shown, nor the token, wherever the API echoes them', async () => {
    const { call, origin } = await world({ ...CLIENT });
    await call();
    expect(await call({ dry_run: true })).toBe(
      `curl ${origin}/things -H 'accept: application/json, */*;q=0.8' -H 'authorization: Bearer [redacted]'`,
    );
  });

  it('go to no address that only a foreign description names', async () => {
    const scheme = {
      type: 'oauth2',
      flows: { clientCredentials: { tokenUrl: 'http://auth.example.com/token', scopes: {} } },
    };
    const { call } = await world({ ...CLIENT, scheme });
    expect(await call()).toMatch(
      /^\[target_refused\] http:\/\/auth\.example\.com would get the client's secret unencrypted\.\n.*--allow-host auth\.example\.com/,
    );
  });
});

describe('a refresh token', () => {
  const REFRESH = { env: { TRIVIUM_OAUTH_CLIENT_ID: 'me', TRIVIUM_OAUTH_REFRESH_TOKEN: 'first' } };

  it('gets access tokens, and is followed where it is replaced', async () => {
    const { call, tokens } = await world({
      ...REFRESH,
      issue: (_, count) => token(count, { refresh_token: `next-${count}` }),
      takes: (_, count) => count !== 2,
    });
    await call();
    await call();
    expect(tokens.map(({ form }) => form)).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'first', client_id: 'me' },
      { grant_type: 'refresh_token', refresh_token: 'next-1', client_id: 'me' },
    ]);
  });

  it('is used only when a ready access token is refused', async () => {
    const { call, calls, tokens } = await world({
      env: { ...REFRESH.env, TRIVIUM_OAUTH: 'ready' },
      takes: (_, count) => count !== 2,
    });
    await call();
    expect(tokens).toHaveLength(0);
    await call();
    expect(calls.map(({ authorization }) => authorization)).toEqual(['Bearer ready', 'Bearer ready', 'Bearer token-1']);
  });
});

describe('OpenID Connect', () => {
  it('finds the token endpoint by discovery', async () => {
    const { call, tokens } = await world({
      ...CLIENT,
      scheme: { type: 'openIdConnect', openIdConnectUrl: 'http://origin/discovery' },
    });
    expect(await call()).toContain('{"ok":true}');
    expect(tokens).toHaveLength(1);
  });
});

describe('a token source', () => {
  it('is not stopped for the others by one who waits no longer', async () => {
    let answer: (answer: Answer) => void = () => undefined;
    const waiting = new Promise<Answer>((resolve) => {
      answer = resolve;
    });
    const { call, tokens } = await world({ ...CLIENT, issue: () => waiting, timeoutMs: 5000 });
    const first = call();
    const second = call();
    setTimeout(() => answer(token(1)), 50);
    expect((await Promise.all([first, second])).every((each) => each.includes('{"ok":true}'))).toBe(true);
    expect(tokens).toHaveLength(1);
  });
});
