import { lookup } from 'node:dns';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { lazy } from '../lazy.ts';
import { isPublicAddress } from './address.ts';
import { refusedAddress } from './errors.ts';

export interface FetchRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Uint8Array | Readable | undefined;
  readonly signal: AbortSignal;
  /** The operator wrote the address, so it may be private. */
  readonly trusted: boolean;
}

export interface FetchResponse {
  readonly status: number;
  readonly statusText: string;
  /** Lower-case names; repeated fields joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Readable;
}

/** The one way to the network: one exchange, no redirects, no decoding. Throws what undici throws. */
export interface Fetch {
  (request: FetchRequest): Promise<FetchResponse>;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5000;
const LARGEST_HEADERS = 64 * 1024;
const MOST_CONNECTIONS = 100;

type Undici = typeof import('undici');

/** Connections are pooled and kept alive; a second pool, for addresses nobody vouched for, checks what it connects to. */
export function createFetch(): Fetch {
  const undici = lazy(() => import('undici'));
  const open = lazy(async () => createDispatcher(await undici(), true));
  const guarded = lazy(async () => createDispatcher(await undici(), false));
  const opened: Promise<Dispatcher>[] = [];
  const dispatcherFor = (trusted: boolean): Promise<Dispatcher> => {
    const dispatcher = trusted ? open() : guarded();
    if (!opened.includes(dispatcher)) opened.push(dispatcher);
    return dispatcher;
  };
  const send = async (request: FetchRequest): Promise<FetchResponse> => {
    const { method, url, headers, body, signal, trusted } = request;
    const dispatcher = await dispatcherFor(trusted);
    const { hostname } = new URL(url);
    // A literal address never reaches the look-up below.
    if (!trusted && isLiteral(hostname) && !isPublicAddress(hostname)) throw refusedAddress(hostname);
    const { request: exchange } = await undici();
    const answer = await exchange(url, {
      dispatcher,
      method: method as Dispatcher.HttpMethod,
      headers: headers.flat() as string[],
      body: body ?? null,
      signal,
    });
    return {
      status: answer.statusCode,
      statusText: answer.statusText,
      headers: joinHeaders(answer.headers),
      body: answer.body,
    };
  };
  return Object.assign(send, {
    close: async () => {
      for (const dispatcher of opened) await (await dispatcher).destroy();
    },
  });
}

function createDispatcher(undici: Undici, trusted: boolean): Dispatcher {
  const connect = { timeout: CONNECT_TIMEOUT_MS, ...(trusted ? {} : { lookup: guardedLookup as typeof lookup }) };
  const options = {
    connect,
    connections: MOST_CONNECTIONS,
    maxHeaderSize: LARGEST_HEADERS,
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const hasProxy = ['http_proxy', 'https_proxy'].some((name) => isSet(name) || isSet(name.toUpperCase()));
  // Behind a proxy names resolve elsewhere; the operator's proxy is then the guard.
  return hasProxy ? new undici.EnvHttpProxyAgent(options) : new undici.Agent(options);
}

function isSet(name: string): boolean {
  return (globalThis.process?.env[name] ?? '') !== '';
}

function isLiteral(hostname: string): boolean {
  return hostname.startsWith('[') || /^[\d.]+$/.test(hostname);
}

type LookupCallback = (error: Error | null, address?: unknown, family?: number) => void;

/** Resolves a name and hands over only public addresses, so that the address checked is the one connected to (no second look-up). */
function guardedLookup(hostname: string, options: object, callback: LookupCallback): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error);
    const isSafe = addresses.length > 0 && addresses.every(({ address }) => isPublicAddress(address));
    if (!isSafe) return callback(refusedAddress(hostname));
    const [first] = addresses;
    if ('all' in options && options.all === true) return callback(null, addresses);
    return callback(null, first?.address, first?.family);
  });
}

function joinHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): ReadonlyMap<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    // an upstream's cookies are neither kept nor shown
    if (value !== undefined && name !== 'set-cookie')
      joined.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  return joined;
}
