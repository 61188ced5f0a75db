import { createServer, request as forward } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { closedPort, OPTIONS, rawUpstream, requestOf, sender, upstream } from './upstream.ts';

const NAMES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'] as const;

/** A forward proxy that passes everything on, tunnels included, and remembers what for. */
async function proxy(): Promise<{ url: string; asked: readonly string[]; users: readonly string[] }> {
  const asked: string[] = [];
  const users: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { method } = request;
    const { 'proxy-authorization': user, ...headers } = request.headers;
    if (user !== undefined) users.push(user);
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
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, users };
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

  it('is a tunnel for https, and plain forwarding for http', async () => {
    const { url: proxyUrl, asked } = await proxy();
    const { host } = await rawUpstream((socket) => socket.end('no TLS here'));
    process.env.HTTPS_PROXY = proxyUrl;
    process.env.HTTP_PROXY = proxyUrl;
    const { send } = sender();
    await expect(send(requestOf(`https://${host}/x`), OPTIONS)).rejects.toMatchObject({ code: 'upstream_tls' });
    const { url } = await upstream((_, response) => response.end());
    await send(requestOf(`${url}/y`), OPTIONS);
    expect(asked).toEqual([`CONNECT ${host}`, `GET ${url}/y`]);
  });

  it('may be given as host:port, and its password goes no further', async () => {
    const { url: proxyUrl, asked, users } = await proxy();
    const { url, headers } = await upstream((_, response) => response.end());
    process.env.http_proxy = proxyUrl.replace('http://', 'me:secret@');
    await sender().send(requestOf(`${url}/a`), OPTIONS);
    expect([asked, users]).toEqual([[`GET ${url}/a`], ['Basic bWU6c2VjcmV0']]);
    process.env.NO_PROXY = '*';
    await sender().send(requestOf(`${url}/a`), OPTIONS);
    expect(headers()).not.toHaveProperty('proxy-authorization');
  });

  it.each([
    [
      'refuses',
      'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n',
      'The proxy refused to connect to a.example (403).',
    ],
    ['hangs up', '', 'a.example broke the connection off before its answer was complete.'],
  ])('that %s is named, and not asked for ever', async (_, bytes, message) => {
    const { url, connections } = await rawUpstream((socket) => socket.end(bytes));
    process.env.HTTPS_PROXY = url;
    await expect(sender().send(requestOf('https://a.example/'), OPTIONS)).rejects.toMatchObject({ message });
    expect(connections()).toBeLessThanOrEqual(3);
  });

  it('that is not there is named', async () => {
    const port = await closedPort();
    process.env.HTTPS_PROXY = `http://127.0.0.1:${port}`;
    await expect(sender().send(requestOf('https://a.example/'), OPTIONS)).rejects.toMatchObject({
      message: `Nothing answers at a.example, or rather at the proxy on port ${port} before it.`,
    });
  });

  it('that is no URL is the operator\u2019s mistake', async () => {
    process.env.HTTPS_PROXY = 'http://[';
    await expect(sender().send(requestOf('https://a.example/'), OPTIONS)).rejects.toMatchObject({
      code: 'config_invalid',
      message: 'The environment variable HTTPS_PROXY holds no URL of a proxy.',
    });
  });
});
