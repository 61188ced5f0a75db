import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createSender, type Sender, type SenderOptions, type SendOptions } from '../../src/http/send.ts';
import type { HttpRequest } from '../../src/request/http-request.ts';

export interface Upstream {
  readonly url: string;
  readonly host: string;
  /** `METHOD /path` of everything that arrived. */
  readonly seen: readonly string[];
  /** The headers of the last request. */
  readonly headers: () => IncomingMessage['headers'];
  /** How many connections were opened so far. */
  readonly connections: () => number;
}

/** A real server on a free loopback port, closed when the test is over. */
export async function upstream(listener: RequestListener): Promise<Upstream> {
  const seen: string[] = [];
  let headers: IncomingMessage['headers'] = {};
  let connections = 0;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    seen.push(`${request.method} ${request.url}`);
    headers = request.headers;
    listener(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  return { url: `http://${host}`, host, seen, headers: () => headers, connections: () => connections };
}

/** A server that speaks bytes: what `answer` writes is all that comes back. */
export async function rawUpstream(
  answer: (socket: Socket, count: number) => void,
): Promise<{ url: string; host: string; connections: () => number }> {
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => answer(socket, ++count));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  return { url: `http://${host}`, host, connections: () => sockets.size };
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createSocketServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface SenderSetup extends Omit<SenderOptions, 'isAllowed'> {
  readonly allow?: readonly string[];
}

/** A sender that is closed when the test is over. */
export function sender({ allow = [], ...rest }: SenderSetup = {}): Sender {
  const isAllowed = (url: URL): boolean => allow.includes(url.host);
  const made = createSender({ isAllowed, ...rest });
  onTestFinished(() => made.close());
  return made;
}

export function requestOf(url: string, rest: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url, headers: [], body: undefined, ...rest };
}

export const OPTIONS: SendOptions = {
  sign: (request) => request,
  timeoutMs: 20_000,
  signal: new AbortController().signal,
  trusted: true,
};

/** Signs with a bearer token and an API key, as `policy/` would. */
export const signing: SendOptions = {
  ...OPTIONS,
  sign: (request) => ({
    ...request,
    headers: [...request.headers, ['authorization', 'Bearer s3cret'], ['x-api-key', 's3cret']],
  }),
};
