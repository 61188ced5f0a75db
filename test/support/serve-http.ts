import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore } from '../../src/cache/store.ts';
import type { ServerConfig } from '../../src/config.ts';
import { createLog } from '../../src/observe/log.ts';
import { createService, type Service } from '../../src/service.ts';
import { listen } from '../../src/transport/listen.ts';
import { configFor, type ServeOptions } from './serve-in-memory.ts';

export const MODERN = '2026-07-28';
export const LEGACY = '2025-11-25';

export const SERVER: ServerConfig = {
  host: '127.0.0.1',
  port: 0,
  allowedHosts: [],
  allowedOrigins: [],
  publicUrl: undefined,
  workers: 1,
  redis: undefined,
  metrics: undefined,
  maxBodyBytes: 1024 * 1024,
  auth: undefined,
};

/** A small API: a list too long for one answer, one thing of it, and a place where nobody answers in time. */
export const THINGS = {
  openapi: '3.1.0',
  info: { title: 'Things', version: '1' },
  paths: {
    '/things': {
      get: { operationId: 'listThings', summary: 'List things', responses: { 200: { description: 'ok' } } },
    },
    '/things/{id}': {
      get: {
        operationId: 'getThing',
        summary: 'Get a thing',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { 200: { description: 'ok' } },
      },
    },
    '/slow': { get: { operationId: 'waitLong', summary: 'Wait', responses: { 200: { description: 'ok' } } } },
  },
};

export interface Things {
  readonly url: string;
  /** Answers `GET /slow` after so long; undefined: never. */
  slowMs: number | undefined;
  /** Requests of `GET /slow` that have come, and those whose caller went away unanswered. */
  readonly slow: { come: number; gone: number };
  close(): void;
}

/** The upstream of `THINGS`, on a free port of loopback. */
export async function serveThings(): Promise<Things> {
  const slow = { come: 0, gone: 0 };
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const things: Things = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    slowMs: undefined,
    slow,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  function answer({ url = '/' }: IncomingMessage, response: ServerResponse): void {
    const [, , id] = url.split('/');
    if (url === '/slow') {
      slow.come++;
      response.once('close', () => {
        if (!response.writableFinished) slow.gone++;
      });
      if (things.slowMs !== undefined) setTimeout(() => send(response, 200, { waited: true }), things.slowMs);
    } else if (id === undefined)
      send(
        response,
        200,
        Array.from({ length: 2000 }, (_, index) => thing(index)),
      );
    else send(response, id === '404' ? 404 : 200, id === '404' ? { message: 'no such thing' } : thing(Number(id)));
  }
  return things;
}

function thing(id: number): object {
  return { id, name: `thing ${id}`, note: 'one of many, and all alike' };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export interface HttpWorld {
  readonly service: Service;
  readonly port: number;
  /** The address of `/mcp`. */
  readonly url: string;
  /** The description that is served; write to it to change the tools. */
  readonly specPath: string;
  /** What was logged, one line each. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

export interface WorldOptions extends ServeOptions {
  readonly requestTimeoutMs?: number;
  readonly server?: Partial<ServerConfig>;
}

/** The whole service in this process, behind a socket of its own. */
export async function serveHttpWorld(spec: object, { server, ...options }: WorldOptions = {}): Promise<HttpWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'trivium-http-'));
  const specPath = join(folder, 'spec.json');
  writeFileSync(specPath, JSON.stringify(spec));
  const lines: string[] = [];
  const log = createLog('debug', (line) => void lines.push(line));
  const service = createService({
    store: createStore({ log }),
    config: configFor({ things: specPath }, options),
    server: { ...SERVER, ...server },
    log,
  });
  const { requestTimeoutMs = 30_000 } = options;
  const listening = await listen(service.fetch, { host: '127.0.0.1', port: 0, requestTimeoutMs });
  return {
    service,
    port: listening.port,
    url: `http://127.0.0.1:${listening.port}/mcp`,
    specPath,
    lines,
    close: async () => {
      service.drain();
      await listening.drain(0);
      await service.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a 2026-07-28 client sends with every request. */
const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

interface Message {
  readonly headers: Record<string, string>;
  readonly body: { jsonrpc: '2.0'; id: number; method: string; params: Record<string, unknown> };
}

/** A request in the form of an era, headers included, to send as it is or to spoil first. */
export function messageOf(era: string, method: string, params: Record<string, unknown> = {}): Message {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': era,
  };
  if (era !== MODERN) return { headers, body: { jsonrpc: '2.0', id: 1, method, params } };
  const { name, _meta } = params;
  return {
    headers: { ...headers, 'mcp-method': method, ...(typeof name === 'string' ? { 'mcp-name': name } : {}) },
    body: { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: { ...(_meta as object), ...ENVELOPE } } },
  };
}

/** A call of one of the three tools in the form of an era. */
export function callOf(era: string, name: string, args: object, meta: object = {}): Message {
  return messageOf(era, 'tools/call', { name, arguments: args, _meta: meta });
}

export function post(url: string, { headers, body }: Message, signal?: AbortSignal): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Looks every 20 ms until it is so; the test's own time limit ends a wait in vain. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
