import type { Caller } from './caller.ts';
import type { Endpoint } from './catalog/endpoint.ts';
import type { Config } from './config.ts';
import type { Sender } from './http/send.ts';
import { lazy } from './lazy.ts';
import type { LoadedApi } from './load-api.ts';
import { sign } from './policy/sign.ts';
import { chooseServer } from './policy/target.ts';
import type { HttpRequest } from './request/http-request.ts';
import type { Upstream } from './tools/app.ts';

export interface UpstreamOptions {
  readonly config: Config;
  readonly sender: Sender;
  /** Sent with each request: trace context. */
  readonly headers: HttpRequest['headers'];
  readonly caller: Caller;
}

/** An endpoint's own upstream. Throws `target_refused` where no server may be contacted. */
export function realUpstream(
  endpoint: Endpoint,
  { api, credentials, tls, config: own }: LoadedApi,
  { config, sender, headers, caller }: UpstreamOptions,
): Upstream {
  const target = chooseServer(endpoint, {
    api,
    baseUrl: own.baseUrl,
    allowHosts: config.allowHosts,
    source: own.source,
  });
  const signed = target.signed ? credentials.for(caller) : undefined;
  const certificate = signed?.certificateFor(endpoint);
  return {
    baseUrl: target.baseUrl,
    note: target.note,
    preview: (request) => (signed === undefined ? request : sign(request, endpoint, signed.redacted)),
    send: (request, { signal }) =>
      sender.send(withHeaders(request, headers), {
        sign: (unsigned) => {
          if (signed === undefined) return unsigned;
          const waiting = signed.prepare(endpoint, signal);
          return waiting === undefined
            ? sign(unsigned, endpoint, signed)
            : waiting.then(() => sign(unsigned, endpoint, signed));
        },
        renew: (refused) => signed?.renew(endpoint, refused) ?? false,
        tls: certificate === undefined ? undefined : tls.get(certificate),
        timeoutMs: config.timeoutMs,
        signal,
        trusted: target.trusted,
      }),
  };
}

/** What the request says itself wins. */
function withHeaders(request: HttpRequest, headers: HttpRequest['headers']): HttpRequest {
  if (headers.length === 0) return request;
  const own = new Set(request.headers.map(([name]) => name));
  return { ...request, headers: [...request.headers, ...headers.filter(([name]) => !own.has(name))] };
}

/** Requests of a mocked API are built for its own server, or for one that cannot exist, and never sent. */
export function mockUpstream(endpoint: Endpoint, { credentials }: LoadedApi, caller: Caller): Upstream {
  const baseUrl = endpoint.servers.find(({ url }) => url !== undefined)?.url ?? 'http://mock.invalid';
  return {
    baseUrl,
    note: undefined,
    preview: (request) => sign(request, endpoint, credentials.for(caller).redacted),
    send: async (request) => (await mock()).respond(endpoint, request),
  };
}

const mock = lazy(async () => (await import('./mock/mock.ts')).createMock());
