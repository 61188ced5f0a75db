import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  callOf,
  type HttpWorld,
  LEGACY,
  MODERN,
  messageOf,
  post,
  serveHttpWorld,
  serveThings,
  THINGS,
  type Things,
  until,
} from '../support/serve-http.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
let things: Things;
let world: HttpWorld;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  things = await serveThings();
  world = await serveHttpWorld(THINGS, { baseUrl: things.url });
});

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  things.slowMs = undefined;
});

afterAll(async () => {
  await world.close();
  things.close();
});

type Progress = (progress: { progress: number }) => void;

/** What the two generations of clients have in common. */
interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  call(name: string, args: object, options?: { signal?: AbortSignal; onprogress?: Progress }): Promise<unknown>;
}

const CLIENTS: Readonly<Record<string, (world: HttpWorld) => Promise<AnyClient>>> = {
  'stdio, 2026-07-28': async ({ specPath }) => {
    const args = [join(root, 'bin/trivium-mcp.js'), `things=${specPath}`, '--base-url', things.url];
    return openV2(new StdioV2({ command: process.execPath, args, stderr: 'ignore' }));
  },
  'HTTP, 2026-07-28': async ({ url }) => openV2(new HttpV2(new URL(url))),
  'HTTP, 2025-11-25': async ({ url }) => {
    const client = new ClientV1({ name: 'v1', version: '1.0.0' });
    await client.connect(new HttpV1(new URL(url)) as Parameters<ClientV1['connect']>[0]);
    closers.push(() => client.close());
    return {
      listTools: () => client.listTools(),
      call: (name, args, options) => client.callTool({ name, arguments: { ...args } }, undefined, options),
    };
  },
};

async function openV2(transport: StdioV2 | HttpV2): Promise<AnyClient> {
  const client = await connectV2(transport);
  return {
    listTools: () => client.listTools(),
    call: (name, args, options) => client.callTool({ name, arguments: { ...args } }, options),
  };
}

async function connectV2(transport: StdioV2 | HttpV2): Promise<ClientV2> {
  const options = { versionNegotiation: { mode: { pin: MODERN } } };
  const client = new ClientV2({ name: 'v2', version: '1.0.0' }, options);
  await client.connect(transport);
  closers.push(() => client.close());
  return client;
}

/** What does not differ between two runs: no durations, no handles. */
function lasting(result: unknown): string {
  const { content } = result as { content: { text: string }[] };
  return content
    .map(({ text }) => text)
    .join('\n')
    .replace(/\d+ ms/g, 'some ms')
    .replace(/cursor "[^"]+"/g, 'cursor');
}

function cursorIn(result: unknown): string {
  const { content } = result as { content: { text: string }[] };
  return /cursor "([^"]+)"/.exec(content[0]?.text ?? '')?.[1] ?? '';
}

/** list → describe → execute → read on → three ways to be wrong. */
async function converse(client: AnyClient): Promise<readonly string[]> {
  const { tools } = await client.listTools();
  const cut = await client.call('execute_endpoint', { endpoint: 'listThings' });
  const said = [
    await client.call('list_endpoints', { query: 'list things' }),
    await client.call('describe_endpoint', { endpoint: 'getThing' }),
    await client.call('execute_endpoint', { endpoint: 'getThing', params: { id: 7 } }),
    cut,
    await client.call('execute_endpoint', { cursor: cursorIn(cut) }),
    await client.call('execute_endpoint', { endpoint: 'getThing', params: { id: 404 } }),
    await client.call('execute_endpoint', { endpoint: 'getThing', params: { id: 'seven' } }),
    await client.call('describe_endpoint', { endpoint: 'getThin' }),
  ];
  const errors = said.map((result) => ((result as { isError?: boolean }).isError === true ? 'error' : 'ok'));
  return [tools.map(({ name }) => name).join(), errors.join(), ...said.map(lasting)];
}

describe('the three-tool conversation', () => {
  let first: readonly string[] | undefined;
  for (const [name, open] of Object.entries(CLIENTS)) {
    it(`is the same over ${name}`, async () => {
      const said = await converse(await open(world));
      first ??= said;
      expect(said).toEqual(first);
      expect(said.slice(0, 2)).toEqual([
        'list_endpoints,describe_endpoint,execute_endpoint',
        'ok,ok,ok,ok,ok,error,error,error',
      ]);
      expect(said[4]).toContain('"name":"thing 7"');
      expect(said[5]).toContain('thing 1');
      expect(said[6]).not.toBe(said[5]);
    });
  }

  for (const name of ['HTTP, 2026-07-28', 'HTTP, 2025-11-25']) {
    it(`tells how long a call runs over ${name}, to whom it may concern`, async () => {
      things.slowMs = 2500;
      const client = await CLIENTS[name]?.(world);
      const told: number[] = [];
      const result = await client?.call(
        'execute_endpoint',
        { endpoint: 'waitLong' },
        {
          onprogress: ({ progress }) => void told.push(progress),
        },
      );
      expect(lasting(result)).toContain('"waited":true');
      expect(told.length).toBeGreaterThanOrEqual(1);
      expect(told).toEqual([...told].sort((a, b) => a - b));
    });
  }
});

describe.each([MODERN, LEGACY])('an answer to a client of %s', (era) => {
  it('is an event stream that no proxy holds back where progress is wanted and there is some', async () => {
    things.slowMs = 2500;
    const meta = { progressToken: 'p' };
    const response = await post(world.url, callOf(era, 'execute_endpoint', { endpoint: 'waitLong' }, meta));
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    const text = await response.text();
    const messages = [...text.matchAll(/^data: (.+)$/gm)].map(
      ([, data = '']) => JSON.parse(data) as { method?: string },
    );
    expect(messages.slice(0, -1).map(({ method }) => method)).toContain('notifications/progress');
    expect(messages.at(-1)).toMatchObject({ id: 1, result: { content: [{ type: 'text' }] } });
  });

  it('is JSON where none is wanted, and names no session', async () => {
    const response = await post(
      world.url,
      callOf(era, 'execute_endpoint', { endpoint: 'getThing', params: { id: 7 } }),
    );
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.has('mcp-session-id')).toBe(false);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ id: 1, result: { content: [{ type: 'text' }] } });
  });

  it.each([
    ['JSON', {}],
    ['an event stream', { progressToken: 'p' }],
  ])(
    'that would be %s is given up, with its upstream call, once the client has gone',
    async (_, meta) => {
      const { come, gone } = things.slow;
      const client = new AbortController();
      const call = post(world.url, callOf(era, 'execute_endpoint', { endpoint: 'waitLong' }, meta), client.signal)
        .then((response) => response.text())
        .catch(() => 'aborted');
      await until(() => things.slow.come > come);
      client.abort();
      // nothing else would end it before the call's own 30 s (SECURITY T8, H28, fault 30)
      await until(() => things.slow.gone > gone);
      expect(await call).toBe('aborted');
    },
    10_000,
  );
});

describe('a call that a 2026-07-28 client cancels', () => {
  it('ends its upstream call too', async () => {
    const { come, gone } = things.slow;
    const client = await CLIENTS['HTTP, 2026-07-28']?.(world);
    const cancel = new AbortController();
    const call = client?.call('execute_endpoint', { endpoint: 'waitLong' }, { signal: cancel.signal });
    const outcome = call?.catch(() => 'cancelled');
    await until(() => things.slow.come > come);
    cancel.abort();
    await until(() => things.slow.gone > gone);
    expect(await outcome).toBe('cancelled');
  });
});

describe('a client that listens', () => {
  it('is told when the description has changed, and that the server ends', async () => {
    const own = await serveHttpWorld(THINGS, { baseUrl: things.url });
    const client = await connectV2(new HttpV2(new URL(own.url)));
    let told = 0;
    client.setNotificationHandler('notifications/tools/list_changed', () => void told++);
    await client.callTool({ name: 'list_endpoints', arguments: {} });
    const subscription = await client.listen({ toolsListChanged: true });
    expect(subscription.honoredFilter).toEqual({ toolsListChanged: true });
    writeFileSync(own.specPath, JSON.stringify({ ...THINGS, info: { title: 'Things', version: '2' } }));
    await until(() => told > 0);
    own.service.drain();
    expect(await subscription.closed).toBe('graceful');
    // calls go on until the end of draining
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(3);
    const refusal = await post(own.url, messageOf(MODERN, 'subscriptions/listen', { notifications: {} }));
    expect(refusal.status).toBe(503);
    await own.close();
  });
});
