import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import type { Caller } from '../../src/caller.ts';
import { toErrorText, toToolError } from '../../src/errors.ts';
import { ask } from '../../src/http/ask.ts';
import { createCallerTokens } from '../../src/policy/caller-tokens.ts';
import { type Credentials, createCredentials } from '../../src/policy/credentials.ts';
import type { Exchange } from '../../src/policy/exchange.ts';
import { sign } from '../../src/policy/sign.ts';
import type { TokenStore } from '../../src/policy/stored-tokens.ts';
import { createTokenSource } from '../../src/policy/token-source.ts';
import { vouchForToken } from '../../src/policy/token-trust.ts';
import { OPTIONS, sender, upstream } from '../http/upstream.ts';
import { buildApi, type Configured, type Description, endpointOf, requestTo } from './build-api.ts';

export const BEARER: Description = {
  schemes: { oauth: { type: 'http', scheme: 'bearer' } },
  security: [{ oauth: [] }],
};

export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What arrived at a server: everything a token could be in. */
export interface Arrived {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly form: Readonly<Record<string, string>>;
}

export interface ActingSetup extends Omit<Configured, 'exchange'> {
  readonly description?: Description;
  readonly exchange?: Partial<Exchange> | false;
  readonly store?: TokenStore;
  readonly now?: () => number;
  readonly issue?: (asked: Arrived, count: number) => Answer | Promise<Answer>;
  readonly serve?: (called: Arrived, count: number) => Answer;
}

export interface ActingWorld {
  readonly credentials: Credentials;
  /** What the authorization server was asked and what the API got, in order. */
  readonly asked: Arrived[];
  readonly called: Arrived[];
  /** Another process with the same configuration. */
  readonly replica: () => Credentials;
  /** The answer of the API, or the text of the error. */
  readonly call: (caller: Caller, path?: string, credentials?: Credentials) => Promise<string>;
  readonly authorizations: () => readonly (string | undefined)[];
}

export function issued(token: string, more: object = {}): Answer {
  return {
    body: {
      access_token: token,
      token_type: 'Bearer',
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      expires_in: 3600,
      ...more,
    },
  };
}

/** A JWT that nobody signed. */
export function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmVk`;
}

export function callerOf(id: string, more: Partial<Caller> = {}): Caller {
  return { ...withoutToken(id), token: `mcp-token-of-${id}`, ...more };
}

/** One who came with a static token, or with none. */
export function withoutToken(id: string, forwarded: Readonly<Record<string, string>> = {}): Caller {
  return { id, name: id, scopes: new Set(), claims: {}, forwarded: new Map(Object.entries(forwarded)) };
}

/** An authorization server and an API on loopback, and calls to the API signed for callers. */
export async function actingWorld(setup: ActingSetup = {}): Promise<ActingWorld> {
  const { issue = (_, count) => issued(`upstream-token-${count}`), serve = () => ({ body: { ok: true } }) } = setup;
  const asked: Arrived[] = [];
  const called: Arrived[] = [];
  const authorizer = await serverOf(asked, issue);
  const api = await serverOf(called, serve);
  const send = sender();
  const described = buildApi({ ...BEARER, ...setup.description, servers: [api] });
  const replica = (): Credentials =>
    credentialsOf(described, setup, {
      authorizer,
      ask: (request) => ask(send, request, { timeoutMs: 5000, trusted: request.trusted }),
    });
  const credentials = replica();
  const endpoint = endpointOf(described);
  const call: ActingWorld['call'] = async (caller, path = '/items', own = credentials) => {
    const signer = own.for(caller);
    const { signal } = new AbortController();
    try {
      const { status, body } = await send.send(requestTo(`${api}${path}`), {
        ...OPTIONS,
        signal,
        sign: async (request) => {
          await signer.prepare(endpoint, signal);
          return sign(request, endpoint, signer);
        },
        renew: (refused) => signer.renew(endpoint, refused),
      });
      return `${status} ${Buffer.from(body).toString('utf8')}`;
    } catch (error) {
      return toErrorText(toToolError(error)).replaceAll(new URL(authorizer).host, 'authorizer');
    }
  };
  const authorizations = () => called.map(({ headers }) => headers.authorization);
  return { credentials, asked, called, replica, call, authorizations };
}

type Outside = Pick<Parameters<typeof createCallerTokens>[1], 'ask'> & { readonly authorizer: string };

function credentialsOf(
  api: ReturnType<typeof buildApi>,
  setup: ActingSetup,
  { authorizer, ask }: Outside,
): Credentials {
  const { auth = {}, headers = {}, forward, env = {}, bearerAuth, store, now } = setup;
  const outside = {
    ask,
    vouch: (url: string) =>
      vouchForToken(url, { api, source: { kind: 'file', path: '/shop.yaml' }, allowHosts: [], isOwnAddress: true }),
    store,
    ...(now === undefined ? {} : { now }),
  };
  const exchange =
    setup.exchange === false
      ? undefined
      : { tokenUrl: `${authorizer}/token`, clientId: 'trivium', clientSecret: 'cl1ent/secret', ...setup.exchange };
  return createCredentials(api, {
    auth: new Map(Object.entries(auth)),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    env: Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, value?.replace('AUTHORIZER', authorizer)]),
    ),
    singleApi: true,
    forward,
    bearerAuth,
    exchange,
    tokenSource: (grant) => createTokenSource(grant, outside),
    callerTokens: (grant) => createCallerTokens(grant, outside),
  });
}

async function serverOf(
  arrived: Arrived[],
  answer: (arrived: Arrived, count: number) => Answer | Promise<Answer>,
): Promise<string> {
  const { url } = await upstream(async (request, response) => {
    const body = await text(request);
    const form = Object.fromEntries(new URLSearchParams(body));
    const one = { line: `${request.method} ${request.url}`, headers: request.headers, body, form };
    const { status = 200, body: content, headers = {} } = await answer(one, arrived.push(one));
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(content));
  });
  return url;
}

/** Nothing that arrived holds the caller's own token, in any form. */
export function expectNoToken(arrived: readonly Arrived[], ...callers: readonly Caller[]): void {
  const all = decodeURIComponent(JSON.stringify(arrived));
  for (const { token = '' } of callers) {
    expect(token).not.toBe('');
    expect(all).not.toContain(token);
    expect(all).not.toContain(Buffer.from(token).toString('base64'));
  }
}
