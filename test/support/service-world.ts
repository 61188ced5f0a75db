import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { createStore, type Store } from '../../src/cache/store.ts';
import { readConfig } from '../../src/cli/read-config.ts';
import { readServerConfig } from '../../src/cli/read-server-config.ts';
import { createTerminal } from '../../src/cli/terminal.ts';
import { createLog } from '../../src/observe/log.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { createTracer } from '../../src/observe/spans.ts';
import { createService, type Service } from '../../src/service.ts';
import { listen } from '../../src/transport/listen.ts';
import { callOf, type LEGACY, MODERN, post } from './serve-http.ts';

/** Everything of a request that a secret could be in. */
export interface Arrived {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RecordingUpstream {
  readonly url: string;
  readonly arrived: Arrived[];
  close(): Promise<void>;
}

export interface UpstreamAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Writes down all that comes, and answers `{"ok":true}` unless told otherwise. Ends with the test it is started in. */
export async function recordingUpstream(
  answer: (arrived: Arrived, count: number) => UpstreamAnswer | Promise<UpstreamAnswer> = () => ({}),
): Promise<RecordingUpstream> {
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    const each = { line: `${method} ${url}`, headers, body: await text(request) };
    const count = arrived.push(each);
    const { status = 200, headers: sent = {}, body = { ok: true } } = await answer(each, count);
    response.writeHead(status, { 'content-type': 'application/json', ...sent }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrived, close };
}

const ok = { responses: { 200: { description: 'ok' } } };
const ID = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };

/** Notes: a list, one of it, writing and deleting. */
export const NOTES = {
  openapi: '3.1.0',
  info: { title: 'Notes', version: '1' },
  paths: {
    '/notes': {
      get: { operationId: 'listNotes', summary: 'List notes', ...ok },
      post: {
        operationId: 'createNote',
        summary: 'Write a note',
        requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
        ...ok,
      },
    },
    '/notes/{id}': {
      get: { operationId: 'getNote', summary: 'Read a note', parameters: [ID], ...ok },
      delete: { operationId: 'deleteNote', summary: 'Delete a note', parameters: [ID], ...ok },
    },
  },
};

/** The same, behind a bearer token. */
export const GUARDED_NOTES = {
  ...NOTES,
  components: { securitySchemes: { oauth: { type: 'http', scheme: 'bearer' } } },
  security: [{ oauth: [] }],
};

export interface ServiceWorld {
  readonly service: Service;
  readonly store: Store;
  readonly origin: string;
  /** The address of `/mcp`. */
  readonly url: string;
  readonly folder: string;
  /** What was logged, one line each. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

export interface ServiceSetup {
  /** Descriptions, written to `<name>.json` beside the config file. */
  readonly specs?: Readonly<Record<string, object>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly redis?: string;
}

/** The whole service as a config file and an environment say, behind a socket of its own. Ends with the test it is started in. */
export async function serveConfigFile(config: object, setup: ServiceSetup = {}): Promise<ServiceWorld> {
  const { specs = { notes: NOTES }, env = {}, redis } = setup;
  const folder = mkdtempSync(join(tmpdir(), 'trivium-service-'));
  for (const [name, spec] of Object.entries(specs)) writeFileSync(join(folder, `${name}.json`), JSON.stringify(spec));
  const file = join(folder, 'trivium.json');
  writeFileSync(file, JSON.stringify(config));
  const flags = { baseUrl: [], header: [], auth: [], include: [], exclude: [], allowHost: [], cache: false };
  const shared = { ...flags, config: file, logLevel: 'debug' as const };
  const terminal = createTerminal(Object.assign(Object.create(process) as NodeJS.Process, { env }));
  const server = await readServerConfig(
    { ...shared, http: '127.0.0.1:0', allowedHosts: [], allowedOrigins: [], ...(redis === undefined ? {} : { redis }) },
    terminal,
  );
  if (server === undefined) throw new Error('There is always a server here.');
  const settings = await readConfig([], shared, terminal);
  const lines: string[] = [];
  const log = createLog('debug', (line) => void lines.push(line), { format: 'json' });
  const store = createStore({ redis: server.redis, log });
  const tracer = createTracer({ version: '0.0.0', log, env });
  const metrics = await createMetrics({ version: '0.0.0', apis: settings.apis.map(({ name }) => name) });
  const service = createService({
    ...{ config: settings, server, log, store, tracer, meter: metrics },
    metrics: server.metrics === 'shared' ? metrics.text : undefined,
  });
  const listening = await listen(service.fetch, { host: '127.0.0.1', port: 0, onConnection: metrics.connected });
  const origin = `http://127.0.0.1:${listening.port}`;
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    service.drain();
    await listening.drain(0);
    await service.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  };
  onTestFinished(close);
  return { service, store, origin, url: `${origin}/mcp`, folder, lines, close };
}

export interface ToolAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The text that a model gets, or of a refusal what the body says. */
  readonly text: string;
  readonly isError: boolean;
}

export interface CallSetup {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly era?: typeof MODERN | typeof LEGACY;
  readonly meta?: object;
}

/** One call of one tool at an address of `/mcp`. */
export async function callAt(url: string, tool: string, args: object, setup: CallSetup = {}): Promise<ToolAnswer> {
  const { token, headers = {}, era = MODERN, meta } = setup;
  const message = callOf(era, tool, args, meta);
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await post(url, { ...message, headers: { ...message.headers, ...authorization, ...headers } });
  const body = await response.text();
  const { result, error } = readJson(body) as {
    result?: { content: { text: string }[]; isError?: boolean };
    error?: { message: string };
  };
  return {
    status: response.status,
    headers: response.headers,
    text: result?.content.map(({ text: each }) => each).join('\n') ?? error?.message ?? body,
    isError: result?.isError === true,
  };
}

function readJson(body: string): object {
  const data = /^data: (.*)$/m.exec(body)?.[1];
  try {
    return JSON.parse(data ?? body) as object;
  } catch {
    return {};
  }
}

/** The cursor that a cut answer ends with. */
export function cursorOf({ text: shown }: ToolAnswer): string {
  return /cursor "([^"]+)"/.exec(shown)?.[1] ?? '';
}
