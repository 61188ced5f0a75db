import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { configFor, type ServeOptions, serveConfig, serveInMemory } from '../support/serve-in-memory.ts';

interface Seen {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface World {
  readonly origin: string;
  /** Requests to the token endpoint and to the API, in order. */
  readonly tokens: Seen[];
  readonly calls: Seen[];
  readonly call: (args?: Record<string, unknown>, signal?: AbortSignal) => Promise<string>;
}

export interface Setup extends ServeOptions {
  readonly scheme?: Record<string, unknown>;
  readonly scopes?: readonly string[];
  readonly servers?: readonly string[];
  /** The description is loaded from the server itself, as `http://<this host>`. */
  readonly fromUrl?: string;
  /** What the token endpoint answers to its nth request. */
  readonly issue?: (seen: Seen, count: number) => Answer | Promise<Answer>;
  /** Which access tokens the API takes. */
  readonly takes?: (authorization: string | undefined, count: number) => boolean;
  /** The provider's metadata, with `http://origin` for the server's own. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export const token = (count: number, more: object = {}): Answer => ({
  body: { access_token: `token-${count}`, token_type: 'Bearer', expires_in: 3600, ...more },
});

/** The default scheme: client credentials at `/token`. */
const CLIENT_FLOW = { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/token', scopes: {} } } };

/**
 * A real authorization server and API on loopback, and Trivium before them. The API's answer repeats every `Authorization` it
 * has seen; its operations are `list`, with `scopes`, and `count`, with the scope `count`.
 */
export async function world(setup: Setup): Promise<World> {
  const { issue = (_, count) => token(count), takes = () => true, metadata } = setup;
  const tokens: Seen[] = [];
  const calls: Seen[] = [];
  let description = '';
  const server = createServer(async (request, response) => {
    const seen = await see(request);
    const answer = ({ status = 200, body, headers = {} }: Answer) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    if (seen.path === '/openapi.json') return response.end(description);
    if (seen.path.includes('discovery') || seen.path.includes('.well-known'))
      return answer({
        body: JSON.parse(at(metadata ?? { issuer: 'http://origin', token_endpoint: 'http://origin/token' })),
      });
    if (seen.path === '/token') return answer(await issue(seen, tokens.push(seen)));
    const isTaken = takes(seen.authorization, calls.push(seen));
    const echo = calls.map(({ authorization }) => authorization);
    return answer(isTaken ? { body: { ok: true, echo } } : { status: 401, body: { error: 'who are you', echo } });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const at = (value: unknown): string => JSON.stringify(value).replaceAll('http://origin', origin);
  description = at(descriptionOf(setup));
  const options = optionsOf(setup, origin);
  const served = await (setup.fromUrl === undefined
    ? serveInMemory(description, options)
    : serveFrom(`${setup.fromUrl}:${port}/openapi.json`, options));
  onTestFinished(async () => {
    await served.close();
    server.closeAllConnections();
    server.close();
  });
  const call = async (args: Record<string, unknown> = {}, signal?: AbortSignal): Promise<string> => {
    const request = { name: 'execute_endpoint', arguments: { endpoint: 'list', ...args } };
    const { content } = await served.client.callTool(request, signal === undefined ? {} : { signal });
    return (content as { text: string }[]).map((block) => block.text).join('\n');
  };
  return { origin, tokens, calls, call };
}

function descriptionOf({ scheme = CLIENT_FLOW, scopes = [], servers = ['http://origin'] }: Setup): unknown {
  const operation = (operationId: string, wanted: readonly string[]) => ({
    get: { operationId, security: [{ oauth: wanted }], responses: { '200': { description: 'ok' } } },
  });
  return {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    servers: servers.map((url) => ({ url })),
    components: { securitySchemes: { oauth: scheme } },
    paths: { '/things': operation('list', scopes), '/number': operation('count', ['count']) },
  };
}

function optionsOf(
  { env = {}, headers = [], allowHosts = [], timeoutMs, baseUrl }: Setup,
  origin: string,
): ServeOptions {
  return {
    ...{ env, headers, allowHosts },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(baseUrl === undefined ? {} : { baseUrl: baseUrl.replace('http://origin', origin) }),
  };
}

function serveFrom(url: string, options: ServeOptions) {
  const config = configFor({ spec: '' }, options);
  return serveConfig({ ...config, apis: config.apis.map((api) => ({ ...api, source: { kind: 'url', url } })) });
}

async function see(request: IncomingMessage): Promise<Seen> {
  const form = Object.fromEntries(new URLSearchParams(await text(request)));
  return { path: request.url ?? '', authorization: request.headers.authorization, form };
}

export const CLIENT = { env: { TRIVIUM_OAUTH_CLIENT_ID: 'me:too', TRIVIUM_OAUTH_CLIENT_SECRET: 's3cret/+ü' } };
export const BASIC = `Basic ${Buffer.from('me%3Atoo:s3cret%2F%2B%C3%BC').toString('base64')}`;
