import { createServer, request as forward } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { OPTIONS, requestOf, sender, upstream } from './upstream.ts';

const NAMES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'] as const;

/** A forward proxy that passes everything on, tunnels included, and remembers what for. */
async function proxy(): Promise<{ url: string; asked: readonly string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { method, headers } = request;
    const onward = forward(request.url ?? '', { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('connect', (request, client) => {
    asked.push(`CONNECT ${request.url}`);
    const [host = '', port] = (request.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(client);
      client.pipe(target);
    });
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('HTTP_PROXY', () => {
  const before = new Map(NAMES.map((name) => [name, process.env[name]]));
  beforeEach(() => {
    for (const name of NAMES) delete process.env[name];
  });
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it('is the way out', async () => {
    const { url: proxyUrl, asked } = await proxy();
    const { url, seen } = await upstream((_, response) => response.end('through'));
    process.env.HTTP_PROXY = proxyUrl;
    const { body } = await sender().send(requestOf(`${url}/a`), OPTIONS);
    expect([Buffer.from(body).toString(), seen, asked.length]).toEqual(['through', ['GET /a'], 1]);
  });

  it('is passed by for what NO_PROXY names', async () => {
    const { url: proxyUrl, asked } = await proxy();
    const { url } = await upstream((_, response) => response.end('direct'));
    process.env.HTTP_PROXY = proxyUrl;
    process.env.NO_PROXY = '127.0.0.1';
    await sender().send(requestOf(url), OPTIONS);
    expect(asked).toEqual([]);
  });

  it('does not lead to a private address that nobody vouched for', async () => {
    const { url: proxyUrl, asked } = await proxy();
    const { url, seen } = await upstream((_, response) => response.end());
    process.env.HTTP_PROXY = proxyUrl;
    await expect(sender().send(requestOf(url), { ...OPTIONS, trusted: false })).rejects.toMatchObject({
      code: 'target_refused',
    });
    expect([asked, seen]).toEqual([[], []]);
  });

  it('is guarded where NO_PROXY goes around it', async () => {
    const { url: proxyUrl } = await proxy();
    const { url, seen } = await upstream((_, response) => response.end());
    process.env.HTTP_PROXY = proxyUrl;
    process.env.NO_PROXY = 'localhost';
    const named = url.replace('127.0.0.1', 'localhost');
    await expect(sender().send(requestOf(named), { ...OPTIONS, trusted: false })).rejects.toMatchObject({
      code: 'target_refused',
    });
    expect(seen).toEqual([]);
  });
});
