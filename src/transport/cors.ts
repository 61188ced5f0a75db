const METHODS = 'POST, GET, DELETE, OPTIONS';
/** What MCP clients send (2025-11-25 and 2026-07-28, Streamable HTTP). */
const HEADERS =
  'authorization, content-type, accept, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id, traceparent, tracestate, x-request-id';
const EXPOSED = 'www-authenticate, mcp-protocol-version, mcp-session-id, x-request-id, retry-after';
const PREFLIGHT_SECONDS = '600';

/** Cross-origin headers (Fetch, CORS protocol) for the origins that were configured, and for no others: without any, there is no CORS. */
export interface Cors {
  /** The answer to a preflight, to which `headersFor` belongs as to any other; undefined where the request is none, or of a foreign origin. */
  preflight(request: Request): Response | undefined;
  headersFor(request: Request): Readonly<Record<string, string>>;
}

/** `forwarded`: names of headers that callers may send for their upstreams. */
export function createCors(origins: readonly string[], forwarded: readonly string[]): Cors {
  const known = new Set(origins.map((origin) => origin.toLowerCase().replace(/\/$/, '')));
  const allowedHeaders = [HEADERS, ...forwarded.map((name) => name.toLowerCase())].join(', ');
  const headersFor = (request: Request): Readonly<Record<string, string>> => {
    if (known.size === 0) return {};
    const origin = request.headers.get('origin');
    if (origin === null || !known.has(origin.toLowerCase())) return { vary: 'Origin' };
    return { vary: 'Origin', 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED };
  };
  return {
    headersFor,
    preflight: (request) => {
      if (request.method !== 'OPTIONS' || !request.headers.has('access-control-request-method')) return undefined;
      if (headersFor(request)['access-control-allow-origin'] === undefined) return undefined;
      return new Response(null, {
        status: 204,
        headers: {
          'access-control-allow-methods': METHODS,
          'access-control-allow-headers': allowedHeaders,
          'access-control-max-age': PREFLIGHT_SECONDS,
        },
      });
    },
  };
}
