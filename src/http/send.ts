import type { Caller } from '../caller.ts';
import { ToolError } from '../errors.ts';
import type { HttpRequest } from '../request/http-request.ts';
import type { ReadUrl } from '../spec/read.ts';
import { VERSION } from '../version.ts';
import { breaking } from './breaking.ts';
import { type CachedOptions, cached } from './cached.ts';
import type { ClientTls } from './client-tls.ts';
import { counted } from './counted.ts';
import { type Deadline, waitWithin, withDeadline } from './deadline.ts';
import { encodeBody } from './encode-body.ts';
import { toUpstreamError } from './errors.ts';
import { type Answered, type Call, type Exchange, type ExchangeOptions, IDEMPOTENT } from './exchange.ts';
import { createFetch, type Fetch, type FetchResponse, type PoolOptions } from './fetch.ts';
import { createHosts } from './hosts.ts';
import type { HttpResponse } from './http-response.ts';
import { type LimitedOptions, limited } from './limited.ts';
import { openFile } from './open-file.ts';
import { ACCEPT_ENCODING, readBody, travellingBytes } from './read-body.ts';
import { createReadUrl } from './read-url.ts';
import { redirectOf } from './redirect.ts';
import { retrying } from './retrying.ts';
import type { Priority } from './turns.ts';
import { type Renew, type Sign, watchSigning } from './watch-signing.ts';

export interface SendOptions {
  /** Gives the signed copy; innermost, so that nothing else here sees a secret. Asked again for each redirect. */
  readonly sign: Sign;
  /** Told of a signed request that was answered 401; true where signing it anew may help. Asked once. */
  readonly renew?: Renew | undefined;
  /** The client certificate for the target's own origin. */
  readonly tls?: ClientTls | undefined;
  /** For everything: connecting, redirects, the last byte of the body. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** The operator wrote the target, so it may be private. */
  readonly trusted: boolean;
  /** A name from the configuration, for limits, figures and the cache; without one there are none. */
  readonly api?: string | undefined;
  readonly caller?: Pick<Caller, 'id' | 'forwarded'> | undefined;
  /** Interactive calls have their turn before bulk; `interactive`. */
  readonly priority?: Priority | undefined;
  /** The operator wants the API's answers kept for their caller, as far as the upstream allows it. */
  readonly cached?: boolean | undefined;
}

export interface Sender {
  /** Sends a request and reads its answer; an HTTP error status is an answer. Throws ToolError `upstream_…`, `busy`, `rate_limited`, `target_refused` or `cancelled`. */
  send(request: HttpRequest, options: SendOptions): Promise<HttpResponse>;
  readonly readUrl: ReadUrl;
  /** Ends all connections. */
  close(): Promise<void>;
}

export interface SenderOptions extends LimitedOptions, CachedOptions {
  /** Whether the operator named a host (`--allow-host`), so that a redirect may lead there. */
  readonly isAllowed: (url: URL) => boolean;
  /** Decoded bytes of a body that are kept; 10 MiB. */
  readonly maxBytes?: number;
  /** `--files`: where `$file` may be read. */
  readonly files?: string;
  readonly pools?: PoolOptions | undefined;
}

const MOST_BYTES = 10 * 1024 * 1024;
const MOST_REDIRECTS = 5;
const USER_AGENT = `trivium-mcp/${VERSION}`;

/** One pool of connections and the rules for using it. */
export function createSender({ isAllowed, maxBytes = MOST_BYTES, files, pools, ...load }: SenderOptions): Sender {
  const fetch = createFetch(pools);
  const hostOf = createHosts(load.meter);
  const hosts = { hostOf, meter: load.meter };
  const fetchOnce = fetchWith(fetch, { maxBytes: travellingBytes(maxBytes), files });
  // innermost first: what signs sees a secret, and of what lies within it nothing is kept or told but the host
  const once = signed(breaking(counted(fetchOnce, load.meter), hosts));
  const whole = decoded(redirected(retrying(once, hosts), isAllowed), maxBytes);
  return {
    send: measured(timed(cached(limited(whole, load), load))),
    readUrl: createReadUrl(fetch),
    close: () => fetch.close(),
  };
}

type Send = (request: HttpRequest, options: SendOptions) => Promise<Answered>;

function fetchWith(
  fetch: Fetch,
  { maxBytes, files }: { readonly maxBytes: number; readonly files: string | undefined },
): Exchange {
  const open = (path: string): Promise<Uint8Array> => openFile(path, files);
  return async (request, { deadline, trusted, fresh, tls }) => {
    const encoding = encodeBody(request, open);
    const { body, contentType } = 'then' in encoding ? await encoding : encoding;
    const { method, url } = request;
    const headers = toFields(request.headers, contentType);
    return { ...(await fetch({ method, url, headers, body, deadline, trusted, fresh, tls, maxBytes })), url };
  };
}

/** Names and values in turn, with what every request says of its sender. */
function toFields(headers: HttpRequest['headers'], contentType: string | undefined): readonly string[] {
  const fields: string[] = [];
  let agent = false;
  let coding = false;
  for (const [name, value] of headers) {
    if (name === 'content-type' && contentType !== undefined) continue;
    agent ||= name === 'user-agent';
    coding ||= name === 'accept-encoding';
    fields.push(name, value);
  }
  if (contentType !== undefined) fields.push('content-type', contentType);
  if (!agent) fields.push('user-agent', USER_AGENT);
  if (!coding) fields.push('accept-encoding', ACCEPT_ENCODING);
  return fields;
}

function signed(exchange: Exchange): Exchange {
  return async (request, options) => {
    const signedRequest = await signWithin(request, options);
    let answer = await exchange(signedRequest, options);
    if (answer.status === UNAUTHORIZED && options.renew?.(signedRequest) === true)
      answer = await exchange(await signWithin(request, options), options);
    return {
      ...answer,
      url: request.url,
      signedQuery: isRedirect(answer) ? signedQuery(request.url, signedRequest.url) : NO_NAMES,
    };
  };
}

/** Who waits for a credential holds a place that others want, so no longer than the call lasts. */
function signWithin(request: HttpRequest, { sign, deadline }: ExchangeOptions): HttpRequest | Promise<HttpRequest> {
  const result = sign(request);
  return result instanceof Promise ? waitWithin(result, deadline) : result;
}

function isRedirect({ status }: FetchResponse): boolean {
  return status >= 300 && status < 400;
}

const NO_NAMES: readonly string[] = [];

/** Names of query parameters that signing added or changed. */
function signedQuery(unsigned: string, signedUrl: string): readonly string[] {
  if (unsigned === signedUrl) return NO_NAMES;
  const before = new URL(unsigned).searchParams;
  const after = new URL(signedUrl).searchParams;
  return [...new Set(after.keys())].filter((name) => String(after.getAll(name)) !== String(before.getAll(name)));
}

/** GET and HEAD follow redirects on their own origin; to another one only where `--allow-host` names it, and unsigned. */
function redirected(exchange: Exchange, isAllowed: SenderOptions['isAllowed']): Exchange {
  return async (request, options) => {
    let current = request;
    let currentOptions = options;
    const secretNames = new Set<string>();
    for (let hops = 0; ; hops++) {
      const answer = await exchange(current, currentOptions);
      for (const name of answer.signedQuery ?? NO_NAMES) secretNames.add(name);
      const next = redirectOf(current, answer, isAllowed);
      if (next === undefined) return answer;
      if (hops >= MOST_REDIRECTS) throw tooManyRedirects(request);
      // an upstream that repeats the query it was called with repeats the credential in it
      current = next.sameOrigin ? next.request : withoutQuery(next.request, secretNames);
      // Once elsewhere, the credentials stay behind, also on the way back. The operator named that host, so it may be private.
      if (!next.sameOrigin) currentOptions = { ...currentOptions, trusted: true, ...UNSIGNED };
    }
  };
}

function withoutQuery(request: HttpRequest, names: ReadonlySet<string>): HttpRequest {
  if (names.size === 0) return request;
  const url = new URL(request.url);
  for (const name of names) url.searchParams.delete(name);
  return { ...request, url: url.href };
}

const UNSIGNED = { sign: (request: HttpRequest) => request, renew: undefined, tls: undefined };
const UNAUTHORIZED = 401;

function decoded(exchange: Exchange, maxBytes: number): Exchange {
  return async (request, options) => {
    const answer = await exchange(request, options);
    const { bytes, truncated } = await readBody(answer, { maxBytes, deadline: options.deadline });
    return { ...answer, body: bytes, truncated };
  };
}

/** The deadline and the caller's own wish to stop, and every failure as a ToolError. */
function timed(exchange: Exchange): Send {
  return (request, { sign, renew, tls, trusted, timeoutMs, signal, ...rest }) => {
    const signing = watchSigning(sign, renew);
    const { api, caller, priority = 'interactive', cached: isCached = false } = rest;
    const call = { api, caller, priority, cached: isCached, timeoutMs, waits: false };
    const options = { sign: signing.sign, renew: signing.renew, tls, trusted, fresh: false, call };
    const work = (deadline: Deadline): Promise<Answered> => exchange(request, { ...options, deadline });
    const toError = (error: unknown, passed: Deadline['passed']): ToolError => {
      if (passed === 'cancelled') return new ToolError('cancelled', 'The call was cancelled.', { cause: error });
      if (passed === 'timeout' && call.waits) return noTurn(call, error);
      if (passed === 'timeout' && signing.waits) return notSigned(timeoutMs, error);
      const failure = passed === 'timeout' ? tooSlow(request, timeoutMs, error) : toUpstreamError(error, request.url);
      return withDoubt(failure, request);
    };
    return withDeadline(work, { timeoutMs, signal, toError });
  };
}

function measured(send: Send): Sender['send'] {
  return async (request, options) => {
    const started = performance.now();
    const { status, statusText, headers, body, truncated, url, age } = await send(request, options);
    const durationMs = performance.now() - started;
    return { status, statusText, headers, body, bodyTruncated: truncated, durationMs, url, age };
  };
}

function tooSlow({ url }: HttpRequest, timeoutMs: number, cause: unknown): ToolError {
  return new ToolError('upstream_timeout', `${new URL(url).host} did not answer within ${timeoutMs / 1000} s.`, {
    hint: 'The operator raises the limit with --timeout <seconds>.',
    cause,
  });
}

function noTurn({ api, timeoutMs }: Call, cause: unknown): ToolError {
  const message = `The call waited ${timeoutMs / 1000} s for its turn at ${api}; it was not sent.`;
  return new ToolError('busy', message, { hint: 'Try again later, or with fewer calls at once.', cause });
}

function notSigned(timeoutMs: number, cause: unknown): ToolError {
  return new ToolError(
    'auth_failed',
    `No access token came within ${timeoutMs / 1000} s; the request was not carried out.`,
    {
      hint: 'The operator raises the limit with --timeout <seconds>.',
      cause,
    },
  );
}

function tooManyRedirects({ url }: HttpRequest): ToolError {
  return new ToolError('upstream_redirect', `${new URL(url).host} redirects more than ${MOST_REDIRECTS} times.`);
}

/** A write that got no answer may have been carried out; who repeats it should look first. */
function withDoubt(error: ToolError, { method }: HttpRequest): ToolError {
  const isUnsure = error.code === 'upstream_timeout' || error.code === 'upstream_reset';
  if (!isUnsure || IDEMPOTENT.has(method)) return error;
  const { code, message, hint, details, cause } = error;
  return new ToolError(code, `${message} It may have been carried out all the same.`, {
    ...(hint === undefined ? {} : { hint }),
    details,
    cause,
  });
}
