import { lookup } from 'node:dns';
import { lookup as resolveName } from 'node:dns/promises';
import { env } from 'node:process';
import type { Dispatcher } from 'undici';
import { ToolError } from '../errors.ts';
import { lazy } from '../lazy.ts';
import { isAddress, isPublicAddress } from './address.ts';
import type { ClientTls } from './client-tls.ts';
import type { Deadline } from './deadline.ts';
import { ExchangeError, refusedAddress } from './errors.ts';

export interface FetchRequest {
  readonly method: string;
  readonly url: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array | undefined;
  readonly deadline: Deadline;
  /** The operator wrote the address, so it may be private. */
  readonly trusted: boolean;
  /** A client certificate; connections with it are nobody else's. */
  readonly tls?: ClientTls | undefined;
  /** On a connection of its own, which nobody used before or will after. */
  readonly fresh: boolean;
  /** Bytes of the body that are read, as they travel; then the connection is given up. */
  readonly maxBytes: number;
}

export interface FetchResponse {
  readonly status: number;
  readonly statusText: string;
  /** Lower-case names; repeated fields joined with `, `. `set-cookie` is dropped. */
  readonly headers: ReadonlyMap<string, string>;
  /** Still in its content codings. */
  readonly body: Uint8Array;
  readonly truncated: boolean;
}

/** The one way to the network: one exchange, no redirects, no decoding. Throws ExchangeError or ToolError `target_refused`, `config_invalid`. */
export interface Fetch {
  (request: FetchRequest): Promise<FetchResponse>;
  /** Ends all connections. */
  close(): Promise<void>;
}

export interface PoolOptions {
  /** To one origin at once; 100. */
  readonly connections?: number | undefined;
  /** How long an idle connection is kept where the upstream does not say; 4 s. */
  readonly keepAliveMs?: number | undefined;
}

const CONNECT_TIMEOUT_MS = 5000;
const LARGEST_HEADERS = 64 * 1024;
const MOST_CONNECTIONS = 100;
/** Less than the 5 s after which Node's own servers hang up. */
const KEEP_ALIVE_MS = 4000;
/** 100 Continue and 103 Early Hints come once or twice; a flood of them is an attack on time. */
const MOST_INFORMATIONAL = 20;

type Undici = typeof import('undici');
type Open = () => Promise<Dispatcher>;
type Pools = Readonly<Record<'kept' | 'fresh', { readonly trusted: Open; readonly guarded: Open }>>;

/** Pools of kept-alive connections. Addresses nobody vouched for have one of their own, since it checks what it connects to. */
export function createFetch(options: PoolOptions = {}): Fetch {
  const undici = lazy(() => import('undici'));
  const opened: Dispatcher[] = [];
  const open = (kind: Kind): Open =>
    lazy(async () => {
      const dispatcher = createDispatcher(await undici(), kind, options);
      opened.push(dispatcher);
      return dispatcher;
    });
  const openKinds = (tls?: ClientTls): Pools => {
    const kind = tls === undefined ? {} : { tls };
    const pair = (fresh: boolean): Pools['kept'] => ({
      trusted: open({ trusted: true, fresh, ...kind }),
      guarded: open({ trusted: false, fresh, ...kind }),
    });
    return { kept: pair(false), fresh: pair(true) };
  };
  const pools = openKinds();
  const byCertificate = new WeakMap<ClientTls, Pools>();
  const withCertificate = (tls: ClientTls): Pools => {
    const known = byCertificate.get(tls) ?? openKinds(tls);
    byCertificate.set(tls, known);
    return known;
  };
  const fetch = async (request: FetchRequest): Promise<FetchResponse> => {
    const { origin, hostname, pathname, search } = new URL(request.url);
    if (!request.trusted) await assertPublic(hostname);
    const own = request.tls === undefined ? pools : withCertificate(request.tls);
    const dispatcher = await own[request.fresh ? 'fresh' : 'kept'][request.trusted ? 'trusted' : 'guarded']();
    return exchange(dispatcher, { origin, path: pathname + search }, request);
  };
  return Object.assign(fetch, {
    close: async () => {
      await Promise.all(opened.map((dispatcher) => dispatcher.destroy()));
    },
  });
}

interface Kind {
  readonly trusted: boolean;
  readonly fresh: boolean;
  readonly tls?: ClientTls;
}

interface Place {
  readonly origin: string;
  readonly path: string;
}

/** Collects one answer. undici's `request` does the same through a stream, at a third more time per call. */
function exchange(dispatcher: Dispatcher, { origin, path }: Place, request: FetchRequest): Promise<FetchResponse> {
  const { method, headers, body, deadline, maxBytes } = request;
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let room = maxBytes;
    let informational = 0;
    let head: Omit<FetchResponse, 'body' | 'truncated'> | undefined;
    let controller: Dispatcher.DispatchController | undefined;
    let stopReading: NodeJS.Timeout | undefined;
    const fail = (cause: unknown): void => {
      clearTimeout(stopReading);
      reject(new ExchangeError(cause, head !== undefined || informational > 0));
    };
    const end = (truncated: boolean): void => {
      clearTimeout(stopReading);
      if (head !== undefined) resolve({ ...head, body: joined(chunks), truncated });
    };
    if (deadline.passed !== undefined) return fail(deadline.passed);
    deadline.listen(() => {
      fail(deadline.passed);
      controller?.abort(STOPPED);
    });
    dispatcher.dispatch(
      { origin, path, method: method as Dispatcher.HttpMethod, headers: headers as string[], body: body ?? null },
      {
        onRequestStart: (started) => {
          controller = started;
          // it passed while the request waited for a connection
          if (deadline.passed !== undefined) started.abort(STOPPED);
        },
        onResponseStart: (started, status, fields, statusText) => {
          if (status >= 200) {
            head = { status, statusText: statusText ?? '', headers: joinHeaders(fields) };
            stopReading = endless(head, deadline, () => {
              end(true);
              started.abort(STOPPED);
            });
          } else if (++informational > MOST_INFORMATIONAL) started.abort(TOO_MANY_INFORMATIONAL);
        },
        onResponseData: (started, chunk) => {
          chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
          room -= chunk.length;
          if (room >= 0) return;
          end(true);
          started.abort(STOPPED);
        },
        onResponseEnd: () => end(false),
        onResponseError: (_, error) => fail(error),
      },
    );
  });
}

/** Before the deadline, so that what has come is still an answer. */
const STREAM_MARGIN_MS = 500;
const SHARE_OF_STREAM = 0.1;

/** A stream of events may never end by itself: it is read until shortly before the deadline. */
function endless(
  { headers }: Pick<FetchResponse, 'headers'>,
  { at }: Deadline,
  stop: () => void,
): NodeJS.Timeout | undefined {
  if (headers.get('content-type')?.startsWith('text/event-stream') !== true) return undefined;
  const left = at - performance.now();
  return setTimeout(stop, Math.max(0, left - Math.min(STREAM_MARGIN_MS, left * SHARE_OF_STREAM)));
}

const STOPPED = new Error('stopped');
const TOO_MANY_INFORMATIONAL = Object.assign(new Error('too many informational answers'), { code: 'HPE_' });

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}

function joinHeaders(
  fields: Readonly<Record<string, string | readonly string[] | undefined>>,
): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    // an upstream's cookies are neither kept nor shown
    if (value === undefined || name === 'set-cookie' || name === 'set-cookie2') continue;
    headers.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  return headers;
}

function createDispatcher(
  { Agent, EnvHttpProxyAgent, Pool }: Undici,
  { trusted, fresh, tls }: Kind,
  { connections = MOST_CONNECTIONS, keepAliveMs = KEEP_ALIVE_MS }: PoolOptions,
): Dispatcher {
  const options = {
    connect: { timeout: CONNECT_TIMEOUT_MS, ...tls, ...(trusted ? {} : { lookup: guardedLookup as typeof lookup }) },
    ...(tls === undefined ? {} : { requestTls: { ...tls } }),
    connections,
    keepAliveTimeout: keepAliveMs,
    maxHeaderSize: LARGEST_HEADERS,
    // the deadline of the whole call bounds both
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(fresh ? { pipelining: 0 } : {}),
  };
  const { http, https } = proxies();
  if (http === '' && https === '') return new Agent(options);
  // Without a tunnel for http: many proxies allow CONNECT to port 443 only.
  return new EnvHttpProxyAgent({
    ...options,
    proxyTunnel: false,
    clientFactory: (origin) =>
      createProxyPool(new Pool(origin, { connect: { timeout: CONNECT_TIMEOUT_MS }, headersTimeout: 10_000 })),
    ...(http === '' ? {} : { httpProxy: http }),
    ...(https === '' ? {} : { httpsProxy: https }),
  });
}

/** A proxy that hangs up has failed; undici takes it for a hiccup and connects again and again, also after the call is over. */
function createProxyPool(pool: Dispatcher): Dispatcher {
  const connect = pool.connect.bind(pool) as (options: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;
  const connectOnce = (options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> =>
    connect(options).catch((cause: unknown) => {
      const isClosed = (cause as { code?: unknown }).code === 'UND_ERR_SOCKET';
      throw isClosed ? Object.assign(new Error('the proxy hung up', { cause }), { code: 'ECONNRESET' }) : cause;
    });
  return Object.assign(pool, { connect: connectOnce });
}

/** The proxies of the environment, each empty where there is none; `host:port` is understood as curl does. */
function proxies(): { readonly http: string; readonly https: string } {
  const read = (name: string): string => {
    const text = env[name] ?? env[name.toUpperCase()] ?? '';
    if (text === '') return '';
    const url = /^[a-z][a-z0-9]*:\/\//i.test(text) ? text : `http://${text}`;
    if (URL.canParse(url)) return url;
    throw new ToolError('config_invalid', `The environment variable ${name.toUpperCase()} holds no URL of a proxy.`);
  };
  return { http: read('http_proxy'), https: read('https_proxy') };
}

/** Refuses what leads into private space. A literal address never reaches `guardedLookup`, nor does a name that a proxy resolves. */
async function assertPublic(hostname: string): Promise<void> {
  if (isAddress(hostname)) {
    if (!isPublicAddress(hostname)) throw refusedAddress(hostname);
    return;
  }
  const { http, https } = proxies();
  if (http === '' && https === '') return;
  // a name that only the proxy can resolve is the proxy's to judge
  const addresses = await resolveName(hostname, { all: true }).catch(() => []);
  if (addresses.some(({ address }) => !isPublicAddress(address))) throw refusedAddress(hostname);
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
