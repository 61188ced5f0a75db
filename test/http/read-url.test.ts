import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { toToolError } from '../../src/errors.ts';
import { closedPort, rawUpstream, sender, upstream } from './upstream.ts';

const LIMITS = { maxBytes: 10_000, timeoutMs: 20_000 };

async function failure(url: string, limits: Readonly<Partial<typeof LIMITS>> = {}): Promise<string> {
  try {
    await sender().readUrl(url, { ...LIMITS, ...limits });
  } catch (error) {
    const { code, message } = toToolError(error);
    return `${code}: ${message}`;
  }
  return 'nothing failed';
}

describe('readUrl', () => {
  it('gives the bytes and the address', async () => {
    const { url, headers } = await upstream((_, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('{"openapi":"3.0.0"}')),
    );
    const { bytes, url: final } = await sender().readUrl(`${url}/openapi.json?v=1#part`, LIMITS);
    expect([Buffer.from(bytes).toString(), final]).toEqual(['{"openapi":"3.0.0"}', `${url}/openapi.json?v=1`]);
    expect(headers()).toMatchObject({ accept: 'application/json, application/yaml, text/yaml, */*' });
  });

  it('uses the user of the URL and does not give it back', async () => {
    const { url, host, headers } = await upstream((request, response) => {
      if (request.url === '/b') return response.end('{}');
      return response.writeHead(302, { Location: '/b' }).end();
    });
    const { url: final } = await sender().readUrl(`http://me:p%40ss@${host}/a`, LIMITS);
    expect([headers().authorization, final]).toEqual([
      `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
      `${url}/b`,
    ]);
  });

  it('gives the address after redirects', async () => {
    const { url } = await upstream((request, response) => {
      if (request.url === '/v2/openapi.json') return response.end('{}');
      return response.writeHead(301, { Location: '/v2/openapi.json' }).end();
    });
    expect((await sender().readUrl(`${url}/latest`, LIMITS)).url).toBe(`${url}/v2/openapi.json`);
  });

  it('is not led to a private address by another host, and the user stays behind', async () => {
    const inside = await upstream((_, response) => response.end('{"inside": true}'));
    const { host } = await upstream((_, response) =>
      response.writeHead(302, { Location: `${inside.url}/metadata` }).end(),
    );
    expect(await failure(`http://me:secret@${host}/x`)).toBe(
      `spec_unusable: ${inside.url}/metadata: 127.0.0.1 is not a public address, and the operator did not name it.`,
    );
    expect(inside.seen).toEqual([]);
  });
});

describe('a description that cannot be read gets one sentence', () => {
  it.each([
    [404, 'Not Found'],
    [401, 'Unauthorized'],
    [500, 'Internal Server Error'],
  ])('%i', async (status, words) => {
    const { url } = await upstream((_, response) => response.writeHead(status).end('a page'));
    expect(await failure(`${url}/x.json?token=secret`)).toBe(
      `spec_unusable: GET ${url}/x.json answered ${status} ${words}.`,
    );
  });

  it('too large, also after decompression', async () => {
    const { url } = await upstream((request, response) => {
      if (request.url === '/gzip')
        response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(3 * 1024 * 1024)));
      else response.end(Buffer.alloc(3 * 1024 * 1024));
    });
    const maxBytes = 2 * 1024 * 1024;
    expect(await failure(`${url}/plain`, { maxBytes })).toBe(`spec_unusable: ${url}/plain has more than 2 MB.`);
    expect(await failure(`${url}/gzip`, { maxBytes })).toBe(`spec_unusable: ${url}/gzip has more than 2 MB.`);
  });

  it('a loop of redirects', async () => {
    const { url, seen } = await upstream((_, response) => response.writeHead(302, { Location: '/x?again' }).end());
    expect(await failure(`${url}/x`)).toBe(`spec_unusable: ${url}/x redirects more than 5 times.`);
    expect(seen).toHaveLength(6);
  });

  it('a redirect out of HTTP', async () => {
    const { url } = await upstream((_, response) => response.writeHead(302, { Location: 'file:///etc/passwd' }).end());
    expect(await failure(`${url}/x`)).toBe(`spec_unusable: ${url}/x redirects to file:`);
  });

  it.each([
    ['no answer', ''],
    ['a body that stops', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{'],
  ])('too slow: %s', async (_, bytes) => {
    const { url } = await rawUpstream((socket) => void (bytes !== '' && socket.write(bytes)));
    expect(await failure(`${url}/x`, { timeoutMs: 200 })).toBe(`spec_unusable: ${url}/x did not answer within 0.2 s.`);
  });

  it('nobody there', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    expect(await failure(`${url}/x`)).toBe(`spec_unusable: ${url}/x: Nothing answers at ${url.slice(7)}.`);
  });

  it('no such name', async () => {
    expect(await failure('http://nowhere.invalid/x')).toBe(
      'spec_unusable: http://nowhere.invalid/x: The name nowhere.invalid cannot be resolved.',
    );
  });

  it('broken compression', async () => {
    const { url } = await upstream((_, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('plain'),
    );
    expect(await failure(`${url}/x`)).toBe(`spec_unusable: ${url}/x: The answer says it is gzip but does not decode.`);
  });

  it('cancelled', async () => {
    const { url } = await upstream(() => undefined);
    await expect(sender().readUrl(url, { ...LIMITS, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'spec_unusable',
    });
  });
});
