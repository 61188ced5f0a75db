import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { toErrorText, toToolError } from '../../src/errors.ts';
import type { Sender } from '../../src/http/send.ts';
import type { HttpRequest } from '../../src/request/http-request.ts';
import { OPTIONS, rawUpstream, requestOf, sender, upstream } from './upstream.ts';

const CUT_OFF = '[upstream_reset] 127.0.0.1:PORT broke the connection off before its answer was complete.';
const IMPROPER = '[upstream_protocol] 127.0.0.1:PORT does not answer in proper HTTP.';

/** Raw answers, and what becomes of them. */
const RAW: readonly (readonly [string, string | Buffer, string])[] = [
  ['a body shorter than its length', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc', CUT_OFF],
  [
    'a body shorter than its length on a last connection',
    'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 10\r\n\r\nabc',
    CUT_OFF,
  ],
  ['chunks without the last one', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n', CUT_OFF],
  ['a broken chunk size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n', IMPROPER],
  ['something that is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', IMPROPER],
  ['an empty line and nothing more', '\r\n', CUT_OFF],
  ['half a status line', 'HTTP/1.1 20', CUT_OFF],
  [
    'chunked together with a length',
    'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
    CUT_OFF,
  ],
  ['two different lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd', CUT_OFF],
  [
    'an upgrade nobody asked for',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
    IMPROPER,
  ],
  ['a line break within a header', 'HTTP/1.1 200 OK\r\nx: a\nb\r\n\r\n', IMPROPER],
  [
    '4,000 headers',
    `HTTP/1.1 200 OK\r\n${'x-filler: 0123456789\r\n'.repeat(4000)}\r\n`,
    '[upstream_protocol] 127.0.0.1:PORT answers with more than 64 KB of headers.',
  ],
  ['20,000 informational answers', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(20_000), IMPROPER],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n', IMPROPER],
  [
    'broken gzip',
    Buffer.concat([
      Buffer.from('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n'),
      Buffer.from('not gzip at all'),
    ]),
    '[upstream_encoding] The answer says it is gzip but does not decode.',
  ],
  [
    'gzip that stops early',
    Buffer.concat([
      Buffer.from('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n'),
      gzipSync('hello'.repeat(100)).subarray(0, 20),
    ]),
    '[upstream_encoding] The answer says it is gzip but does not decode.',
  ],
  [
    '50 content codings',
    `HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-encoding: ${Array(50).fill('gzip').join(', ')}\r\n\r\nok`,
    '[upstream_encoding] The answer names 50 content codings; at most 3 are undone.',
  ],
  [
    'an unknown content coding',
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-encoding: rot13\r\n\r\nok',
    `[upstream_encoding] The answer's content coding "rot13" is unknown.`,
  ],
];

function text(body: Uint8Array): string {
  return Buffer.from(body).toString('utf8');
}

/** The whole text of the error that a call ends with, with the port left out. */
async function failure(request: HttpRequest, options = OPTIONS, { send }: Sender = sender()): Promise<string> {
  try {
    await send(request, options);
    return 'nothing failed';
  } catch (error) {
    return toErrorText(toToolError(error)).replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT');
  }
}

describe('a hostile or broken upstream', () => {
  for (const [name, answer, expected] of RAW) {
    it(`gets one clear sentence for ${name}`, async () => {
      const { url } = await rawUpstream((socket) => socket.end(answer));
      expect(await failure(requestOf(`${url}/`))).toBe(expected);
    });
  }

  it('is answered with its odd status where that is still HTTP', async () => {
    const { url } = await rawUpstream((socket) => socket.end('HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\nok'));
    const response = await sender().send(requestOf(`${url}/`), OPTIONS);
    expect([response.status, response.statusText, text(response.body)]).toEqual([999, 'Odd', 'ok']);
  });

  it('cannot slip a second answer to the next caller', async () => {
    const { url, connections } = await rawUpstream((socket, count) => {
      const own = `HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n${count}`;
      socket.write(count === 1 ? `${own}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil` : own);
    });
    const one = sender();
    const first = await one.send(requestOf(`${url}/1`), OPTIONS);
    const second = await one.send(requestOf(`${url}/2`), OPTIONS);
    expect([text(first.body), text(second.body)]).toEqual(['1', '2']);
    expect(connections()).toBe(2);
  });

  it('gets no second request on a connection that carried broken HTTP', async () => {
    const { url, connections } = await rawUpstream((socket, count) => {
      socket.write(
        count === 1 ? 'HTTP/1.1 200 OK\r\nbad header\r\n\r\n' : 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
      );
    });
    const one = sender();
    expect(await failure(requestOf(`${url}/1`), OPTIONS, one)).toBe(IMPROPER);
    expect(text((await one.send(requestOf(`${url}/2`), OPTIONS)).body)).toBe('ok');
    expect(connections()).toBe(2);
  });

  it('that resets a read is asked once more, on a fresh connection', async () => {
    const { url, connections } = await rawUpstream((socket, count) => {
      if (count === 1) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
    expect(text((await sender().send(requestOf(`${url}/`), OPTIONS)).body)).toBe('ok');
    expect(connections()).toBe(2);
  });

  it('that resets every read is given up after the third', async () => {
    const { url, connections } = await rawUpstream((socket) => socket.resetAndDestroy());
    expect(await failure(requestOf(`${url}/`))).toBe(CUT_OFF);
    expect(connections()).toBe(3);
  });

  it('that resets a write is not sent it again, and the answer says so', async () => {
    const { url, connections } = await rawUpstream((socket) => socket.resetAndDestroy());
    expect(await failure(requestOf(url, { method: 'POST' }))).toBe(
      `${CUT_OFF} It may have been carried out all the same.`,
    );
    expect(connections()).toBe(1);
  });

  it('that resets in the middle of an answer is not asked again', async () => {
    const { url, connections } = await rawUpstream((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc', () => socket.resetAndDestroy());
    });
    expect(await failure(requestOf(`${url}/`))).toBe(CUT_OFF);
    expect(connections()).toBe(1);
  });

  it('that closes idle connections is never noticed by a reader', async () => {
    const { url } = await rawUpstream((socket, count) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`, () => count % 2 === 1 && socket.end());
    });
    const one = sender();
    const texts: string[] = [];
    for (let call = 0; call < 20; call++) texts.push(text((await one.send(requestOf(`${url}/`), OPTIONS)).body));
    expect(texts).toEqual(Array(20).fill('ok'));
  });

  it('that drips its body is bounded by the deadline of the whole call', async () => {
    const { url } = await rawUpstream((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await failure(requestOf(url), { ...OPTIONS, timeoutMs: 200 })).toBe(
      '[upstream_timeout] 127.0.0.1:PORT did not answer within 0.2 s.\nThe operator raises the limit with --timeout <seconds>.',
    );
  });

  it('that drips its headers is bounded too', async () => {
    const { url } = await rawUpstream((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x: y\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await failure(requestOf(url, { method: 'POST' }), { ...OPTIONS, timeoutMs: 200 })).toBe(
      '[upstream_timeout] 127.0.0.1:PORT did not answer within 0.2 s. It may have been carried out all the same.\nThe operator raises the limit with --timeout <seconds>.',
    );
  });

  it('serves a thousand calls at once', async () => {
    const { url, connections } = await upstream((request, response) => void response.end(request.url));
    const one = sender();
    const calls = Array.from({ length: 1000 }, (_, index) =>
      one.send(requestOf(`${url}/${index}`), OPTIONS).then(({ body }) => text(body)),
    );
    expect(await Promise.all(calls)).toEqual(calls.map((_, index) => `/${index}`));
    expect(connections()).toBeLessThanOrEqual(100);
  });
});
