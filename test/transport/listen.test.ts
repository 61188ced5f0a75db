import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { callOf, LEGACY, MODERN, post, serveThings, THINGS, type Things, until } from '../support/serve-http.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const children: ChildProcessWithoutNullStreams[] = [];
const servers: (Server | Things)[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) server.close();
});

describe('the built program over HTTP', () => {
  it('listens on loopback unless another address is named (H16, T3)', async () => {
    expect(new URL(await urlOf(start('specs/shop.yaml', '--mock', '--http', '0'))).hostname).toBe('127.0.0.1');
    const child = start('specs/shop.yaml', '--mock', '--http', '0.0.0.0:0');
    expect(await once(child, 'exit')).toEqual([2, null]);
  });

  it('reads the descriptions again at SIGHUP and tells who listens', async () => {
    const description = await serveDescription();
    const child = start(`things=${description.url}`, '--base-url', 'http://127.0.0.1:9', '--http', '0');
    const client = await connect(await urlOf(child));
    let told = 0;
    client.setNotificationHandler('notifications/tools/list_changed', () => void told++);
    await client.callTool({ name: 'list_endpoints', arguments: {} });
    await client.listen({ toolsListChanged: true });
    const { paths } = THINGS;
    description.body = { ...THINGS, paths: { ...paths, '/news': { get: { operationId: 'readNews', responses: {} } } } };
    child.kill('SIGHUP');
    await until(() => told > 0);
    const answer = await client.callTool({ name: 'list_endpoints', arguments: {} });
    expect(JSON.stringify(answer)).toContain('readNews');
    await client.close();
  });

  it.each([MODERN, LEGACY])(
    'answers at SIGTERM what is in flight, ends who listens, and exits 0, for %s',
    async (era) => {
      const things = await serveThings();
      servers.push(things);
      things.slowMs = 1500;
      const description = await serveDescription();
      const child = start(`things=${description.url}`, '--base-url', things.url, '--http', '0');
      const url = await urlOf(child);
      const client = await connect(url);
      const subscription = await client.listen({ toolsListChanged: true });
      const call = post(url, callOf(era, 'execute_endpoint', { endpoint: 'waitLong' }));
      await until(() => things.slow.come > 0);
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await subscription.closed).toBe('graceful');
      expect(await (await call).text()).toContain('waited');
      // a listener that was left alone would hold it for the whole 25 s of draining
      expect(await exit).toEqual([0, null]);
    },
    20_000,
  );

  it.each([
    ['--http', 'PORT'],
    ['--http', 'PORT', '--workers', '2'],
    ['--http', '0', '--metrics', 'PORT'],
  ])(
    'says that a port is taken, and ends: %s %s %s %s',
    async (...flags) => {
      const description = await serveDescription();
      const { port } = new URL(description.url);
      const child = start(`things=${description.url}`, ...flags.map((each) => (each === 'PORT' ? port : each)));
      let said = '';
      child.stderr.on('data', (chunk) => {
        said += String(chunk);
      });
      expect(await once(child, 'exit')).toEqual([3, null]);
      expect(said).toContain(
        `[config_invalid] It is not possible to listen at 127.0.0.1:${port}: another process listens there already.`,
      );
    },
    20_000,
  );

  it.skipIf(process.platform !== 'linux')(
    'outlives a SIGHUP while its workers are starting',
    async () => {
      const child = start('specs/shop.yaml', '--http', '0', '--workers', '2');
      const { pid = 0 } = child;
      await until(() => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().includes(' '));
      child.kill('SIGHUP');
      expect((await post(await urlOf(child), callOf(LEGACY, 'list_endpoints', {}))).status).toBe(200);
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
    20_000,
  );

  it('shows metrics to no page of a foreign name, at either address (T2)', async () => {
    const free = await serveDescription();
    for (const server of servers.splice(0)) server.close();
    const { host } = new URL(free.url);
    const shared = new URL('/metrics', await urlOf(start('specs/shop.yaml', '--http', '0', '--metrics')));
    await urlOf(start('specs/shop.yaml', '--http', '0', '--metrics', host));
    for (const url of [shared.href, `http://${host}/metrics`]) {
      expect(await statusUnder('evil.example', url)).toBe(403);
      expect(await statusUnder('localhost', url)).toBe(200);
    }
  }, 20_000);
});

/** What a GET answers that names another host than it goes to, as after DNS rebinding. */
async function statusUnder(host: string, url: string): Promise<number | undefined> {
  const asked = get(url, { headers: { host } });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

function start(...args: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [join(root, 'bin/trivium-mcp.js'), 'serve', ...args], { cwd: root });
  child.stdout.resume();
  children.push(child);
  return child;
}

async function urlOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  let text = '';
  for await (const chunk of child.stderr.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    const [, url] = /listening at (http[^\s"\\]+)/.exec(text) ?? [];
    if (url !== undefined) {
      child.stderr.resume();
      return url;
    }
  }
  throw new Error(`it ended: ${text}`);
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: { pin: MODERN } } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}

/** A description at a URL, which is looked at once a minute, so that a change is known at once only if somebody asks. */
async function serveDescription(): Promise<{ readonly url: string; body: object }> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(description.body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const description: { url: string; body: object } = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/openapi.json`,
    body: THINGS,
  };
  return description;
}
