import type { Caller } from '../caller.ts';
import { routeOf } from '../observe/labels.ts';
import { compressed } from './compress.ts';
import type { Cors } from './cors.ts';
import type { FrontDoor } from './front-door.ts';
import { INTERNAL_ERROR, REFUSED, refused } from './json-rpc-error.ts';
import type { McpEndpoint } from './mcp-endpoint.ts';

/** Who calls, or the answer to somebody who may not. */
export type Identified = { readonly caller: Caller } | { readonly refusal: Response };

export interface HttpHandlerOptions {
  readonly frontDoor: FrontDoor;
  readonly cors: Cors;
  /** The caller of a request, who may use this profile. */
  readonly identify: (request: Request, profile: string | undefined) => Promise<Identified>;
  /** The endpoint of a profile (of everything without one); undefined where there is no such profile. */
  readonly endpointOf: (profile: string | undefined) => McpEndpoint | undefined;
  /** `ready`, or why not: `loading`, `draining`. */
  readonly readiness: () => string;
  /** Answers of other paths: metrics, metadata. */
  readonly pages: ReadonlyMap<string, (request: Request) => Promise<Response>>;
  /** Told of what was thrown, which is a mistake of ours; the client is told nothing of it. */
  readonly onError: (error: unknown) => void;
  /** Told of each request once it is answered. */
  readonly onAnswer?: (exchange: Exchange) => void;
}

/** One request and how it was answered, without anything the caller could have written save the id. */
export interface Exchange {
  /** As `routeOf` names it. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
  readonly requestId: string;
  readonly caller: string | undefined;
}

/** A web-standard handler: `POST /mcp`, `POST /mcp/<profile>`, `/healthz`, `/readyz` and the given pages. Never throws. */
export type HttpHandler = (request: Request) => Promise<Response>;

const MCP_PATH = /^\/mcp(?:\/([a-z0-9][a-z0-9-]{0,63}))?\/?$/;
const REQUEST_ID = /^[\w.:-]{1,128}$/;

export function createHttpHandler(options: HttpHandlerOptions): HttpHandler {
  const { cors, onAnswer, onError } = options;
  return async (request) => {
    const started = performance.now();
    const seen: Seen = { caller: undefined };
    const given = request.headers.get('x-request-id') ?? '';
    const requestId = REQUEST_ID.test(given) ? given : crypto.randomUUID();
    const response = await answer(request, options, seen).catch((thrown: unknown) => {
      onError(thrown);
      return refused({ status: 500, code: INTERNAL_ERROR, message: 'Internal error.' });
    });
    for (const [name, value] of Object.entries(cors.headersFor(request))) response.headers.append(name, value);
    response.headers.set('x-request-id', requestId);
    response.headers.set('x-content-type-options', 'nosniff');
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
    const { method } = request;
    const { status } = response;
    const route = routeOf(new URL(request.url).pathname);
    onAnswer?.({ ...seen, route, method, status, seconds: (performance.now() - started) / 1000, requestId });
    return response;
  };
}

interface Seen {
  caller: string | undefined;
}

async function answer(request: Request, options: HttpHandlerOptions, seen: Seen): Promise<Response> {
  const { pathname } = new URL(request.url);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  // probes come under whatever name the machine has, and learn nothing but this
  if (isRead && pathname === '/healthz') return toJson({ status: 'ok' });
  if (isRead && pathname === '/readyz') {
    const status = options.readiness();
    return toJson({ status }, status === 'ready' ? 200 : 503);
  }
  const refusal = options.frontDoor(request) ?? options.cors.preflight(request);
  if (refusal !== undefined) return refusal;
  const found = options.pages.get(pathname);
  if (isRead && found !== undefined) return found(request);
  const [isMcp, profile] = MCP_PATH.exec(pathname) ?? [];
  const endpoint = isMcp === undefined ? undefined : options.endpointOf(profile);
  if (endpoint === undefined)
    return refused({ status: 404, code: REFUSED, message: `There is nothing at this path; MCP is at /mcp.` });
  const identified = await options.identify(request, profile);
  if ('refusal' in identified) return identified.refusal;
  seen.caller = identified.caller.name;
  const response = await endpoint.fetch(request, { caller: identified.caller, headers: request.headers });
  return compressed(response, request.headers.get('accept-encoding'));
}

function toJson(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });
}
