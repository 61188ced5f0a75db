import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { HttpHandler } from './http-handler.ts';

export interface ListenOptions {
  /** An address or a name; `127.0.0.1` is this machine alone. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Told of each connection that is opened (1) or closed (-1). */
  readonly onConnection?: (change: 1 | -1) => void;
  /** How long a whole request may take to come, in milliseconds; half a minute unless said. */
  readonly requestTimeoutMs?: number;
}

/** A handler on a socket. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  /**
   * Takes no new connections, answers what is in flight and what still comes over kept ones, each of which is then closed;
   * after `graceMs` everything is cut off. Resolves when the last connection is gone.
   */
  drain(graceMs: number): Promise<void>;
}

/** SECURITY T16: a request's headers and body must have come by then, in milliseconds. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;
const CHECK_EVERY_MS = 2000;
const LARGEST_HEADERS = 16 * 1024;
/** Longer than a balancer keeps an idle connection (nginx: 60 s), so that it is the one who closes. */
const KEEP_ALIVE_MS = 75_000;
/** Nothing read and nothing written for so long: the client has gone. Event streams say something every 15 s. */
const IDLE_MS = 120_000;
const MOST_CONNECTIONS = 20_000;
/**
 * Requests that one connection may have unanswered (RFC 9112, section 9.3.2: pipelining). Official clients and balancers
 * have one; a client that sends hundreds and reads nothing would have all of them worked on at once.
 */
const MOST_UNANSWERED = 16;
/** While draining, a kept connection without a request is closed after this. */
const DRAIN_IDLE_MS = 2000;

/** Serves a handler over HTTP/1.1. Rejects where the address cannot be had. */
export async function listen(handler: HttpHandler, options: ListenOptions): Promise<Listening> {
  const { host, port, onConnection, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  let draining = false;
  const mayAsk = createMayAsk();
  const listener = getRequestListener((request) => handler(request), { overrideGlobalObjects: false });
  const server = createServer(
    {
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, requestTimeoutMs),
      maxHeaderSize: LARGEST_HEADERS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      noDelay: true,
    },
    (incoming, outgoing) => {
      if (!mayAsk(incoming.socket, outgoing)) return;
      if (draining) outgoing.setHeader('connection', 'close');
      void listener(incoming, outgoing);
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.setTimeout(IDLE_MS);
  server.on('connection', (socket) => {
    onConnection?.(1);
    socket.once('close', () => onConnection?.(-1));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 1024 }, () => resolve());
  });
  const address = server.address() as AddressInfo;
  return {
    host: address.address,
    port: address.port,
    drain: (graceMs) => {
      draining = true;
      return drained(server, graceMs);
    },
  };
}

/** Tells whether a connection may ask one thing more; ends one that has too much unanswered. */
function createMayAsk(): (socket: Socket, outgoing: ServerResponse) => boolean {
  const unanswered = new WeakMap<Socket, number>();
  const add = (socket: Socket, by: number): number => {
    const count = (unanswered.get(socket) ?? 0) + by;
    unanswered.set(socket, count);
    return count;
  };
  return (socket, outgoing) => {
    if (socket.destroyed) return false;
    if (add(socket, 1) > MOST_UNANSWERED) {
      socket.destroy();
      return false;
    }
    outgoing.once('close', () => add(socket, -1));
    return true;
  };
}

/** Ends a server without cutting off a request that is just on its way over a kept connection. */
async function drained(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    // http.Server.close would also close idle connections at once, under a request that the client has just sent
    NetServer.prototype.close.call(server, () => resolve());
  });
  const idle = setTimeout(() => server.closeIdleConnections(), Math.min(DRAIN_IDLE_MS, graceMs));
  const again = setInterval(() => server.closeIdleConnections(), DRAIN_IDLE_MS);
  const end = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(idle);
  clearInterval(again);
  clearTimeout(end);
}
