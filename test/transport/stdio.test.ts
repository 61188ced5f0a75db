import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterEach, describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const bin = join(root, 'bin/trivium-mcp.js');
const shop = join(root, 'specs/shop.yaml');
const children: ChildProcessWithoutNullStreams[] = [];
const servers: Server[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) server.closeAllConnections();
});

interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<unknown>;
  close(): Promise<void>;
}

describe('the built program over stdio', () => {
  const clients: Record<string, () => Promise<AnyClient>> = {
    'SDK 1.x (2025-11-25)': async () => {
      const client = new ClientV1({ name: 'v1', version: '1.0.0' });
      await client.connect(new StdioV1({ command: process.execPath, args: [bin, shop, '--mock'], stderr: 'ignore' }));
      return client as AnyClient;
    },
    'SDK 2.x (2026-07-28)': async () => {
      const options = { versionNegotiation: { mode: { pin: '2026-07-28' } } };
      const client = new ClientV2({ name: 'v2', version: '1.0.0' }, options);
      await client.connect(new StdioV2({ command: process.execPath, args: [bin, shop, '--mock'], stderr: 'ignore' }));
      return client as AnyClient;
    },
  };
  for (const [name, open] of Object.entries(clients)) {
    it(`holds the whole three-tool conversation with ${name}`, async () => {
      const client = await open();
      const { tools } = await client.listTools();
      expect(tools.map((tool) => tool.name)).toEqual(['list_endpoints', 'describe_endpoint', 'execute_endpoint']);
      const listed = await callText(client, 'list_endpoints', { query: 'list products' });
      const [id = ''] = listed.trim().split(/\s+/);
      expect(listed).toContain('GET /products');
      expect(await callText(client, 'describe_endpoint', { endpoint: id })).toContain('GET /products');
      expect(await callText(client, 'execute_endpoint', { endpoint: id })).toMatch(/^200 OK · application\/json/);
      await client.close();
    });
  }

  it('prints nothing but protocol on stdout, one message a line', async () => {
    const child = start(shop, '--mock', '--log-level', 'debug');
    const lines = readLines(child);
    send(child, { id: 1, method: 'initialize', params: INITIALIZE });
    send(child, { id: 2, method: 'tools/list', params: {} });
    send(child, { id: 3, method: 'tools/call', params: { name: 'list_endpoints', arguments: {} } });
    child.stdin.write('this is not JSON\n[1,2\n');
    send(child, { id: 4, method: 'tools/list', params: {} });
    await lines.has(4);
    for (const line of lines.all()) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
  });

  it('answers initialize and tools/list although the description cannot be loaded, and says why in each call', async () => {
    const child = start(join(root, 'specs/no-such-file.yaml'));
    const lines = readLines(child);
    send(child, { id: 1, method: 'initialize', params: INITIALIZE });
    send(child, { id: 2, method: 'tools/list', params: {} });
    send(child, { id: 3, method: 'tools/call', params: { name: 'list_endpoints', arguments: {} } });
    const answer = await lines.has(3);
    expect(answer).toMatchObject({ result: { isError: true } });
    expect(JSON.stringify(answer)).toContain('no-such-file.yaml');
    child.stdin.end();
    expect(await exitOf(child)).toBe(3);
  });

  it('answers what is in flight when stdin ends, then exits 0', async () => {
    const child = start(shop, '--mock');
    const lines = readLines(child);
    send(child, { id: 1, method: 'initialize', params: INITIALIZE });
    send(child, { id: 2, method: 'tools/call', params: { name: 'list_endpoints', arguments: { query: 'order' } } });
    child.stdin.end();
    expect(await lines.has(2)).toMatchObject({ result: { content: [{ type: 'text' }] } });
    expect(await exitOf(child)).toBe(0);
  });

  it('exits although a call hangs, a few seconds after stdin ends', async () => {
    const upstream = await hangingUpstream();
    const child = start(shop, '--base-url', upstream.origin);
    send(child, { id: 1, method: 'initialize', params: INITIALIZE });
    send(child, {
      id: 2,
      method: 'tools/call',
      params: { name: 'execute_endpoint', arguments: { endpoint: 'GET /products' } },
    });
    await upstream.reached;
    child.stdin.end();
    expect(await exitOf(child)).toBe(0);
  });

  it('aborts the upstream request when the call is cancelled, and answers nothing to it', async () => {
    const upstream = await hangingUpstream();
    const child = start(shop, '--base-url', upstream.origin);
    const lines = readLines(child);
    send(child, { id: 1, method: 'initialize', params: INITIALIZE });
    send(child, {
      id: 2,
      method: 'tools/call',
      params: { name: 'execute_endpoint', arguments: { endpoint: 'GET /products' } },
    });
    await upstream.reached;
    send(child, { method: 'notifications/cancelled', params: { requestId: 2 } });
    await upstream.aborted;
    send(child, { id: 3, method: 'tools/list', params: {} });
    await lines.has(3);
    expect(lines.all().some((line) => line.includes('"id":2'))).toBe(false);
  });
});

const INITIALIZE = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1.0.0' } };

function start(...args: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stderr.resume();
  children.push(child);
  return child;
}

function send(child: ChildProcessWithoutNullStreams, message: Record<string, unknown>): void {
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

function readLines(child: ChildProcessWithoutNullStreams): { all(): string[]; has(id: number): Promise<unknown> } {
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const all = (): string[] => text.split('\n').filter((line) => line !== '');
  return {
    all,
    has: async (id) => {
      for (;;) {
        const found = all().find((line) => line.includes(`"id":${id}`) && text.includes(`${line}\n`));
        if (found !== undefined) return JSON.parse(found) as unknown;
        await once(child.stdout, 'data');
      }
    },
  };
}

async function exitOf(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

async function callText(client: AnyClient, name: string, args: Record<string, unknown>): Promise<string> {
  const result = (await client.callTool({ name, arguments: args })) as { content: { text?: string }[] };
  return result.content.map((block) => block.text ?? '').join('\n');
}

async function hangingUpstream(): Promise<{ origin: string; reached: Promise<void>; aborted: Promise<void> }> {
  const reached = deferred();
  const aborted = deferred();
  const server = createServer((request) => {
    reached.resolve();
    request.socket.once('close', aborted.resolve);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, reached: reached.promise, aborted: aborted.promise };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
