import type { Caller } from './caller.ts';
import type { Endpoint } from './catalog/endpoint.ts';
import type { Config } from './config.ts';
import type { HttpResponse } from './http/http-response.ts';
import type { Sender } from './http/send.ts';
import { lazy } from './lazy.ts';
import type { LoadedApi } from './load-api.ts';
import { STATUS_CODE, upstreamSpan } from './observe/span-names.ts';
import type { Tracer } from './observe/spans.ts';
import { type TraceContext, toHeaders } from './observe/trace.ts';
import { sign } from './policy/sign.ts';
import { chooseServer } from './policy/target.ts';
import type { HttpRequest } from './request/http-request.ts';
import type { Upstream } from './tools/app.ts';

export interface UpstreamOptions {
  readonly config: Config;
  readonly sender: Sender;
  readonly caller: Caller;
  /** Where the call stands in a trace. */
  readonly trace: TraceContext | undefined;
  readonly tracer: Tracer | undefined;
}

/** An endpoint's own upstream. Throws `target_refused` where no server may be contacted. */
export function realUpstream(
  endpoint: Endpoint,
  { api, credentials, tls, config: own }: LoadedApi,
  { config, sender, caller, trace, tracer }: UpstreamOptions,
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
      traced({ endpoint, request, trace, tracer }, (followed) =>
        sender.send(followed, {
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
          api: own.name,
          caller,
          cached: own.cacheResponses,
        }),
      ),
  };
}

interface Followed {
  readonly endpoint: Endpoint;
  readonly request: HttpRequest;
  readonly trace: TraceContext | undefined;
  readonly tracer: Tracer | undefined;
}

/** Carries the trace to the upstream, and records the request where somebody looks on. */
function traced(
  { endpoint, request, trace, tracer }: Followed,
  send: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  if (trace === undefined) return send(request);
  if (tracer?.isOn !== true) return send(withHeaders(request, toHeaders(trace)));
  const { hostname, port, protocol } = new URL(request.url);
  const at = { host: hostname, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
  const start = upstreamSpan({ method: request.method, ...at, api: endpoint.api, template: endpoint.path });
  return tracer.span(start, trace, async (span) => {
    const response = await send(withHeaders(request, toHeaders(span.context)));
    span.set(STATUS_CODE, response.status);
    if (response.status >= 400) span.fail(String(response.status));
    return response;
  });
}

/** What the request says itself wins. */
function withHeaders(request: HttpRequest, added: Readonly<Record<string, string>>): HttpRequest {
  const headers = Object.entries(added);
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
