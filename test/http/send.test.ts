import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { toToolError } from '../../src/errors.ts';
import { ACCEPT_ENCODING } from '../../src/http/read-body.ts';
import type { Sender, SendOptions } from '../../src/http/send.ts';
import type { HttpRequest } from '../../src/request/http-request.ts';
import { VERSION } from '../../src/version.ts';
import { closedPort, OPTIONS, rawUpstream, requestOf, sender, signing, upstream } from './upstream.ts';

const text = (body: Uint8Array): string => Buffer.from(body).toString('utf8');

/** `code: message` of what sending throws. */
async function failure(send: Sender['send'], request: HttpRequest, options: SendOptions = OPTIONS): Promise<string> {
  try {
    await send(request, options);
  } catch (error) {
    const { code, message } = toToolError(error);
    return `${code}: ${message}`;
  }
  return 'nothing failed';
}

describe('an exchange', () => {
  it('gives the whole answer', async () => {
    const { url } = await upstream((_, response) => {
      response.writeHead(418, 'I am a teapot', {
        'Content-Type': 'text/plain',
        'X-Many': ['a', 'b'],
        'Set-Cookie': ['sid=1', 'x=2'],
        Date: 'now',
      });
      response.end('short and stout');
    });
    const { durationMs, body, headers, ...rest } = await sender().send(requestOf(`${url}/pot?a=1`), OPTIONS);
    expect({ ...rest, body: text(body) }).toEqual({
      status: 418,
      statusText: 'I am a teapot',
      bodyTruncated: false,
      url: `${url}/pot?a=1`,
      body: 'short and stout',
    });
    expect(durationMs).toBeGreaterThanOrEqual(0);
    expect(Object.fromEntries(headers)).toEqual({
      'content-type': 'text/plain',
      'x-many': 'a, b',
      date: 'now',
      connection: 'keep-alive',
      'keep-alive': 'timeout=5',
      'transfer-encoding': 'chunked',
    });
  });

  it('sends method, path, headers and body as they are', async () => {
    let body = '';
    const { url, seen, headers } = await upstream(async (request, response) => {
      for await (const chunk of request) body += String(chunk);
      response.end();
    });
    const request = requestOf(`${url}/a%2Fb?x=%20&y=1`, {
      method: 'PATCH',
      headers: [
        ['content-type', 'application/json'],
        ['x-trace', 'one'],
        ['user-agent', 'mine'],
      ],
      body: { kind: 'content', content: '{"größe":1}' },
    });
    await sender().send(request, OPTIONS);
    expect([seen, body]).toEqual([['PATCH /a%2Fb?x=%20&y=1'], '{"größe":1}']);
    expect(headers()).toMatchObject({
      'content-type': 'application/json',
      'x-trace': 'one',
      'user-agent': 'mine',
      'content-length': '13',
      'accept-encoding': ACCEPT_ENCODING,
    });
  });

  it('names itself where the request does not', async () => {
    const { url, headers } = await upstream((_, response) => response.end());
    await sender().send(requestOf(url), OPTIONS);
    expect(headers()['user-agent']).toBe(`trivium-mcp/${VERSION}`);
  });

  it('sends a multipart body with a boundary that its parts do not hold', async () => {
    let body = '';
    const { url, headers } = await upstream(async (request, response) => {
      for await (const chunk of request) body += String(chunk);
      response.end();
    });
    const part = { filename: undefined, contentType: undefined, headers: [] };
    const parts = [
      { ...part, name: 'a"b', content: 'trivium-2' },
      { ...part, name: 'file', filename: 'x.txt', contentType: 'text/plain', content: Buffer.from('hello') },
    ];
    await sender().send(
      requestOf(url, { method: 'POST', body: { kind: 'multipart', type: 'multipart/form-data', parts } }),
      OPTIONS,
    );
    const [, boundary = ''] = /^multipart\/form-data; boundary=(.+)$/.exec(headers()['content-type'] ?? '') ?? [];
    expect(body.split(`--${boundary}`)).toEqual([
      '',
      '\r\nContent-Disposition: form-data; name="a%22b"\r\n\r\ntrivium-2\r\n',
      '\r\nContent-Disposition: form-data; name="file"; filename="x.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n',
      '--\r\n',
    ]);
  });

  it('takes a status that nobody defined', async () => {
    const { url } = await rawUpstream((socket) =>
      socket.end('HTTP/1.1 999 Request denied\r\nContent-Length: 2\r\n\r\nno'),
    );
    const { status, statusText, body } = await sender().send(requestOf(url), OPTIONS);
    expect([status, statusText, text(body)]).toEqual([999, 'Request denied', 'no']);
  });

  it.each([204, 304, 200])('of HEAD or without content decodes nothing (%i)', async (status) => {
    const { url } = await upstream((_, response) => {
      response.writeHead(status, { 'Content-Encoding': 'gzip' });
      response.end();
    });
    const { body } = await sender().send(requestOf(url, { method: status === 200 ? 'HEAD' : 'GET' }), OPTIONS);
    expect(body.length).toBe(0);
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('%i on the same origin is followed, signed again', async (status) => {
    const { url, seen, headers } = await upstream((request, response) => {
      if (request.url === '/there?x=1') return response.end('here');
      return response.writeHead(status, { Location: '/there?x=1#part' }).end('moved');
    });
    const response = await sender().send(requestOf(`${url}/a`), signing);
    expect([seen, text(response.body), response.url]).toEqual([
      ['GET /a', 'GET /there?x=1'],
      'here',
      `${url}/there?x=1`,
    ]);
    expect(headers()).toMatchObject({ authorization: 'Bearer s3cret', 'x-api-key': 's3cret' });
  });

  it('to another origin is refused by name, and nothing is sent there', async () => {
    const other = await upstream((_, response) => response.end('stolen'));
    const { url, host } = await upstream((_, response) =>
      response.writeHead(302, { Location: `${other.url}/steal` }).end(),
    );
    await expect(sender().send(requestOf(url), signing)).rejects.toMatchObject({
      code: 'upstream_redirect',
      message: `${host} redirects to ${other.url}, which was not contacted.`,
      hint: expect.stringContaining(`--allow-host ${other.host}`),
    });
    expect(other.seen).toEqual([]);
  });

  it.each(['//evil.example/x', 'http://evil.example', 'HTTP://evil.example\\@127.0.0.1', 'https://127.0.0.1/x'])(
    'to %s is refused',
    async (location) => {
      const { url } = await upstream((_, response) => response.writeHead(302, { Location: location }).end());
      expect(await failure(sender().send, requestOf(url), signing)).toMatch(
        /^upstream_redirect: 127.0.0.1:\d+ redirects to https?:\/\/(evil.example|127.0.0.1), which was not contacted\.$/,
      );
    },
  );

  it.each(['file:///etc/passwd', 'javascript:alert(1)', 'data:text/plain,x'])(
    'to %s is refused without an offer to allow it',
    async (location) => {
      const { url } = await upstream((_, response) => response.writeHead(302, { Location: location }).end());
      const error = await sender().send(requestOf(url), signing).catch(toToolError);
      expect(error).toMatchObject({ code: 'upstream_redirect', hint: undefined });
    },
  );

  it('to an allowed host is followed without any credential, also on the way back', async () => {
    const home = await upstream((request, response) => {
      if (request.url === '/back') return response.end(JSON.stringify(request.headers));
      return response.writeHead(302, { Location: `${other.url}/x` }).end();
    });
    const other = await upstream((_, response) => response.writeHead(302, { Location: `${home.url}/back` }).end());
    const { send } = sender({ allow: [home.host, other.host] });
    const given = requestOf(home.url, {
      headers: [
        ['cookie', 'a=1'],
        ['x-page', '2'],
      ],
    });
    const response = await send(given, signing);
    expect(other.headers()).not.toHaveProperty('x-api-key');
    expect(other.headers()).not.toHaveProperty('authorization');
    expect(other.headers()).not.toHaveProperty('cookie');
    expect(other.headers()).toMatchObject({ 'x-page': '2' });
    expect([response.url, Object.hasOwn(JSON.parse(text(response.body)) as object, 'x-api-key')]).toEqual([
      `${home.url}/back`,
      false,
    ]);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('of %s is the answer', async (method) => {
    const { url, seen } = await upstream((_, response) =>
      response.writeHead(307, { Location: '/elsewhere' }).end('look there'),
    );
    const { status, headers } = await sender().send(requestOf(url, { method }), signing);
    expect([status, headers.get('location'), seen]).toEqual([307, '/elsewhere', [`${method} /`]]);
  });

  it('takes no credential along that the upstream repeats in it', async () => {
    const seen: string[] = [];
    const other = await upstream((request, response) => {
      seen.push(request.url ?? '');
      response.end('ok');
    });
    const { url } = await upstream((request, response) => {
      response.writeHead(302, {
        location: `${new URL(other.url).origin}/there${request.url?.slice(request.url.indexOf('?'))}`,
      });
      response.end();
    });
    const sign = (request: HttpRequest) => ({ ...request, url: `${request.url}&key=s3cret` });
    await sender({ allow: [new URL(other.url).host] }).send(requestOf(`${url}?page=2`), { ...OPTIONS, sign });
    expect(seen).toEqual(['/there?page=2']);
  });

  it('keeps HEAD a HEAD', async () => {
    const { url, seen } = await upstream((request, response) => {
      response.writeHead(request.url === '/b' ? 200 : 303, { Location: '/b' }).end();
    });
    await sender().send(requestOf(`${url}/a`, { method: 'HEAD' }), OPTIONS);
    expect(seen).toEqual(['HEAD /a', 'HEAD /b']);
  });

  it('is not followed for ever', async () => {
    const { url, host, seen } = await upstream((_, response) => response.writeHead(302, { Location: '/again' }).end());
    expect(await failure(sender().send, requestOf(url))).toBe(
      `upstream_redirect: ${host} redirects more than 5 times.`,
    );
    expect(seen).toHaveLength(6);
  });

  it('without a Location, or 300 and 304, is the answer', async () => {
    const { url } = await upstream((request, response) => {
      response.writeHead(Number(request.url?.slice(1)), request.url === '/302' ? {} : { Location: '/x' }).end();
    });
    const { send } = sender();
    const statuses = await Promise.all(
      ['302', '300', '304', '200'].map(async (path) => (await send(requestOf(`${url}/${path}`), OPTIONS)).status),
    );
    expect(statuses).toEqual([302, 300, 304, 200]);
  });
});

describe('the deadline', () => {
  it.each([
    ['headers that never come', () => undefined],
    [
      'headers that drip',
      (write: (text: string) => void) => {
        write('HTTP/1.1 200 OK\r\nX-Slow: ');
        setInterval(() => write('x'), 20).unref();
      },
    ],
    [
      'a body that drips',
      (write: (text: string) => void) => {
        write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
        setInterval(() => write('x'), 20).unref();
      },
    ],
  ])('ends %s', async (_, answer) => {
    const { url, host } = await rawUpstream((socket) => void answer((bytes) => socket.writable && socket.write(bytes)));
    expect(await failure(sender().send, requestOf(url), { ...OPTIONS, timeoutMs: 200 })).toBe(
      `upstream_timeout: ${host} did not answer within 0.2 s.`,
    );
  });

  it('says of a POST that it may have been carried out', async () => {
    const { url } = await rawUpstream(() => undefined);
    expect(await failure(sender().send, requestOf(url, { method: 'POST' }), { ...OPTIONS, timeoutMs: 100 })).toMatch(
      /did not answer within 0\.1 s\. It may have been carried out all the same\.$/,
    );
  });

  it('covers all redirects together', async () => {
    const { url } = await upstream((_, response) => {
      setTimeout(() => response.writeHead(302, { Location: '/again' }).end(), 150);
    });
    expect(await failure(sender().send, requestOf(url), { ...OPTIONS, timeoutMs: 400 })).toMatch(/^upstream_timeout/);
  });
});

describe('signing', () => {
  const refuse = (status: number, headers = {}) => upstream((_, response) => response.writeHead(status, headers).end());

  it('is done anew once after a 401, with the same body', async () => {
    const bodies: string[] = [];
    const { url } = await upstream(async (request, response) => {
      bodies.push(Buffer.concat(await request.toArray()).toString('utf8'));
      response.writeHead(401).end();
    });
    let asked = 0;
    const renew = (): boolean => ++asked > 0;
    const body = { kind: 'content', content: 'once more' } as const;
    const { status } = await sender().send(requestOf(url, { method: 'POST', body }), { ...OPTIONS, renew });
    expect([status, asked, bodies]).toEqual([401, 1, ['once more', 'once more']]);
  });

  it('is done anew once a call, whatever redirects there are', async () => {
    const { url, seen } = await upstream((request, response) => {
      const isFirst = seen.length === 1;
      if (request.url === '/a' && !isFirst) response.writeHead(302, { location: '/b' }).end();
      else response.writeHead(401).end();
    });
    const { status } = await sender().send(requestOf(`${url}/a`), { ...OPTIONS, renew: () => true });
    expect([status, seen]).toEqual([401, ['GET /a', 'GET /a', 'GET /b']]);
  });

  it('is not done anew for any other status, nor where it would not help', async () => {
    const forbidden = await refuse(403);
    await sender().send(requestOf(forbidden.url), { ...OPTIONS, renew: () => true });
    const unauthorized = await refuse(401);
    await sender().send(requestOf(unauthorized.url), { ...OPTIONS, renew: () => false });
    expect([forbidden.seen.length, unauthorized.seen.length]).toEqual([1, 1]);
  });

  it('that takes too long has sent nothing, and says so', async () => {
    const { url, seen } = await refuse(200);
    const sign = (): Promise<never> => new Promise(() => undefined);
    expect(await failure(sender().send, requestOf(url, { method: 'POST' }), { ...OPTIONS, sign, timeoutMs: 50 })).toBe(
      'auth_failed: No access token came within 0.05 s; the request was not carried out.',
    );
    expect(seen).toEqual([]);
  });
});

describe('a stream of events', () => {
  it('that never ends is read until shortly before the deadline', async () => {
    const { url } = await upstream((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.write('data: 1\n\ndata: 2\n\n');
    });
    const { body, bodyTruncated } = await sender().send(requestOf(url), { ...OPTIONS, timeoutMs: 300 });
    expect([Buffer.from(body).toString(), bodyTruncated]).toEqual(['data: 1\n\ndata: 2\n\n', true]);
  });
});

describe('cancelling', () => {
  it('aborts the request at the upstream', async () => {
    let closed: Promise<unknown> | undefined;
    const controller = new AbortController();
    const { url } = await upstream((request) => {
      closed = once(request.socket, 'close');
      controller.abort();
    });
    expect(await failure(sender().send, requestOf(url), { ...OPTIONS, signal: controller.signal })).toBe(
      'cancelled: The call was cancelled.',
    );
    await closed;
  });

  it('aborts while the body is read', async () => {
    const controller = new AbortController();
    const { url } = await upstream((_, response) => {
      response.writeHead(200).write('begin');
      setTimeout(() => controller.abort(), 50);
    });
    expect(await failure(sender().send, requestOf(url), { ...OPTIONS, signal: controller.signal })).toBe(
      'cancelled: The call was cancelled.',
    );
  });

  it('before the start sends nothing', async () => {
    const { url, seen } = await upstream((_, response) => response.end());
    expect(await failure(sender().send, requestOf(url), { ...OPTIONS, signal: AbortSignal.abort() })).toBe(
      'cancelled: The call was cancelled.',
    );
    expect(seen).toEqual([]);
  });
});

describe('a failing upstream', () => {
  it('that is not there is unreachable', async () => {
    const port = await closedPort();
    expect(await failure(sender().send, requestOf(`http://127.0.0.1:${port}`))).toBe(
      `upstream_unreachable: Nothing answers at 127.0.0.1:${port}.`,
    );
  });

  it('whose name does not resolve is unreachable', async () => {
    expect(await failure(sender().send, requestOf('http://nowhere.invalid/x'))).toBe(
      'upstream_unreachable: The name nowhere.invalid cannot be resolved.',
    );
  });

  it.each([
    ['breaks the connection off', ''],
    ['stops within the headers', 'HTTP/1.1 200 OK\r\nContent-'],
    ['stops within the body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'],
    ['stops within a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nabc'],
  ])('that %s has reset', async (_, bytes) => {
    const { url, host } = await rawUpstream((socket) => socket.end(bytes));
    expect(await failure(sender().send, requestOf(url))).toBe(
      `upstream_reset: ${host} broke the connection off before its answer was complete.`,
    );
  });

  it('that resets the connection has reset', async () => {
    const { url } = await rawUpstream((socket) => socket.resetAndDestroy());
    expect(await failure(sender().send, requestOf(url))).toMatch(/^upstream_reset/);
  });

  it.each([
    ['something else', 'SSH-2.0-OpenSSH_9.6\r\n', 'does not answer in proper HTTP.'],
    [
      'headers without end',
      `HTTP/1.1 200 OK\r\nX-Large: ${'x'.repeat(100_000)}\r\n\r\n`,
      'answers with more than 64 KB of headers.',
    ],
  ])('that speaks %s is a protocol error', async (_, bytes, expected) => {
    const { url, host } = await rawUpstream((socket) => socket.end(bytes));
    expect(await failure(sender().send, requestOf(url))).toBe(`upstream_protocol: ${host} ${expected}`);
  });

  it('that speaks plain HTTP on a TLS port is a TLS error', async () => {
    const { url } = await rawUpstream((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await failure(sender().send, requestOf(url.replace('http:', 'https:')))).toMatch(/^upstream_tls/);
  });
});

describe('a stale connection', () => {
  /** A connection goes back to the pool a moment after its answer was read. */
  const settled = (): Promise<void> => sleep(50);

  /** Answers the first request, then closes the connection at the second one's first byte. */
  const closing = () => {
    const requests: string[] = [];
    const used = new WeakSet<object>();
    const started = rawUpstream((socket, count) => {
      requests.push(`${count}`);
      if (used.has(socket)) return socket.destroy();
      used.add(socket);
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok');
    });
    return { started, requests };
  };

  it('is replaced for a GET', async () => {
    const { started, requests } = closing();
    const { url } = await started;
    const { send } = sender();
    await send(requestOf(url), OPTIONS);
    await settled();
    const { status } = await send(requestOf(url), OPTIONS);
    expect([status, requests]).toEqual([200, ['1', '2', '3']]);
  });

  it('is an error for a POST, which is not sent twice', async () => {
    const { started, requests } = closing();
    const { url } = await started;
    const { send } = sender();
    await send(requestOf(url), OPTIONS);
    await settled();
    expect(await failure(send, requestOf(url, { method: 'POST' }))).toMatch(/^upstream_reset/);
    expect(requests).toEqual(['1', '2']);
  });
});
