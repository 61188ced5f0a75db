import { ToolError } from '../errors.ts';
import type { HttpRequest } from '../request/http-request.ts';
import type { ReadUrl } from '../spec/read.ts';
import { VERSION } from '../version.ts';
import { encodeBody } from './encode-body.ts';
import { toUpstreamError } from './errors.ts';
import { createFetch, type Fetch, type FetchResponse } from './fetch.ts';
import type { HttpResponse } from './http-response.ts';
import { readBody } from './read-body.ts';
import { createReadUrl } from './read-url.ts';
import { redirectOf } from './redirect.ts';

export interface SendOptions {
  /** Gives the signed copy; innermost, so that nothing else here sees a secret. */
  readonly sign: (request: HttpRequest) => HttpRequest;
  /** For everything: connecting, redirects, the last byte of the body. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** The operator wrote the target, so it may be private. */
  readonly trusted: boolean;
}

export interface Sender {
  /** Sends a request and reads its answer; an HTTP error status is an answer. Throws ToolError `upstream_…`, `target_refused` or `cancelled`. */
  send(request: HttpRequest, options: SendOptions): Promise<HttpResponse>;
  readonly readUrl: ReadUrl;
  close(): Promise<void>;
}

export interface SenderOptions {
  /** Whether the operator allowed requests to a URL's host (`--allow-host`). */
  readonly isAllowed: (url: URL) => boolean;
  /** Decoded bytes of a body that are kept. */
  readonly maxBytes?: number;
}

const MOST_BYTES = 10 * 1024 * 1024;
const MOST_REDIRECTS = 5;
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY', 'PUT', 'DELETE']);

/** One pool of connections and the rules for using it. */
export function createSender({ isAllowed, maxBytes = MOST_BYTES }: SenderOptions): Sender {
  const fetch = createFetch();
  const exchange = redirected(freshOnStale(signed(fetch)), isAllowed);
  return {
    send: timed(measured(exchange, maxBytes)),
    readUrl: createReadUrl(fetch),
    close: () => fetch.close(),
  };
}

type Exchange = (request: HttpRequest, options: SendOptions) => Promise<FetchResponse>;
type Send = Sender['send'];

function signed(fetch: Fetch): Exchange {
  return async (request, { sign, signal, trusted }) => {
    const { body, contentType } = encodeBody(request);
    const { method, url, headers } = sign(request);
    const typed =
      contentType === undefined
        ? headers
        : [...headers.filter(([name]) => name !== 'content-type'), ['content-type', contentType] as const];
    const all = [...withDefaults(typed), ...typed];
    return fetch({ method, url, headers: all, body, signal, trusted });
  };
}

const ACCEPT_ENCODING = 'gzip, deflate, br';

function withDefaults(headers: HttpRequest['headers']): HttpRequest['headers'] {
  const names = new Set(headers.map(([name]) => name));
  const defaults = [
    ['user-agent', `trivium-mcp/${VERSION}`],
    ['accept-encoding', ACCEPT_ENCODING],
  ] as const;
  return defaults.filter(([name]) => !names.has(name));
}

/** A kept-alive socket that the upstream closed meanwhile fails at once; what may be repeated is sent again on a fresh one. */
function freshOnStale(exchange: Exchange): Exchange {
  return async (request, options) => {
    try {
      return await exchange(request, options);
    } catch (error) {
      const isStale = IDEMPOTENT.has(request.method) && toUpstreamError(error, request.url).code === 'upstream_reset';
      if (!isStale || options.signal.aborted) throw error;
      return exchange(request, options);
    }
  };
}

/** GET and HEAD follow redirects on their own origin; to another one only where `--allow-host` names it, and unsigned. */
function redirected(exchange: Exchange, isAllowed: SenderOptions['isAllowed']): Exchange {
  return async (request, options) => {
    let current = request;
    let hopOptions = options;
    for (let hops = 0; ; hops++) {
      const response = await exchange(current, hopOptions);
      const next = redirectOf(current, response, isAllowed);
      if (next === undefined) return response;
      response.body.on('error', () => undefined).destroy();
      if (hops >= MOST_REDIRECTS)
        throw new ToolError(
          'upstream_redirect',
          `${new URL(request.url).host} redirects more than ${MOST_REDIRECTS} times.`,
        );
      current = next.request;
      // once elsewhere, the credentials stay behind, also on the way back
      if (!next.sameOrigin) hopOptions = { ...hopOptions, sign: (unsigned) => unsigned };
    }
  };
}

function measured(exchange: Exchange, maxBytes: number): Send {
  return async (request, options) => {
    const started = performance.now();
    const response = await exchange(request, options);
    const { bytes, truncated } = await readBody(response, maxBytes);
    return {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
      body: bytes,
      bodyTruncated: truncated,
      durationMs: performance.now() - started,
      url: request.url,
    };
  };
}

/** The deadline and the caller's own wish to stop, and every failure as a ToolError. */
function timed(send: Send): Send {
  return async (request, options) => {
    const { timeoutMs, signal } = options;
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), timeoutMs);
    const stop = (): void => controller.abort();
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      return await send(request, { ...options, signal: controller.signal });
    } catch (error) {
      if (signal.aborted) throw new ToolError('cancelled', 'The call was cancelled.', { cause: error });
      if (controller.signal.aborted) throw tooSlow(request, timeoutMs, error);
      throw toUpstreamError(error, request.url);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  };
}

function tooSlow({ url, method }: HttpRequest, timeoutMs: number, cause: unknown): ToolError {
  const done = IDEMPOTENT.has(method) ? '' : ' It may have been carried out all the same.';
  return new ToolError('upstream_timeout', `${new URL(url).host} did not answer within ${timeoutMs / 1000} s.${done}`, {
    hint: 'The operator raises the limit with --timeout <seconds>.',
    cause,
  });
}
