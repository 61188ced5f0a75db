import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { afterEach, describe, expect, it } from 'vitest';
import { type ServedApp, serveInMemory } from '../support/serve-in-memory.ts';

/** One file, one story: a description and configuration, calls, what the upstream must see, what the model reads. */
interface Scenario {
  readonly spec: unknown;
  readonly config?: {
    readonly auth?: Record<string, string>;
    readonly headers?: Record<string, string>;
    readonly readOnly?: boolean;
  };
  readonly calls: readonly Call[];
}

interface Call {
  readonly tool: string;
  readonly arguments: Record<string, unknown>;
  /** What the upstream answers to this call; a plain 200 `{}` where it is left out. */
  readonly upstream?: {
    readonly status?: number;
    readonly headers?: Record<string, string>;
    readonly body?: unknown;
    readonly repeat?: Repeat;
  };
  /** `null`: nothing may reach the upstream. Headers are a subset. */
  readonly request?: {
    readonly method: string;
    readonly url: string;
    readonly headers?: Record<string, string>;
    readonly body?: unknown;
  } | null;
  readonly answer?: string;
  readonly contains?: readonly string[];
  readonly isError?: boolean;
}

/** A body whose list `lines` has so many of an item. */
interface Repeat {
  readonly lines: number;
  readonly item: unknown;
}

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

const here = dirname(fileURLToPath(import.meta.url));
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('scenarios', () => {
  for (const file of readdirSync(here)
    .filter((name) => name.endsWith('.yaml'))
    .sort()) {
    it(file.replace(/\.yaml$/, '').replaceAll('-', ' '), async () => {
      await play(load(readFileSync(join(here, file), 'utf8')) as Scenario);
    });
  }
});

async function play(scenario: Scenario): Promise<void> {
  const upstream = await startUpstream();
  const app = await serve(scenario, upstream.origin);
  let cursor = '';
  for (const call of scenario.calls) {
    upstream.next = call.upstream ?? {};
    upstream.seen.length = 0;
    const given = JSON.stringify(call.arguments).replaceAll('http://upstream', upstream.origin);
    const args = JSON.parse(given.replaceAll('$cursor', cursor)) as Record<string, unknown>;
    const result = await app.client.callTool({ name: call.tool, arguments: args });
    const text = plain(result.content, upstream.origin);
    cursor = /cursor "([^"]+)"/.exec(text)?.[1] ?? cursor;
    const shown = `${call.tool} ${JSON.stringify(call.arguments)}\n${text}`;
    expect(result.isError ?? false, shown).toBe(call.isError ?? false);
    if (call.answer !== undefined) expect(text).toBe(call.answer.trimEnd());
    for (const part of call.contains ?? []) expect(text).toContain(part);
    if (call.request === null) expect(upstream.seen, shown).toEqual([]);
    else if (call.request !== undefined) expectRequest(upstream.seen, call.request);
  }
}

function expectRequest(seen: readonly Seen[], expected: NonNullable<Call['request']>): void {
  expect(seen).toHaveLength(1);
  const [request] = seen;
  const { method, url, headers = {}, body } = expected;
  expect(`${request?.method} ${request?.url}`).toBe(`${method} ${url}`);
  for (const [name, value] of Object.entries(headers)) expect(request?.headers[name.toLowerCase()]).toBe(value);
  if (body !== undefined) expect(request?.body).toEqual(body);
}

/** The text of the answer, with what differs from run to run made the same. */
function plain(content: unknown, origin: string): string {
  const texts = (content as { type: string; text?: string }[]).flatMap((block) => block.text ?? `<${block.type}>`);
  return texts
    .join('\n')
    .replaceAll(origin, 'http://upstream')
    .replace(/· \d+ ms/, '· 0 ms')
    .replace(/· \d+(\.\d+)? s/, '· 0 ms');
}

async function serve({ spec, config = {} }: Scenario, origin: string): Promise<ServedApp> {
  const text = JSON.stringify(spec)
    .replaceAll('http://upstream', origin)
    .replaceAll('"upstream"', JSON.stringify(origin.slice(7)));
  const headers = Object.entries(config.headers ?? {}).map(([name, value]) => ({ name, value }));
  const app = await serveInMemory(text, { auth: config.auth ?? {}, headers, readOnly: config.readOnly ?? false });
  closers.push(app.close);
  return app;
}

async function startUpstream(): Promise<{ origin: string; seen: Seen[]; next: NonNullable<Call['upstream']> }> {
  const state = { origin: '', seen: [] as Seen[], next: {} as NonNullable<Call['upstream']> };
  const server: HttpServer = createServer(async (request, response) => {
    const bytes = await buffer(request);
    state.seen.push({
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: bodyOf(bytes, request),
    });
    const { status = 200, headers = { 'content-type': 'application/json' }, repeat } = state.next;
    const { body = repeat === undefined ? {} : { lines: Array.from({ length: repeat.lines }, () => repeat.item) } } =
      state.next;
    const fields = Object.entries(headers).map(([name, value]) => [
      name,
      value.replaceAll('http://upstream', state.origin),
    ]);
    response.writeHead(status, Object.fromEntries(fields) as Record<string, string>);
    response.end(typeof body === 'string' ? body : body === null ? '' : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return state;
}

function bodyOf(bytes: Buffer, request: IncomingMessage): unknown {
  const text = bytes.toString('utf8');
  return request.headers['content-type']?.includes('json') === true ? (JSON.parse(text) as unknown) : text;
}
